import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { days, epochMs, personMark, plus } from "@labcanary/domain/basics";
import { DEFAULT_RETENTION, type PersonalName, replaceNames, years } from "@labcanary/domain/governance";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../../test/support/files.ts";
import { createJournal, type Journal, type NewJournalEntry } from "../journal/journal.ts";
import { createJournalSearch } from "../journal/search.ts";
import { verifyJournal } from "../journal/verify.ts";
import { databaseFile, inTransaction, openDatabase } from "../store/database.ts";
import { startAlerting } from "../../../test/support/kannel-alerting.ts";
import { testSite } from "../../../test/support/site.ts";
import { createHeadFile } from "../journal/head-file.ts";
import { createPersonalData } from "./personal-data.ts";

const AT = epochMs(Date.UTC(2026, 10, 22, 8));
const acknowledged: NewJournalEntry = { at: AT, kind: "acknowledged", actor: "user:mei", detail: { comment: "mei saw it", code: "K7" } };
const handed: NewJournalEntry = { at: AT, kind: "assigned", actor: "user:li", detail: { to: "mei", reason: "on duty" } };
const signedIn: NewJournalEntry = { at: AT, kind: "signed-in", actor: "user:mei", detail: { by: "password", from: "10.1.2.3" } };
const withdrawn: NewJournalEntry = {
  at: AT,
  kind: "substance-recorded",
  actor: "user:mei",
  detail: { record: "substance/1", zone: "store", act: { act: "moved", first: "person:wang", approval: { regime: "drug-precursor" } } },
};

async function start(...entries: readonly NewJournalEntry[]) {
  const dataFolder = temporaryFolder();
  const database = openDatabase(dataFolder);
  const journal = createJournal(database);
  const keep = (entry: NewJournalEntry): void => inTransaction(database, () => journal.append(entry));
  for (const entry of entries) keep(entry);
  const headFile = createHeadFile(join(dataFolder, "journal.head"));
  const close = async () => {
    await headFile.close(journal.head());
    database.close();
  };
  const verify = () => verifyJournal({ dataFolder, journalHeadFile: join(dataFolder, "journal.head") });
  return { dataFolder, database, journal, keep, close, verify, data: createPersonalData(dataFolder, DEFAULT_RETENTION) };
}
const all = (journal: Journal) => journal.last({ limit: 100 });
const stored = (folder: string): string => {
  const database = new DatabaseSync(databaseFile(folder), { readOnly: true });
  const text = JSON.stringify(database.prepare("SELECT actor, detail FROM journal").all());
  database.close();
  return text;
};

describe("who is named in a line", () => {
  test("is read as written, and is not in what is kept and hashed", async () => {
    const { journal, dataFolder, close, verify } = await start(acknowledged, handed, signedIn, withdrawn);
    expect(all(journal)).toMatchObject([acknowledged, handed, signedIn, withdrawn]);
    // What somebody wrote in their own words is theirs.
    expect(stored(dataFolder).replace("mei saw it", "")).not.toMatch(/mei|wang|10\.1\.2\.3/);
    await close();
    expect(verify()).toMatchObject({ ok: true, lines: 4 });
  });

  test("by a mark in a text of ours is held apart like everybody else, found, and gone from line and alarm after a removal", async () => {
    const reason = `opened without leave: ${personMark("wang")}, ${personMark("li")} had badged`;
    const raised: NewJournalEntry = { at: AT, kind: "raised", actor: "rules", detail: { ruleId: "door/sealed", evidence: { reason } } };
    const changed: NewJournalEntry = {
      at: AT,
      kind: "site-changed",
      actor: "system",
      detail: { differences: [{ about: "contact", id: "wang", attributes: [{ attribute: "deputy", before: personMark("wang") }] }] },
    };
    const { dataFolder, database, journal, close, verify, data } = await start(raised, changed);
    database.exec(`INSERT INTO alarms (id, code, annunciation, priority, condition_active, raised_at, raised_received_at, body)
      VALUES ('a', 'K7', 'normal', 'low', 0, 0, 0, '${JSON.stringify({ evidence: { reason } })}')`);
    expect(all(journal)).toMatchObject([raised, changed]);
    expect(stored(dataFolder)).not.toMatch(/wang|:li/);
    expect(await data.findPerson(["person:wang"])).toMatchObject({
      lines: [{ kind: "raised" }, { kind: "site-changed" }],
      linesInClear: 0,
    });
    const over = { now: plus(AT, years(6)), hadAccount: false };
    expect(await data.forgetPerson(["person:wang"], over)).toMatchObject({ names: true, linesInClear: 0 });
    expect(JSON.stringify(all(journal))).toMatch(/\{person:~[0-9a-f]{20}\}, \{person:li\} had badged/);
    expect(String(database.prepare("SELECT body FROM alarms").get()?.["body"])).toMatch(
      /\{person:~[0-9a-f]{20}\}, \{person:li\} had badged/,
    );
    await close();
    expect(verify()).toMatchObject({ ok: true, lines: 2 });
  });

  test("is found by their name", async () => {
    const { database } = await start(acknowledged, handed, signedIn, withdrawn);
    const search = createJournalSearch(database, () => testSite());
    const kinds = async (query: object) => (await search({ limit: 10, ...query })).entries.map(({ kind }) => kind);
    expect(await kinds({ person: "user:mei" })).toEqual(["substance-recorded", "signed-in", "assigned", "acknowledged"]);
    expect(await kinds({ person: "person:wang" })).toEqual(["substance-recorded"]);
    expect(await kinds({ text: "user:mei" })).toHaveLength(3);
  });

  test("is gone once removed, also from the file, and the chain is proven as before", async () => {
    const { data, journal, dataFolder, close, verify } = await start(acknowledged, handed);
    const outcome = await data.forgetPerson(["user:mei"], { now: plus(AT, years(6)), hadAccount: false });
    expect(outcome).toMatchObject({ names: true, linesInClear: 0 });
    expect(all(journal)).toMatchObject([
      { actor: expect.stringMatching(/^user:~[0-9a-f]{20}$/), detail: acknowledged.detail },
      { actor: "user:li", detail: { to: expect.stringMatching(/^~[0-9a-f]{20}$/) } },
    ]);
    expect(await data.findPerson(["user:mei"])).toMatchObject({ lines: [], named: [] });
    await close();
    expect(verify()).toMatchObject({ ok: true, lines: 2 });
    expect(JSON.stringify(stored(dataFolder))).not.toContain('"mei"');
  });

  test("who comes again under the same name is somebody else", async () => {
    const { data, journal, keep } = await start(acknowledged);
    await data.forgetPerson(["user:mei"], { now: plus(AT, years(6)), hadAccount: false });
    keep({ ...acknowledged, at: plus(AT, years(6)) });
    const [before, after] = all(journal);
    expect([before?.actor === after?.actor, after?.actor]).toEqual([false, "user:mei"]);
  });

  test("nothing is kept of a name whose line was not", async () => {
    const { database, journal } = await start();
    const failing = () =>
      inTransaction(database, () => {
        journal.append(acknowledged);
        throw new Error("no room");
      });
    expect(failing).toThrow("no room");
    expect(database.prepare("SELECT count(*) AS count FROM journal_people").get()).toEqual({ count: 0 });
  });
});

describe("a name stays", () => {
  test.each([
    { entries: [signedIn], until: days(400) },
    { entries: [signedIn, withdrawn], until: years(3) },
    { entries: [withdrawn, acknowledged], until: years(5) },
  ])("as long as the longest of what names it", async ({ entries, until }) => {
    const { data } = await start(...entries);
    const forget = (now: number) => data.forgetPerson(["user:mei"], { now: epochMs(now), hadAccount: false });
    expect(await forget(AT + until - 1)).toMatchObject({ names: false, kept: { because: "retention", until: AT + until } });
    expect(await forget(AT + until)).toMatchObject({ names: true });
  });

  test("while it is on hold, whatever is over, and while an account was there until now", async () => {
    const { data } = await start(acknowledged);
    const now = plus(AT, years(9));
    data.holdPerson(["user:mei"], { reason: "case 12", by: "user:li", at: now });
    expect(await data.forgetPerson(["user:mei"], { now, hadAccount: false })).toMatchObject({
      names: false,
      kept: { because: "legal-hold" },
    });
    expect(await data.forgetExpired(now, () => false)).toMatchObject({ count: 0 });
    expect([data.liftHold("user:mei"), data.liftHold("user:mei")]).toEqual([["user:mei"], []]);
    expect(await data.forgetPerson(["user:mei"], { now, hadAccount: true })).toMatchObject({
      names: false,
      kept: { until: plus(now, days(400)) },
    });
  });

  test("until its time is over by itself, but of whoever is still there", async () => {
    const { data, journal } = await start(signedIn, handed);
    expect(await data.forgetExpired(plus(AT, days(400)), () => false)).toEqual({ count: 1, hasPeople: false, isInLog: false });
    expect(all(journal)[0]).toMatchObject({ actor: "user:mei", detail: { from: expect.stringMatching(/^~/) } });
    expect(await data.forgetExpired(plus(AT, years(5)), (name) => name === "user:li")).toMatchObject({ count: 1, hasPeople: true });
    expect(all(journal)[1]).toMatchObject({ actor: "user:li", detail: { to: expect.stringMatching(/^~/) } });
  });
});

test("whoever reads lines reads them with their names; who proves them reads what is kept", () => {
  const folder = join(import.meta.dirname, "../..");
  const readers = readdirSync(join(folder, "src"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .map((file) => ({ file: file.replaceAll("\\", "/"), source: readFileSync(join(folder, "src", file), "utf8") }))
    .filter(({ source }) => /SELECT (?:journal\.)?\*[^;]*FROM journal\b/.test(source));
  expect(readers.length).toBeGreaterThan(5);
  expect(readers.filter(({ source }) => !source.includes("reveal(")).map(({ file }) => file)).toEqual(["journal/verify.ts"]);
});

test("lines of a release that held no names apart are found, counted, and stay as they are", async () => {
  const { database, data, close, verify } = await start();
  const { append } = createJournal(database, { hide: (entry) => entry, reveal: (rows) => rows, revealText: (text) => text });
  inTransaction(database, () => append(acknowledged));
  expect(await data.findPerson(["user:mei"])).toMatchObject({ lines: [acknowledged], linesInClear: 1 });
  expect(await data.forgetPerson(["user:mei"], { now: AT, hadAccount: false })).toMatchObject({ linesInClear: 1 });
  await close();
  expect(verify().ok).toBe(true);
});

test.each([
  ["notification-queued", { notifications: [{ id: "a-1:1:wang", step: "1", personId: "wang" }] }, ["person:wang"]],
  ["notification-accepted", { notificationId: "a-1:1#2:wang", personId: "wang" }, ["person:wang"]],
  ["notification-cancelled", { notificationIds: ["a-1:deputy:wang", "a-1:security-centre:"] }, ["person:wang"]],
  ["notification-accepted", { textId: "a-2:1:wang", personId: "wang", sharing: 2 }, ["person:wang"]],
  ["site-changed", { differences: [{ about: "contact", id: "wang" }] }, ["person:wang"]],
  ["raised", { evidence: { reason: "only {person:wang} had badged" } }, ["person:wang"]],
  ["hazard-recorded", { act: { act: "settled", settlement: { responsible: "wang", measures: "user:mei" } } }, ["person:wang"]],
  [
    "check-recorded",
    {
      act: {
        by: [
          { kind: "person", id: "wang" },
          { kind: "role", role: "keeper" },
        ],
      },
    },
    ["person:wang"],
  ],
  ["leave-recorded", { act: { leave: { people: ["wang"] } } }, ["person:wang"]],
  ["check-recorded", { act: { act: "lapsed", by: 7 } }, []],
  ["channel-failed-over", { from: "kannel", to: "twilio" }, []],
  ["signed-in", { by: "password", role: "operator" }, []],
  ["acknowledged", { comment: "user:mei" }, []],
])("in a line of kind %s, %j names %j", (kind, detail, names) => {
  const found = new Set<PersonalName>();
  const replaced = replaceNames({ kind, actor: "system", detail }, (name) => {
    found.add(name);
    return "KEY";
  });
  expect([...found]).toEqual(names);
  if (names.length > 0) expect(JSON.stringify(replaced.detail)).not.toContain("wang");
});

test("whoever an alarm of a record names when more of it is known is held apart by key, in the line and in what is kept of people's words", async () => {
  const { alerting, clock, options } = await startAlerting();
  for (const value of ["KP-3", "KP-3, twice"])
    alerting.takeRecordCondition({
      kind: "record-condition",
      name: "sealed-door-opened",
      record: "key-period/3",
      zoneId: "room-114",
      active: true,
      at: clock.now(),
      value: { en: value, zh: value },
      detail: `${personMark("somebody")} had badged`,
    });
  const database = new DatabaseSync(databaseFile(options.dataFolder), { readOnly: true });
  const lines = database.prepare("SELECT detail FROM journal WHERE kind = 'commented'").all();
  const words = database.prepare("SELECT value FROM journal_words").all();
  database.close();
  expect(lines).toHaveLength(1);
  expect(JSON.stringify([lines, words])).not.toContain("somebody");
  expect(alerting.journal({ limit: 9 }).find(({ kind }) => kind === "commented")?.detail).toMatchObject({
    condition: "sealed-door-opened",
    record: "key-period/3",
    comment: "{person:somebody} had badged",
  });
});
