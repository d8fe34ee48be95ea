import { copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { type AlertingBench, startAlerting } from "../../../test/support/kannel-alerting.ts";
import { changeOf, commandOf } from "../../../test/support/kannel-conditions.ts";
import { verifyJournal } from "../index.ts";
import { databaseFile } from "../store/database.ts";
import { canonicalJson } from "@labcanary/domain/basics";
import { GENESIS_HASH, hashOf } from "./chain.ts";
import { entryOf, type JournalRow } from "./journal.ts";

/** Twelve lines or so, and alerting still running. */
async function journalWithLines(): Promise<AlertingBench> {
  const bench = await startAlerting();
  for (const id of ["a", "b", "c"]) {
    await bench.alerting.takeConditions([changeOf(id)]);
    bench.alerting.command(commandOf(id));
  }
  await bench.settle();
  return bench;
}

/** The database as somebody with an editor sees it: no triggers in the way. */
function doctor(bench: AlertingBench, work: (database: DatabaseSync, last: number) => void): void {
  const database = new DatabaseSync(databaseFile(bench.options.dataFolder));
  const triggers = database.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").all();
  for (const { name } of triggers) database.exec(`DROP TRIGGER ${String(name)}`);
  work(database, Number(database.prepare("SELECT max(number) AS last FROM journal").get()?.["last"]));
  for (const { sql } of triggers) database.exec(String(sql));
  database.close();
}

/** Makes every line from `from` follow from the one before it again, as a careful forger would. */
function rechain(database: DatabaseSync, from: number): void {
  const rows = database.prepare("SELECT * FROM journal ORDER BY number").all() as unknown as JournalRow[];
  let previousHash = GENESIS_HASH;
  for (const row of rows) {
    const hash = row.number < from ? row.hash : hashOf({ ...entryOf(row), previousHash });
    database.prepare("UPDATE journal SET previous_hash = ?, hash = ? WHERE number = ?").run(previousHash, hash, row.number);
    previousHash = hash;
  }
}

function forgeLine(database: DatabaseSync, number: number, previousHash: string): void {
  const line = { number, at: 1 as never, kind: "acknowledged" as const, actor: "user:mei", alarmId: "a", detail: {}, previousHash };
  database
    .prepare("INSERT INTO journal (number, at, kind, actor, alarm_id, detail, previous_hash, hash) VALUES (?, 1, ?, ?, 'a', ?, ?, ?)")
    .run(number, line.kind, line.actor, canonicalJson(line.detail), previousHash, hashOf(line));
}

const hashAt = (database: DatabaseSync, number: number): string =>
  String(database.prepare("SELECT hash FROM journal WHERE number = ?").get(number)?.["hash"]);

test("an untouched journal is in order, while alerting runs, after it stopped, and after another start", async () => {
  const bench = await journalWithLines();
  expect(verifyJournal(bench.options)).toMatchObject({ ok: true, findings: [] });
  await bench.alerting.stop();
  expect(verifyJournal(bench.options)).toMatchObject({ ok: true, unconfirmed: 0 });
  const after = await startAlerting({ dataFolder: bench.options.dataFolder });
  expect(verifyJournal(after.options)).toMatchObject({ ok: true });
  expect(after.alerting.list().map(({ source }) => source.kind)).toEqual(["rule", "rule", "rule"]);
});

test("a folder where nothing was ever kept is in order", () => {
  expect(verifyJournal({ dataFolder: "/nonexistent/labcanary", journalHeadFile: "/nonexistent/head.json" })).toEqual({
    ok: true,
    lines: 0,
    head: GENESIS_HASH,
    unconfirmed: 0,
    findings: [],
  });
});

test("the database itself refuses to change or remove a line", async () => {
  const bench = await journalWithLines();
  const database = new DatabaseSync(databaseFile(bench.options.dataFolder));
  expect(() => database.exec("UPDATE journal SET actor = 'user:other'")).toThrow("append-only");
  expect(() => database.exec("DELETE FROM journal")).toThrow("append-only");
  database.close();
});

test.each([
  {
    way: "the actor of a line changed",
    by: (db: DatabaseSync) => db.exec("UPDATE journal SET actor = 'user:other' WHERE number = 3"),
    code: "JOURNAL_LINE_CHANGED",
  },
  {
    way: "the time of a line changed",
    by: (db: DatabaseSync) => db.exec("UPDATE journal SET at = at + 1 WHERE number = 3"),
    code: "JOURNAL_LINE_CHANGED",
  },
  {
    way: "the kind of a line changed",
    by: (db: DatabaseSync) => db.exec("UPDATE journal SET kind = 'commented' WHERE number = 3"),
    code: "JOURNAL_LINE_CHANGED",
  },
  {
    way: "the alarm of a line taken away",
    by: (db: DatabaseSync) => db.exec("UPDATE journal SET alarm_id = NULL WHERE number = 1"),
    code: "JOURNAL_LINE_CHANGED",
  },
  {
    way: "a figure in a detail changed",
    by: (db: DatabaseSync) => db.exec("UPDATE journal SET detail = replace(detail, '12.5', '9.5') WHERE number = 1"),
    code: "JOURNAL_LINE_CHANGED",
  },
  {
    way: "a detail spelled otherwise",
    by: (db: DatabaseSync) => db.exec("UPDATE journal SET detail = ' ' || detail WHERE number = 1"),
    code: "JOURNAL_LINE_CHANGED",
  },
  {
    way: "a detail that is no JSON any more",
    by: (db: DatabaseSync) => db.exec("UPDATE journal SET detail = '{' WHERE number = 1"),
    code: "JOURNAL_LINE_CHANGED",
  },
  {
    way: "a hash changed",
    by: (db: DatabaseSync) => db.exec(`UPDATE journal SET hash = '${"f".repeat(64)}' WHERE number = 3`),
    code: "JOURNAL_LINE_CHANGED",
  },
  {
    way: "a line changed and its own hash made to fit",
    by: (db: DatabaseSync) => {
      const row = db.prepare("SELECT * FROM journal WHERE number = 3").get() as unknown as JournalRow;
      db.prepare("UPDATE journal SET actor = 'user:other', hash = ? WHERE number = 3").run(
        hashOf({ ...entryOf(row), actor: "user:other" }),
      );
    },
    code: "JOURNAL_CHAIN_BROKEN",
  },
  {
    way: "a line changed and all that follow made to fit",
    by: (db: DatabaseSync) => {
      db.exec("UPDATE journal SET actor = 'user:other' WHERE number = 3");
      rechain(db, 3);
    },
    code: "JOURNAL_HEAD_MISMATCH",
  },
  { way: "the first line removed", by: (db: DatabaseSync) => db.exec("DELETE FROM journal WHERE number = 1"), code: "JOURNAL_GAP" },
  { way: "a line in the middle removed", by: (db: DatabaseSync) => db.exec("DELETE FROM journal WHERE number = 4"), code: "JOURNAL_GAP" },
  {
    way: "a line in the middle removed, the rest numbered anew and made to fit",
    by: (db: DatabaseSync, last: number) => {
      db.exec("DELETE FROM journal WHERE number = 4");
      for (let number = 5; number <= last; number++) db.exec(`UPDATE journal SET number = ${number - 1} WHERE number = ${number}`);
      rechain(db, 4);
    },
    code: "JOURNAL_TAIL_CUT",
  },
  {
    way: "two lines exchanged",
    by: (db: DatabaseSync) =>
      db.exec(
        "UPDATE journal SET number = -1 WHERE number = 3; UPDATE journal SET number = 3 WHERE number = 4; UPDATE journal SET number = 4 WHERE number = -1",
      ),
    code: "JOURNAL_CHAIN_BROKEN",
  },
  {
    way: "two lines exchanged and all that follow made to fit",
    by: (db: DatabaseSync) => {
      db.exec(
        "UPDATE journal SET number = -1 WHERE number = 3; UPDATE journal SET number = 3 WHERE number = 4; UPDATE journal SET number = 4 WHERE number = -1",
      );
      rechain(db, 3);
    },
    code: "JOURNAL_HEAD_MISMATCH",
  },
  {
    way: "a line put in between, the rest numbered anew and made to fit",
    by: (db: DatabaseSync, last: number) => {
      for (let number = last; number >= 4; number--) db.exec(`UPDATE journal SET number = ${number + 1} WHERE number = ${number}`);
      forgeLine(db, 4, hashAt(db, 3));
      rechain(db, 4);
    },
    code: "JOURNAL_HEAD_MISMATCH",
  },
  {
    way: "the last line cut off",
    by: (db: DatabaseSync, last: number) => db.exec(`DELETE FROM journal WHERE number = ${last}`),
    code: "JOURNAL_TAIL_CUT",
  },
  {
    way: "the last five lines cut off",
    by: (db: DatabaseSync, last: number) => db.exec(`DELETE FROM journal WHERE number > ${last - 5}`),
    code: "JOURNAL_TAIL_CUT",
  },
  {
    way: "the last line exchanged for another that fits",
    by: (db: DatabaseSync, last: number) => {
      db.exec(`DELETE FROM journal WHERE number = ${last}`);
      forgeLine(db, last, hashAt(db, last - 1));
    },
    code: "JOURNAL_HEAD_MISMATCH",
  },
  {
    way: "a line added that fits",
    by: (db: DatabaseSync, last: number) => forgeLine(db, last + 1, hashAt(db, last)),
    code: "JOURNAL_ADDED_WHILE_CLOSED",
  },
  { way: "all lines removed", by: (db: DatabaseSync) => db.exec("DELETE FROM journal"), code: "JOURNAL_TAIL_CUT" },
  {
    way: "the table removed",
    by: (db: DatabaseSync) => db.exec("DROP TABLE journal; CREATE TABLE journal (number INTEGER)"),
    code: "JOURNAL_TAIL_CUT",
  },
])("found: $way", async ({ by, code }) => {
  const bench = await journalWithLines();
  await bench.alerting.stop();
  doctor(bench, by);
  const verdict = verifyJournal(bench.options);
  expect(verdict.ok).toBe(false);
  expect(verdict.findings.map((finding) => finding.code)).toContain(code);
});

const remove = ({ options }: AlertingBench) => {
  for (const suffix of ["", "-wal", "-shm"]) rmSync(`${databaseFile(options.dataFolder)}${suffix}`, { force: true });
};

test.each([
  { way: "the database removed", by: remove, code: "JOURNAL_MISSING" },
  {
    way: "the database overwritten",
    by: ({ options }: AlertingBench) => writeFileSync(databaseFile(options.dataFolder), "x".repeat(10_000)),
    code: "JOURNAL_UNREADABLE",
  },
  { way: "the kept head removed", by: ({ options }: AlertingBench) => rmSync(options.journalHeadFile), code: "JOURNAL_HEAD_MISSING" },
  {
    way: "the kept head made unreadable",
    by: ({ options }: AlertingBench) => writeFileSync(options.journalHeadFile, "{"),
    code: "JOURNAL_HEAD_UNREADABLE",
  },
  {
    way: "the kept head of another shape",
    by: ({ options }: AlertingBench) => writeFileSync(options.journalHeadFile, "{}"),
    code: "JOURNAL_HEAD_UNREADABLE",
  },
])("found: $way", async ({ by, code }) => {
  const bench = await journalWithLines();
  await bench.alerting.stop();
  by(bench);
  expect(verifyJournal(bench.options)).toMatchObject({ ok: false, findings: [{ code }] });
});

test("found: the whole database replaced by an older copy, also after alerting was started on it again", async () => {
  const bench = await journalWithLines();
  await bench.alerting.stop();
  copyFileSync(databaseFile(bench.options.dataFolder), `${bench.options.dataFolder}/copy.sqlite`);
  const later = await startAlerting({ dataFolder: bench.options.dataFolder });
  await later.alerting.takeConditions([changeOf("d")]);
  await later.settle();
  await later.alerting.stop();
  remove(bench);
  copyFileSync(`${bench.options.dataFolder}/copy.sqlite`, databaseFile(bench.options.dataFolder));
  expect(verifyJournal(bench.options)).toMatchObject({ ok: false, findings: [{ code: "JOURNAL_TAIL_CUT" }] });

  const after = await startAlerting({ dataFolder: bench.options.dataFolder });
  expect(after.alerting.list()[0]).toMatchObject({
    source: { kind: "system", condition: "journal-doctored" },
    conditionActive: true,
    evidence: { reason: "The kept head does not fit: JOURNAL_TAIL_CUT" },
  });
  expect(verifyJournal(after.options)).toMatchObject({ ok: false, findings: [{ code: "JOURNAL_DISPUTED" }] });
  await after.alerting.stop();
  rmSync(`${bench.options.journalHeadFile}.disputed-1`);
  const cleared = await startAlerting({ dataFolder: bench.options.dataFolder });
  expect(cleared.alerting.list()[0]).toMatchObject({ conditionActive: false });
  expect(verifyJournal(cleared.options)).toMatchObject({ ok: true });
});

test("a head one commit behind, as a crash leaves it, is told apart from doctoring and repaired by the next start", async () => {
  const bench = await startAlerting();
  await bench.alerting.takeConditions([changeOf("a")]);
  await bench.settle();
  await expect.poll(() => verifyJournal(bench.options).unconfirmed).toBe(0);
  const behind = readFileSync(bench.options.journalHeadFile);
  bench.alerting.command(commandOf("a"));
  await bench.alerting.stop();
  writeFileSync(bench.options.journalHeadFile, behind);
  expect(verifyJournal(bench.options)).toMatchObject({ ok: true, unconfirmed: 2 });
  const after = await startAlerting({ dataFolder: bench.options.dataFolder });
  expect(verifyJournal(after.options)).toMatchObject({ ok: true, unconfirmed: 0 });
});

test("canonical JSON is the same text for the same data", () => {
  expect(canonicalJson({ b: [1, undefined, { d: 1e21, c: "é\n" }], a: null, gone: undefined })).toBe(
    '{"a":null,"b":[1,null,{"c":"é\\n","d":1e+21}]}',
  );
});
