import { randomBytes, randomUUID } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { gasAlarm } from "../../../test/support/browser-alarm-desk.ts";
import { call } from "../../../test/support/browser-api.ts";
import { type BrowserPlatform, type PlatformSetup, signIn, startBrowserPlatform } from "../../../test/support/browser-platform.ts";
import { createSettableClock } from "../../../test/support/clock.ts";
import { epochMs, minutes } from "@labcanary/domain/basics";
import { exifSegment, jpegOf } from "../../../test/support/pictures.ts";
import { twoRooms } from "../../../test/support/two-rooms.ts";
import { writtenJournal } from "../../../test/support/written-journal.ts";
import { NONE_IN_SITES } from "../personal-data/held.ts";
import { wordsOnHold } from "../personal-data/named-in-words.ts";

const USERS = { operator: "operator", inspector: "inspector", "operator-114": "operator" } as const;

async function start(over: PlatformSetup = {}) {
  const platform = await startBrowserPlatform({ site: twoRooms(), users: USERS, zones: { "operator-114": ["room-114"] }, ...over });
  const { token } = await signIn(platform.url, "operator");
  const { body } = await call(platform, "GET", "/api/v1/door-codes", { as: token });
  const codeOf = (zoneId: string): string => body.doors.find((door: { zoneId: string }) => door.zoneId === zoneId).code;
  return { platform, token, codeOf, door: codeOf("room-114") };
}
const secret = (): string => randomBytes(16).toString("base64url");
const risk = (over: object = {}) => ({
  commandId: randomUUID(),
  secret: secret(),
  kind: "risk",
  class: "gas",
  words: "it smells of solvent beside the cabinet",
  ...over,
});
const send = (platform: BrowserPlatform, code: string, body: object) =>
  call(platform, "POST", `/api/v1/public/places/${code}/reports`, { body });
const follow = (platform: BrowserPlatform, by: string) =>
  call(platform, "GET", "/api/v1/public/report", { headers: { "report-secret": by } });

describe("at a door, without an account", () => {
  test("one is told where one is and whom to call, and nothing else", async () => {
    const { platform, door } = await start();
    const { status, body } = await call(platform, "GET", `/api/v1/public/places/${door}`);
    expect(status).toBe(200);
    expect(Object.keys(body).toSorted()).toEqual(["site", "where"]);
    expect(body.where.en).toContain("Room 114");
  });

  test.each(["ABCDEFGHJK", "short", "ABCDEFGHI1"])("%s is no door's code", async (code) => {
    const { platform } = await start();
    expect(await call(platform, "GET", `/api/v1/public/places/${code}`)).toMatchObject({ status: code === "ABCDEFGHJK" ? 404 : 400 });
  });

  test("a risk is a hazard of that room at once, with nobody's name, and is followed by its secret", async () => {
    const { platform, door } = await start();
    const report = risk();
    expect(await send(platform, door, report)).toMatchObject({ status: 201, body: { report: { number: 1, hazard: "filed" } } });
    expect(platform.ledgers.hazards().all()).toMatchObject([
      { origin: "report", record: "public-report/1", zoneId: "room-114", class: "gas", words: report.words, filedBy: "visitor" },
    ]);
    expect(await follow(platform, report.secret)).toMatchObject({
      status: 200,
      body: { report: { kind: "risk", hazard: "filed", answers: [] } },
    });
    expect(await follow(platform, secret())).toMatchObject({ status: 404, body: { code: "REPORT_SECRET_UNKNOWN" } });
  });

  test("names nobody by a mark that they write: it is kept broken", async () => {
    const { platform, door } = await start();
    expect((await send(platform, door, risk({ words: "{person:wang} opened the store" }))).status).toBe(201);
    expect(platform.ledgers.hazards().all()).toMatchObject([{ words: "(person:wang} opened the store" }]);
    expect(platform.ledgers.publicReports().all()).toMatchObject([{ words: "(person:wang} opened the store" }]);
  });

  test("sent again it is one report and one hazard", async () => {
    const { platform, door } = await start();
    const report = risk();
    await send(platform, door, report);
    expect(await send(platform, door, report)).toMatchObject({ status: 201, body: { report: { number: 1 } } });
    expect(platform.ledgers.hazards().all()).toHaveLength(1);
    expect(platform.ledgers.publicReports().all()).toHaveLength(1);
  });

  test("a danger needs no words; a second one at the same door joins it, and is over with it", async () => {
    const clock = createSettableClock();
    const { platform, token, door } = await start({ clock });
    const [first, second] = [risk({ kind: "danger", words: "" }), risk({ kind: "danger", words: "smoke" })];
    await send(platform, door, first);
    const early = { words: "whoever called before: leave by the stairs", ends: false, seen: 1 };
    expect((await call(platform, "POST", "/api/v1/public-reports/1/answer", { as: token, body: early })).status).toBe(200);
    clock.advance(minutes(1));
    await send(platform, door, second);
    expect(platform.ledgers.publicReports().all()).toMatchObject([{ number: 1 }, { number: 2, joins: 1 }]);
    expect(platform.ledgers.hazards().all()).toEqual([]);
    const unread = { as: token, body: { words: "over", ends: true, seen: 1 } };
    expect(await call(platform, "POST", "/api/v1/public-reports/1/answer", unread)).toMatchObject({
      status: 409,
      body: { code: "REPORT_JOINED_SINCE" },
    });
    expect(platform.ledgers.publicReports().get(1)?.endedAt).toBeUndefined();
    // Whoever joined is told what the danger is answered from then on, and what ends both once.
    const answers = [
      { path: "1", words: "two people are on their way" },
      { path: "2", words: "is anybody in there?" },
      { path: "1", words: "the fire brigade is there", ends: true, seen: 2 },
    ];
    for (const { path, ...body } of answers)
      expect(await call(platform, "POST", `/api/v1/public-reports/${path}/answer`, { as: token, body })).toMatchObject({ status: 200 });
    const followed = await follow(platform, second.secret);
    expect(followed.body.report.endedAt).toEqual(expect.any(Number));
    const told = (followed.body.report.answers as readonly { readonly words: string }[]).map(({ words }) => words);
    expect(told.toSorted()).toEqual(answers.map(({ words }) => words).toSorted());
    expect((await follow(platform, first.secret)).body.report.answers).toHaveLength(3);
    expect(JSON.stringify(followed.body)).not.toContain("operator");
  });

  test("whoever follows a danger learns when somebody has seen it and is there, and not who", async () => {
    const { platform, door } = await start();
    const report = risk({ kind: "danger" });
    await send(platform, door, report);
    const source = { kind: "record", condition: "hand-raised", record: "public-report/1", zoneId: "room-114" } as const;
    const { signal: _, ...alarm } = { ...gasAlarm(), signal: undefined };
    platform.desk.raise({ ...alarm, source, acknowledgedAt: alarm.raisedAt, acknowledgedBy: "mei" });
    const { body } = await follow(platform, report.secret);
    expect(body.report.seenAt).toBe(alarm.raisedAt);
    expect(JSON.stringify(body)).not.toContain("mei");
  });

  test("a photo is kept without where and with what it was taken; three at most", async () => {
    const { platform, token, door } = await start();
    const report = risk();
    await send(platform, door, report);
    const add = (body: Uint8Array, by = report.secret) =>
      fetch(`${platform.url}/api/v1/public/report/photos?commandId=${randomUUID()}`, {
        method: "POST",
        headers: { "content-type": "image/jpeg", "report-secret": by },
        body: Uint8Array.from(body),
      });
    const pictures = [1, 2, 3, 4].map((width) => jpegOf({ width: width * 8, height: 8, segments: [exifSegment("GPS 39.9042 N")] }));
    const statuses = [];
    for (const picture of pictures) statuses.push((await add(picture)).status);
    expect(statuses).toEqual([201, 201, 201, 409]);
    expect((await add(new Uint8Array([1, 2, 3]))).status).toBe(415);
    expect((await add(new Uint8Array(50_000_000))).status).toBe(413);
    expect((await add(pictures[0] as Uint8Array, secret())).status).toBe(404);
    const [photo] = platform.ledgers.publicReports().get(1)?.photos ?? [];
    const shown = await fetch(`${platform.url}/api/v1/public-reports/1/photos/${photo?.sha256}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(Buffer.from(await shown.arrayBuffer()).includes("GPS")).toBe(false);
  });

  test.each([
    ["REPORT_WORDS", { words: " " }],
    ["REPORT_WORDS", { words: "\u200b" }],
    ["WORDS_UNREADABLE", { words: "a\u0000b" }],
    ["WORDS_UNREADABLE", { contact: "13800001234\ud83d" }],
    ["REPORT_WORDS", { words: "x".repeat(1001) }],
    ["REQUEST_INVALID", { kind: "party" }],
    ["REQUEST_INVALID", { contact: "x".repeat(201) }],
    ["REQUEST_INVALID", { secret: "guessed" }],
    ["REQUEST_INVALID", { by: "rector" }],
  ])("%s keeps nothing", async (code, over) => {
    const { platform, door } = await start();
    expect(await send(platform, door, risk(over))).toMatchObject({ status: 400, body: { code } });
    expect(platform.ledgers.publicReports().all()).toEqual([]);
  });

  test.each([{ words: "<img src=x onerror=alert(1)>" }, { contact: "javascript:alert(1)" }])(
    "a risk with a script in it is refused, counted and journaled without it, and keeps nothing: %j",
    async (over) => {
      const { platform, door } = await start();
      expect(await send(platform, door, risk(over))).toMatchObject({ status: 400, body: { code: "WORDS_MARKUP" } });
      expect(platform.ledgers.lines).toEqual([]);
      const last = platform.desk.journal({ limit: 1 });
      expect(last).toMatchObject([{ kind: "refused", actor: "visitor", detail: { verb: "send", code: "WORDS_MARKUP", zone: "room-114" } }]);
      expect(JSON.stringify(last)).not.toContain("alert(1)");
      expect(platform.metrics.counter("labcanary_refused_total", "http", "WORDS_MARKUP").value).toBe(1);
    },
  );

  test("of a danger what is no character is replaced, and invisible words are none: it is told all the same", async () => {
    const { platform, door } = await start();
    for (const words of ["smoke\u0000here", "\u200b"])
      expect(await send(platform, door, risk({ kind: "danger", words }))).toMatchObject({ status: 201 });
    expect(platform.ledgers.publicReports().all()).toMatchObject([{ words: "smoke\uFFFDhere" }, { words: "" }]);
  });

  test("no more of them are journaled than anybody may report", async () => {
    const { platform, door } = await start({ clock: createSettableClock() });
    const statuses = [];
    for (let count = 0; count < 25; count++) statuses.push((await send(platform, door, risk({ words: "<script>" }))).status);
    expect(statuses).toEqual([...Array(20).fill(400), ...Array(5).fill(429)]);
    expect(platform.desk.journal({ limit: 100 }).filter(({ kind }) => kind === "refused")).toHaveLength(20);
  });

  test("a danger is told all the same, without the script and with the rest, and whoever sent it is told why; sent again it is one", async () => {
    const { platform, token, door } = await start();
    const report = risk({ kind: "danger", words: "smoke <script>alert(1)</script>", contact: "13800001234" });
    for (let attempt = 0; attempt < 2; attempt++)
      expect(await send(platform, door, report)).toMatchObject({ status: 201, body: { report: { number: 1, leftOut: true } } });
    expect(platform.ledgers.publicReports().all()).toMatchObject([{ kind: "danger", words: "", leftOut: true }]);
    expect(platform.desk.journal({ limit: 1 })).toMatchObject([
      { kind: "refused", actor: "visitor", detail: { code: "WORDS_MARKUP", record: "public-report/1", zone: "room-114" } },
    ]);
    expect(await call(platform, "POST", "/api/v1/public-reports/1/contact", { as: token })).toMatchObject({
      body: { contact: "13800001234" },
    });
    expect((await follow(platform, report.secret)).body.report.leftOut).toBe(true);
    expect(JSON.stringify([platform.ledgers.lines, platform.desk.journal({ limit: 100 })])).not.toContain("alert(1)");

    const other = risk({ kind: "danger", words: "smoke", contact: "<svg/onload=x>" });
    await send(platform, door, other);
    expect(platform.ledgers.publicReports().get(2)).toMatchObject({ words: "smoke", leftOut: true, joins: 1 });
    expect(platform.ledgers.publicReports().get(2)?.contact).toBeUndefined();
  });

  test("too many from one door are refused, with what to do instead, until the time is over", async () => {
    const clock = createSettableClock();
    const { platform, door, codeOf } = await start({ clock });
    const sendOne = (code: string) => send(platform, code, risk({ kind: "danger" }));
    const statuses = [];
    for (let count = 0; count < 21; count++) statuses.push((await sendOne(door)).status);
    expect(statuses).toEqual([...Array(20).fill(201), 429]);
    expect((await sendOne(codeOf("room-220"))).status).toBe(201);
    clock.advance(600_000 as never);
    expect((await sendOne(door)).status).toBe(201);
  });

  test("codes and secrets are tried in vain 300 times in ten minutes from one address, whatever is asked with them; a report still gets through", async () => {
    const { platform, door } = await start({ clock: createSettableClock() });
    const tries = [
      () => call(platform, "GET", "/api/v1/public/places/ABCDEFGHJK"),
      () => send(platform, "ABCDEFGHJK", risk()),
      () => follow(platform, secret()),
    ];
    const statuses = [];
    for (let count = 0; count < 300; count++) statuses.push((await tries[count % 3]?.())?.status);
    expect(new Set(statuses)).toEqual(new Set([404]));
    for (const again of tries)
      expect((await again()).body).toMatchObject({ code: "REPORT_TOO_OFTEN", detail: expect.stringContaining("or call") });
    // Who has a code and a secret that are some is told all the same: one address may be a whole campus.
    const danger = risk({ kind: "danger" });
    expect((await send(platform, door, danger)).status).toBe(201);
    expect((await call(platform, "GET", `/api/v1/public/places/${door}`)).status).toBe(200);
    expect((await follow(platform, danger.secret)).status).toBe(200);
  });

  test("however many scan a code and follow their report from one address, nobody of them is kept from the page", async () => {
    const { platform, door } = await start({ clock: createSettableClock() });
    const report = risk({ kind: "danger" });
    await send(platform, door, report);
    const statuses = [];
    for (let count = 0; count < 302; count++)
      statuses.push(
        (await (count % 2 === 0 ? call(platform, "GET", `/api/v1/public/places/${door}`) : follow(platform, report.secret))).status,
      );
    expect(new Set(statuses)).toEqual(new Set([200]));
  });

  test("a report is followed 600 times in ten minutes, from wherever; others are followed all the same, and it is again after that", async () => {
    const clock = createSettableClock();
    const { platform, door } = await start({ clock });
    const [danger, other] = [risk({ kind: "danger" }), risk()];
    for (const each of [danger, other]) await send(platform, door, each);
    const statuses = [];
    for (let count = 0; count < 600; count++) statuses.push((await follow(platform, danger.secret)).status);
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(await follow(platform, danger.secret)).toMatchObject({ status: 429, body: { code: "REPORT_TOO_OFTEN" } });
    expect((await follow(platform, other.secret)).status).toBe(200);
    clock.advance(minutes(10));
    expect((await follow(platform, danger.secret)).status).toBe(200);
  });

  test("no number of risks, here or at other doors, keeps a danger from being told", async () => {
    const { platform, door, codeOf } = await start();
    const risks = [];
    for (let count = 0; count < 31; count++) risks.push((await send(platform, count < 20 ? door : codeOf("room-220"), risk())).status);
    expect(risks).toEqual([...Array(30).fill(201), 429]);
    for (const code of [door, codeOf("room-220")])
      expect(await send(platform, code, risk({ kind: "danger" }))).toMatchObject({ status: 201 });
  });

  test("nothing else of the site is told: neither reports, nor doors, nor hazards", async () => {
    const { platform } = await start();
    for (const path of ["public-reports", "public-reports/1", "door-codes", "hazards"])
      expect((await call(platform, "GET", `/api/v1/${path}`)).status).toBe(401);
  });
});

describe("for those who answer", () => {
  test("how a reporter can be reached is in no line and no list, is journaled when it is read, and can be removed for good", async () => {
    const { platform, token, door } = await start();
    await send(platform, door, risk({ contact: "13800001234" }));
    const listed = await call(platform, "GET", "/api/v1/public-reports", { as: token });
    expect(listed.body).toMatchObject({ total: 1, reports: [{ number: 1, hasContact: true }] });
    expect(JSON.stringify([listed.body, platform.ledgers.lines])).not.toContain("13800001234");
    expect(await call(platform, "POST", "/api/v1/public-reports/1/contact", { as: token })).toMatchObject({
      body: { contact: "13800001234" },
    });
    expect(platform.ledgers.lines.at(-1)).toMatchObject({ actor: "user:operator", act: { act: "contact-read" } });
    expect(await call(platform, "DELETE", "/api/v1/public-reports/1/contact", { as: token })).toMatchObject({
      body: { report: { hasContact: false } },
    });
    expect(await call(platform, "POST", "/api/v1/public-reports/1/contact", { as: token })).toMatchObject({
      body: { code: "REPORT_NO_CONTACT" },
    });
  });

  test("how somebody who is on hold can be reached is not removed, and why is not told", async () => {
    const { platform, token, door } = await start();
    await send(platform, door, risk({ contact: "li, 13800001234" }));
    const { data } = writtenJournal(platform.dataFolder);
    data.holdPerson(["user:li"], { reason: "case 12", by: "user:administrator", at: epochMs(0) });
    const refused = await call(platform, "DELETE", "/api/v1/public-reports/1/contact", { as: token });
    expect(refused).toMatchObject({ status: 409, body: { code: "WORDS_ON_HOLD" } });
    expect(JSON.stringify(refused.body)).not.toContain("case 12");
    expect(platform.ledgers.publicReports().get(1)?.contact).toBeDefined();
    const onHold = await wordsOnHold({ store: data, site: platform.site, findInSites: NONE_IN_SITES });
    expect(onHold("li, 13800001234")).toMatchObject({ name: "user:li" });
    expect(onHold("limit")).toBeUndefined();
    data.liftHold("user:li");
    expect(await call(platform, "DELETE", "/api/v1/public-reports/1/contact", { as: token })).toMatchObject({
      body: { report: { hasContact: false } },
    });
  });

  test("where somebody reports from is written nowhere, nor by what they follow it, also not where something is refused or fails", async () => {
    const { platform, door } = await start();
    const report = risk({ contact: "13800001234" });
    await send(platform, door, report);
    await follow(platform, report.secret);
    await send(platform, door, risk({ words: " " }));
    await send(platform, "ABCDEFGHJK", risk());
    const headers = { "content-type": "image/jpeg", "report-secret": report.secret, "user-agent": "a reporter's phone" };
    await fetch(`${platform.url}/api/v1/public/report/photos?commandId=${randomUUID()}`, { method: "POST", headers, body: "no picture" });
    const broken = vi.spyOn(platform.ledgers, "followReport").mockImplementation(() => {
      throw new Error("disk full");
    });
    expect((await follow(platform, report.secret)).status).toBe(500);
    broken.mockRestore();
    expect(platform.logger.lines.length).toBeGreaterThan(0);
    // From where people with an account sign in is journaled, and is nobody's here.
    const entries = platform.desk.entries.filter(({ kind }) => kind !== "signed-in");
    const written = JSON.stringify([platform.logger.lines, platform.ledgers.lines, platform.ledgers.refused, entries]);
    for (const trace of ["127.0.0.1", "::1", report.secret, "a reporter's phone", "13800001234"]) expect(written).not.toContain(trace);
    expect(JSON.stringify(platform.ledgers.lines)).not.toContain("127.0.0.1");
    const database = new DatabaseSync(join(platform.dataFolder, "accounts.sqlite"), { readOnly: true });
    const keys = database.prepare("SELECT key FROM attempt").all();
    database.close();
    expect(keys.length).toBeGreaterThan(0);
    expect(JSON.stringify(keys.filter(({ key }) => String(key).startsWith("report:")))).not.toContain("127.0.0.1");
  });

  test("whoever is limited to zones sees, reads and answers what is there alone; an inspector answers nothing", async () => {
    const { platform, codeOf, door } = await start();
    await send(platform, codeOf("room-220"), risk({ contact: "elsa" }));
    await send(platform, door, risk());
    const { token: limited } = await signIn(platform.url, "operator-114");
    const { body } = await call(platform, "GET", "/api/v1/public-reports", { as: limited });
    expect(body).toMatchObject({ total: 1, reports: [{ number: 2 }] });
    for (const [method, path] of [
      ["GET", "public-reports/1"],
      ["POST", "public-reports/1/contact"],
      ["DELETE", "public-reports/1/contact"],
    ] as const)
      expect((await call(platform, method, `/api/v1/${path}`, { as: limited })).body.code).toBe("REPORT_UNKNOWN");
    const answer = { as: limited, body: { words: "done", ends: true } };
    expect((await call(platform, "POST", "/api/v1/public-reports/1/answer", answer)).body.code).toBe("REPORT_UNKNOWN");
    const { token: inspector } = await signIn(platform.url, "inspector");
    expect((await call(platform, "POST", "/api/v1/public-reports/2/answer", { ...answer, as: inspector })).status).toBe(403);
  });

  test("the codes of doors stay over a restart, and are others elsewhere", async () => {
    const { platform, door } = await start();
    const other = await start();
    expect(other.door).not.toBe(door);
    expect((await call(other.platform, "GET", `/api/v1/public/places/${door}`)).status).toBe(404);
    expect((await call(platform, "GET", `/api/v1/public/places/${door}`)).status).toBe(200);
  });
});
