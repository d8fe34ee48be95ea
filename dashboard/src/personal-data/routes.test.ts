import { days, minus, plus } from "@labcanary/domain/basics";
import { years } from "@labcanary/domain/governance";
import type { JournalEntryKind } from "@labcanary/domain/messages";
import type { RecordedLine } from "@labcanary/domain/ports";
import { describe, expect, test } from "vitest";
import { call } from "../../../test/support/browser-api.ts";
import { PASSWORD, signIn, startBrowserPlatform } from "../../../test/support/browser-platform.ts";
import { createSettableClock } from "../../../test/support/clock.ts";
import { LI, stockHands, WANG } from "../../../test/support/stock-hands.ts";
import { stockSite } from "../../../test/support/stock-site.ts";
import { writtenJournal } from "../../../test/support/written-journal.ts";
import { createUserDirectory } from "../index.ts";

async function start() {
  const clock = createSettableClock();
  const platform = await startBrowserPlatform({ clock });
  const journal = writtenJournal(platform.dataFolder);
  // Li is nobody of the site's; Wang is.
  await createUserDirectory(platform.dataFolder).add("li", "operator", PASSWORD);
  const photo = { sha256: "a".repeat(64), type: "image/jpeg" };
  journal.append({ at: clock.now(), kind: "acknowledged", actor: "user:li", detail: { comment: "seen" } });
  journal.append({ at: clock.now(), kind: "photo-added", actor: "user:li", detail: { photo } });
  journal.append({
    at: clock.now(),
    kind: "notification-accepted",
    actor: "channel:sms",
    detail: { personId: "wang", notificationId: "a:1:wang" },
  });
  const post = async (name: string, verb: string, body: object = {}, as = "administrator") => {
    const { token } = await signIn(platform.url, as);
    return call(platform, "POST", `/api/v1/personal-data/${encodeURIComponent(name)}/${verb}`, {
      as: token,
      body: { password: PASSWORD, ...body },
    });
  };
  return { clock, platform, journal, post };
}

describe("a way to be reached left with a report at a door", () => {
  const reason = "asked";

  async function startWith(...contacts: readonly string[]) {
    const bench = await start();
    const { ledgers, site } = bench.platform;
    const report = { kind: "risk", zoneId: site.zones[0]!.id, class: "gas", words: "smell" } as const;
    for (const [id, contact] of contacts.entries())
      expect(ledgers.sendReport({ ...report, id: `r-${id}`, secret: `s-${id}`, contact }).ok).toBe(true);
    const kept = () =>
      ledgers
        .publicReports()
        .all()
        .flatMap(({ number, contact }) => (contact === undefined ? [] : [number]));
    return { ...bench, kept };
  }

  test("is found by the number and by the name, and given out", async () => {
    const { post } = await startWith("li, 138 0000-1234", "13900009999");
    expect((await post("user:li", "find")).body.data.contacts).toEqual([{ contact: "li, 138 0000-1234", report: 1 }]);
    const { data } = (await post("person:visitor", "find", { also: ["+86 139 0000 9999"] })).body;
    expect(data).toMatchObject({ lineCount: 0, contacts: [{ contact: "13900009999", report: 2 }] });
    expect(JSON.stringify((await post("user:li", "export", { format: "text" })).body)).toContain("PR-1 li, 138 0000-1234");
  });

  test("goes with the person where it is chosen; others of the same name keep theirs", async () => {
    const { post, kept } = await startWith("li, 138 0000-1234", "Li Ming 13800005678", "Li Na");
    expect((await post("user:li", "find")).body.data.contacts).toHaveLength(3);
    expect((await post("user:li", "remove", { reason, reports: [1] })).body.removed).toMatchObject({ account: true, contacts: 1 });
    expect(kept()).toEqual([2, 3]);
  });

  test("stays where none is chosen", async () => {
    const { post, kept } = await startWith("Li Ming 13800005678");
    expect((await post("user:li", "remove", { reason })).body.removed).toMatchObject({ account: true, contacts: 0 });
    expect(kept()).toEqual([1]);
  });

  test("goes as it was found by what else they are called, also of somebody who only reported", async () => {
    const { post, kept } = await startWith("li", "Xiao Li, door side", "13900009999");
    const also = ["Xiao Li", "139 0000 9999"];
    expect((await post("person:visitor", "remove", { reason, reports: [3] })).body.code).toBe("PERSON_UNKNOWN");
    expect((await post("person:visitor", "remove", { reason, also, reports: [3] })).body.removed).toMatchObject({ contacts: 1 });
    expect((await post("user:li", "remove", { reason, also, reports: [1, 2] })).body.removed).toMatchObject({ contacts: 2 });
    expect(kept()).toEqual([]);
  });

  test("not where it names others alone, or somebody on hold: then nothing is removed", async () => {
    const { post, kept, platform } = await startWith("li", "13900009999", "li or zhao");
    expect((await post("user:li", "remove", { reason, reports: [1, 2] })).body).toMatchObject({ code: "WORDS_OF_OTHERS", detail: "PR-2" });
    expect((await post("user:li", "remove", { reason, reports: [9] })).body.code).toBe("WORDS_OF_OTHERS");
    await createUserDirectory(platform.dataFolder).add("zhao", "operator", PASSWORD);
    await post("user:zhao", "hold", { reason: "case 12" });
    const refused = await post("user:li", "remove", { reason, reports: [1, 3] });
    expect(refused.body).toMatchObject({ code: "WORDS_ON_HOLD", detail: "case 12" });
    expect(kept()).toEqual([1, 2, 3]);
    expect((await post("user:li", "find")).body.data.account).toMatchObject({ name: "li" });
  });

  test("is not counted where it could not be removed", async () => {
    const { post, kept, platform } = await startWith("li");
    const { forgetContact } = platform.ledgers;
    let isGone = false;
    Object.assign(platform.ledgers, {
      forgetContact: (command: Parameters<typeof forgetContact>[0]) => {
        if (!isGone) forgetContact({ ...command, id: "meanwhile" });
        isGone = true;
        return forgetContact(command);
      },
    });
    expect((await post("user:li", "remove", { reason, reports: [1] })).body.removed).toMatchObject({ account: true, contacts: 0 });
    expect(kept()).toEqual([]);
  });
});

describe("what is held of a person", () => {
  test("is found everywhere, for administrators who type their password again, and that it was read is journaled by key", async () => {
    const { platform, post } = await start();
    expect((await post("user:li", "find", {}, "engineer")).body.code).toBe("ROLE_FORBIDDEN");
    expect((await post("user:li", "find", { password: "not it" })).body.code).toBe("PASSWORD_WRONG");
    expect((await post("user:nobody", "find")).body.code).toBe("PERSON_UNKNOWN");
    expect((await post("nobody", "find")).body.code).toBe("REQUEST_INVALID");
    const { data } = (await post("user:li", "find")).body;
    expect(data).toMatchObject({
      names: ["user:li"],
      account: { name: "li", role: "operator" },
      lineCount: 2,
      linesInClear: 0,
      photos: [{ sha256: "a".repeat(64), line: 2 }],
    });
    expect(JSON.stringify(data)).not.toMatch(/argon|password_hash|totp/);
    expect(data.contacts).toEqual([]);
    expect(platform.desk.entries.at(-1)).toMatchObject({
      kind: "personal-data-read",
      actor: "user:administrator",
      detail: { about: expect.stringMatching(/^~[0-9a-f]{20}$/) },
    });
  });

  test("of somebody of the site is both of their names, with what the files say", async () => {
    const { post } = await start();
    const { data } = (await post("person:wang", "find")).body;
    expect(data).toMatchObject({ names: ["person:wang", "user:wang"], site: { id: "wang", zones: expect.any(Array) }, lineCount: 1 });
  });

  test("is given out whole, for programs and for the person in their language", async () => {
    const { post } = await start();
    const json = await post("user:li", "export", { format: "json" });
    expect(json.headers.get("content-disposition")).toMatch(/^attachment; filename="personal-data-.*\.json"$/);
    expect(json.body.lines).toHaveLength(2);
    const text = await post("user:li", "export", { format: "text", language: "zh" });
    expect(text.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(text.body).toMatch(/日志记录 \(2\)\n1 .* acknowledged user:li/);
    expect((await post("user:li", "export", { format: "text" })).body).toContain("Lines of the journal (2)");
  });
});

test("what the first of two found is told nobody else before the second has signed, on the page and in the export", async () => {
  const clock = createSettableClock();
  const platform = await startBrowserPlatform({ clock, site: stockSite() });
  const { append } = writtenJournal(platform.dataFolder);
  const { approve, move, witness } = stockHands();
  const bench = { clock, ...platform.ledgers };
  approve(bench);
  expect(move(bench, WANG, { kind: "receive", quantity: "498.5", tare: "120" })).toMatchObject({ ok: true });
  for (const { at, ledger, actor, number, act } of platform.ledgers.lines)
    append({ at, kind: `${ledger}-recorded` as JournalEntryKind, actor, detail: { record: `${ledger}/${number}`, zone: "store", act } });
  const { token } = await signIn(platform.url, "administrator");
  const told = async (verb: string, body: object) => {
    const answer = await call(platform, "POST", `/api/v1/personal-data/user:wang/${verb}`, {
      as: token,
      body: { password: PASSWORD, ...body },
    });
    return JSON.stringify(answer.body);
  };
  const everywhere = () => Promise.all([told("find", {}), told("export", { format: "json" }), told("export", { format: "text" })]);
  for (const text of await everywhere()) {
    expect(text).toContain("proposed");
    expect(text).not.toContain("498500");
  }
  expect(witness(bench, LI, "498.5")).toMatchObject({ ok: true });
  for (const text of await everywhere()) expect(text).toContain("498500");
});

describe("who is named in what others wrote", () => {
  /** The journal in memory is on disk as well, as it is where the platform runs. */
  async function startWith(...comments: readonly string[]) {
    const bench = await start();
    const { platform, journal, clock } = bench;
    const record = platform.desk.record;
    Object.assign(platform.desk, {
      record: (...lines: readonly RecordedLine[]) => {
        for (const line of lines) journal.append({ at: clock.now(), ...line });
        record(...lines);
      },
    });
    for (const comment of comments) journal.append({ at: clock.now(), kind: "commented", actor: "user:engineer", detail: { comment } });
    return bench;
  }
  const asked = { instead: "[somebody] has the key", reason: "she asked for it" };

  test("is found by name, account, number and address of the site's files, and by what else they are called", async () => {
    const { post, platform } = await startWith("王梅 has the key", "mail WANG@example.org", "138 1234 5678", "Xiao Mei", "limit");
    const [first, ...others] = platform.site.people;
    if (first === undefined) throw new Error("the site has nobody");
    platform.site = {
      ...platform.site,
      people: [{ ...first, id: "wang", name: "王梅", email: "wang@example.org", phone: "+8613812345678" }, ...others],
    };
    const texts = async (body: object) =>
      (await post("person:wang", "find", body)).body.data.inWords.map(({ text }: { text: string }) => text);
    expect(await texts({})).toEqual(["王梅 has the key", "mail WANG@example.org", "138 1234 5678"]);
    expect(await texts({ also: ["Xiao Mei"] })).toContain("Xiao Mei");
    const text = (await post("person:wang", "export", { format: "text", also: ["Xiao Mei"] })).body;
    expect(text).toMatch(/Named in what people wrote .* \(4\)\n4 \S+ comment "王梅 has the key"/);
    expect((await post("person:wang", "find", { also: ["x"] })).body.code).toBe("REQUEST_INVALID");
  });

  test("is taken out of it by an administrator, with a reason; the line says what stands instead, and the chain is proven", async () => {
    const { post, journal, platform } = await startWith("Zhao has the key");
    const words = { line: 4, field: "comment", ...asked };
    expect((await post("user:zhao", "remove-words", words, "engineer")).body.code).toBe("ROLE_FORBIDDEN");
    expect((await post("user:zhao", "remove-words", { ...words, password: "x" })).body.code).toBe("PASSWORD_WRONG");
    expect((await post("user:zhao", "remove-words", { ...words, reason: " " })).body.code).toBe("REQUEST_INVALID");
    expect((await post("user:zhao", "remove-words", { ...words, field: "text" })).body.code).toBe("WORDS_UNKNOWN");
    expect((await post("user:zhao", "remove-words", words)).body.removed).toMatchObject({
      line: 4,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(journal.lines()[3]).toMatchObject({ kind: "commented", detail: { comment: asked.instead } });
    expect(platform.desk.entries.at(-1)).toMatchObject({
      kind: "words-removed",
      actor: "user:administrator",
      detail: { line: 4, field: "comment", ...asked },
    });
    expect((await post("user:zhao", "remove-words", words)).body.code).toBe("WORDS_REMOVED");
    expect(await journal.verify()).toMatchObject({ ok: true });
  });

  test("not as somebody else's, whatever name is in the address: whom the words name is told by the words", async () => {
    const { post, platform, journal } = await startWith("li has the key", "Xiao Mei told li", "Xiao Mei has the key");
    const words = { line: 4, field: "comment", ...asked };
    const before = platform.desk.entries.length;
    expect((await post("user:nobody", "remove-words", words)).body.code).toBe("WORDS_OF_OTHERS");
    await post("user:li", "hold", { reason: "case 12" });
    const held = { code: "WORDS_ON_HOLD", detail: "case 12" };
    expect((await post("user:nobody", "remove-words", { ...words, also: ["li"] })).body).toMatchObject(held);
    expect((await post("user:zhao", "remove-words", { ...words, line: 5, also: ["Xiao Mei"] })).body).toMatchObject(held);
    const spared = platform.desk.entries.slice(before).map(({ kind }) => kind);
    expect(spared).not.toContain("words-removed");
    expect((await post("user:zhao", "remove-words", { ...words, line: 6 })).body.code).toBe("WORDS_OF_OTHERS");
    expect((await post("user:zhao", "remove-words", { ...words, line: 6, also: ["Xiao Mei"] })).status).toBe(200);
    expect(platform.desk.entries.at(-1)).toMatchObject({ detail: { about: journal.data.keyOf("user:zhao"), line: 6 } });
    expect(journal.lines()[3]).toMatchObject({ detail: { comment: "li has the key" } });
  });

  test("nor where they name somebody on hold as the site's files do", async () => {
    const { post, platform } = await startWith("王梅 told zhao");
    const [first, ...others] = platform.site.people;
    if (first === undefined) throw new Error("the site has nobody");
    platform.site = { ...platform.site, people: [{ ...first, id: "wang", name: "王梅" }, ...others] };
    await post("person:wang", "hold", { reason: "case 13" });
    const refused = await post("user:zhao", "remove-words", { line: 4, field: "comment", ...asked });
    expect(refused.body).toMatchObject({ code: "WORDS_ON_HOLD", detail: "case 13" });
  });

  test("not while they are on hold", async () => {
    const { post, journal } = await startWith("li has the key");
    await post("user:li", "hold", { reason: "case 12" });
    expect((await post("user:li", "remove-words", { line: 4, field: "comment", ...asked })).body.code).toBe("PERSON_ON_HOLD");
    expect(journal.lines()[3]).toMatchObject({ detail: { comment: "li has the key" } });
  });
});

describe("what may go", () => {
  const reason = "left in May";

  test("goes: an account now, a name when its time is over; the chain is proven as before", async () => {
    const { clock, platform, journal, post } = await start();
    const first = await post("user:li", "remove", { reason });
    expect(first.body.removed).toMatchObject({
      account: true,
      names: false,
      kept: { because: "retention", until: plus(clock.now(), years(5)) },
    });
    expect((await call(platform, "POST", "/api/v1/session", { body: { username: "li", password: PASSWORD } })).status).toBe(401);
    expect(platform.desk.entries.findLast(({ kind }) => kind === "personal-data-removed")).toMatchObject({
      detail: { reason, names: false },
    });
    journal.append({ at: minus(clock.now(), years(5)), kind: "acknowledged", actor: "user:before", detail: { comment: "long ago" } });
    const then = await post("user:before", "remove", { reason });
    expect(then.body.removed).toMatchObject({ account: false, names: true, linesInClear: 0 });
    expect(journal.lines().at(-1)).toMatchObject({ actor: expect.stringMatching(/^user:~/), detail: { comment: "long ago" } });
    expect((await post("user:before", "find")).body.code).toBe("PERSON_UNKNOWN");
    expect(await journal.verify()).toMatchObject({ ok: true, lines: 4 });
  });

  test("not of somebody the site names, on hold, or without a reason", async () => {
    const { post } = await start();
    expect((await post("person:wang", "remove", { reason })).body.code).toBe("PERSON_IN_SITE");
    expect((await post("user:li", "remove", { reason: " " })).body.code).toBe("REQUEST_INVALID");
    expect((await post("user:li", "lift", { reason })).body.code).toBe("HOLD_UNKNOWN");
    expect((await post("user:li", "hold", { reason: "case 12" })).body.holds).toMatchObject([{ name: "user:li", reason: "case 12" }]);
    expect((await post("user:li", "remove", { reason })).body.code).toBe("PERSON_ON_HOLD");
    expect((await post("user:li", "lift", { reason })).body.holds).toEqual([]);
    expect((await post("user:li", "remove", { reason })).status).toBe(200);
  });

  test("none of the names somebody had when the hold was set, also once the site names them no longer; they are lifted together", async () => {
    const { clock, platform, journal, post } = await start();
    journal.append({ at: clock.now(), kind: "acknowledged", actor: "user:wang", detail: {} });
    const { holds } = (await post("person:wang", "hold", { reason: "case 12" })).body;
    expect(holds).toMatchObject([
      { name: "person:wang", reason: "case 12" },
      { name: "user:wang", reason: "case 12" },
    ]);
    expect(platform.desk.entries.at(-1)).toMatchObject({
      kind: "legal-hold-set",
      detail: { about: expect.stringMatching(/^~/), also: [expect.stringMatching(/^~/)] },
    });
    platform.site = { ...platform.site, people: platform.site.people.filter(({ id }) => id !== "wang") };
    for (const name of ["person:wang", "user:wang"]) {
      expect((await post(name, "find")).body.data.names).toEqual([name]);
      expect((await post(name, "remove", { reason })).body.code).toBe("PERSON_ON_HOLD");
    }
    expect(await journal.data.forgetExpired(plus(clock.now(), years(20)), () => false)).toMatchObject({ count: 1 });
    expect(journal.lines().map(({ actor }) => actor)).toContain("user:wang");
    expect((await post("user:wang", "lift", { reason })).body.holds).toEqual([]);
  });

  test("not the last administrator", async () => {
    const { platform, post } = await start();
    expect((await post("user:administrator", "remove", { reason })).body.code).toBe("LAST_ADMINISTRATOR");
    expect(platform.desk.entries.map(({ kind }) => kind)).not.toContain("personal-data-removed");
  });

  test("and programs read none of it", async () => {
    const { platform } = await start();
    const { token } = await signIn(platform.url, "administrator");
    const body = { name: "bms", role: "administrator", days: 1, password: PASSWORD };
    const issued = await call(platform, "POST", "/api/v1/tokens", { as: token, body });
    const asked = await call(platform, "POST", "/api/v1/personal-data/user:li/find", { as: issued.body.token, body: {} });
    expect(asked.body.code).toBe("PERSON_REQUIRED");
  });
});

test("names of sign-ins go after 400 days by themselves", async () => {
  const { clock, journal } = await start();
  journal.append({ at: clock.now(), kind: "signed-in", actor: "user:gone", detail: { by: "password", from: "10.0.0.9" } });
  expect(await journal.data.forgetExpired(plus(clock.now(), days(399)), () => false)).toMatchObject({ count: 0 });
  expect(await journal.data.forgetExpired(plus(clock.now(), days(400)), () => false)).toMatchObject({ count: 2, hasPeople: true });
});
