import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { canonicalJson, days, epochMs, plus } from "@labcanary/domain/basics";
import { DEFAULT_RETENTION, years } from "@labcanary/domain/governance";
import type { WordsRefusalCode } from "@labcanary/domain/messages";
import { describe, expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../../../test/support/files.ts";
import { testSite } from "../../../test/support/site.ts";
import { hashOf } from "../journal/chain.ts";
import { createHeadFile } from "../journal/head-file.ts";
import { createJournal, entryOf, type JournalRow, type NewJournalEntry } from "../journal/journal.ts";
import { createJournalSearch } from "../journal/search.ts";
import { verifyJournal } from "../journal/verify.ts";
import { createOutOfServiceTable } from "../alarms/out-of-service-table.ts";
import { createMeasureTable } from "../protection/measure-table.ts";
import { createMeasureKeeper } from "../protection/measures.ts";
import type { Batch } from "../store/batch.ts";
import { databaseFile, inTransaction, openDatabase } from "../store/database.ts";
import { createPersonalData } from "./personal-data.ts";

const AT = epochMs(Date.UTC(2026, 10, 22, 8));
const SAID = "Zhao Yun fainted at the bench";
const commented: NewJournalEntry = { at: AT, kind: "commented", actor: "user:mei", alarmId: "a-1", detail: { comment: SAID } };
const approved = (regime: string): NewJournalEntry => ({
  at: AT,
  kind: "substance-recorded",
  actor: "user:mei",
  detail: { record: "substance/1", zone: "store", act: { act: "approved", approval: { regime, supplier: "Zhao Yun Co" } } },
});
const proposed: NewJournalEntry = {
  at: AT,
  kind: "substance-recorded",
  actor: "user:mei",
  detail: { record: "substance/1", act: { act: "proposed", proposal: 1, movement: { kind: "use", amount: 4900 }, signed: "reviewed" } },
};

function start(...entries: readonly NewJournalEntry[]) {
  const dataFolder = temporaryFolder();
  const database = openDatabase(dataFolder);
  onTestFinished(() => {
    if (database.isOpen) database.close();
  });
  const journal = createJournal(database);
  const append = (entry: NewJournalEntry): void => inTransaction(database, () => journal.append(entry));
  for (const entry of entries) append(entry);
  const data = createPersonalData(dataFolder, DEFAULT_RETENTION);
  const journalHeadFile = join(dataFolder, "journal.head");
  /** As the dashboard does: the line first, and then they go. */
  async function remove(line: number, field: string, instead = "[removed]", now = AT) {
    const words = data.removableWords({ line, field }, now);
    if (!words.ok) return words.error;
    const { hash } = words.value;
    append({ at: now, kind: "words-removed", actor: "user:officer", detail: { line, field, hash, instead, reason: "asked for it" } });
    await data.removeWords(hash);
    return hash;
  }
  return {
    dataFolder,
    database,
    journal,
    append,
    data,
    remove,
    raw: () => database.prepare("SELECT * FROM journal ORDER BY number").all() as unknown as JournalRow[],
    lines: () => journal.last({ limit: 100 }),
    async verify() {
      await createHeadFile(journalHeadFile).close(journal.head());
      return verifyJournal({ dataFolder, journalHeadFile });
    },
  };
}

describe("what somebody wrote", () => {
  test("is read as written and found by its text, is not in the line, and is proven by it", async () => {
    const { database, lines, raw, verify } = start(commented, commented);
    expect(lines()).toMatchObject([commented, commented]);
    const keys = raw().map(({ detail }) => (JSON.parse(detail) as { comment: string }).comment);
    expect(keys).toEqual([expect.stringMatching(/^~w[0-9a-f]{64}$/), expect.stringMatching(/^~w[0-9a-f]{64}$/)]);
    // Who has the lines alone cannot tell that both say the same.
    expect(keys[0]).not.toBe(keys[1]);
    const search = createJournalSearch(database, () => testSite());
    expect((await search({ text: "fainted", limit: 10 })).entries).toHaveLength(2);
    expect(await verify()).toMatchObject({ ok: true, lines: 2 });
  });

  test("with the sign of a key in it names nobody", () => {
    const { lines, raw } = start(commented, { ...commented, detail: { comment: "", text: "x" } });
    const key = raw()[0]?.actor.slice("user:".length) ?? "";
    const { journal, append } = start({ ...commented, detail: { comment: key } });
    append({ ...commented, detail: { comment: `:${key}` } });
    expect(journal.last({ limit: 9 }).map(({ detail }) => detail["comment"])).toEqual([key, `:${key}`]);
    expect(lines()).toHaveLength(2);
  });

  test.each([
    { does: "changes them", sql: `UPDATE journal_words SET value = '"nothing"'`, code: "JOURNAL_WORDS_CHANGED" },
    { does: "takes them away", sql: "DELETE FROM journal_words", code: "JOURNAL_WORDS_MISSING" },
    { does: "empties them", sql: "UPDATE journal_words SET salt = NULL, value = NULL", code: "JOURNAL_WORDS_MISSING" },
  ])("is missed by a check where somebody $does beside the line", async ({ sql, code }) => {
    const { database, verify } = start(commented);
    database.exec(sql);
    expect(await verify()).toMatchObject({ ok: false, findings: [{ code, number: 1 }] });
  });
});

test("the quantity one of two found is not told by the hash of its line, whatever is tried", () => {
  const { raw, lines } = start(proposed);
  expect(lines()[0]?.detail).toEqual(proposed.detail);
  const [row] = raw();
  if (row === undefined) throw new Error("no line");
  expect(row.detail).not.toContain("4900");
  const line = entryOf(row);
  expect(hashOf(line)).toBe(row.hash);
  const key = (line.detail["act"] as { movement: { amount: string } }).movement.amount;
  const found = Array.from({ length: 10_000 }, (_, amount) => amount).filter((amount) => {
    const tried = JSON.parse(canonicalJson(line.detail).replace(JSON.stringify(key), String(amount))) as typeof line.detail;
    return hashOf({ ...line, detail: tried }) === row.hash;
  });
  expect(found).toEqual([]);
});

describe("words that are removed", () => {
  test("are gone from the line, the alarm, what was answered and the file; what stands instead is read, and the chain is proven", async () => {
    const { database, dataFolder, remove, lines, verify } = start(commented);
    const insert = database.prepare(
      `INSERT INTO alarms (id, code, annunciation, priority, condition_active, raised_at, raised_received_at, body)
       VALUES (?, ?, 'normal', 'low', 0, 0, 0, ?)`,
    );
    insert.run("a-1", "K1", JSON.stringify({ description: "Zhao", closed: { cause: SAID } }));
    database.prepare("INSERT INTO seen_commands (id, outcome) VALUES ('c', ?)").run(JSON.stringify({ ok: true, value: { words: SAID } }));
    expect(await remove(1, "comment", "[name removed] fainted at the bench")).toMatch(/^[0-9a-f]{64}$/);
    expect(lines()).toMatchObject([
      { detail: { comment: "[name removed] fainted at the bench" } },
      { kind: "words-removed", actor: "user:officer", detail: { line: 1, field: "comment", reason: "asked for it" } },
    ]);
    const body = (table: string, column: string) =>
      JSON.parse(String(database.prepare(`SELECT ${column} AS c FROM ${table}`).get()?.["c"]));
    expect(body("alarms", "body")).toEqual({ description: "Zhao", closed: { cause: "[name removed] fainted at the bench" } });
    expect(body("seen_commands", "outcome")).toEqual({ ok: true, value: { words: "[name removed] fainted at the bench" } });
    expect(await verify()).toMatchObject({ ok: true, lines: 2 });
    database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    database.close();
    expect(readFileSync(databaseFile(dataFolder)).includes("Zhao Yun")).toBe(false);
  });

  test("once are not removed again; what stands instead can be, and the first line then reads alike", async () => {
    const { remove, lines, verify } = start(commented);
    await remove(1, "comment", "Z. Y. fainted");
    expect(await remove(1, "comment")).toBe("WORDS_REMOVED");
    await remove(2, "instead", "somebody fainted");
    expect(lines().map(({ detail }) => detail["comment"] ?? detail["instead"])).toEqual([
      "somebody fainted",
      "somebody fainted",
      "somebody fainted",
    ]);
    expect((await verify()).ok).toBe(true);
  });

  test("are gone from measures of the register, where who is to deal with it may be named, and from what is written of them next", async () => {
    const dealtBy = "Zhao Yun, workshop";
    const noted: NewJournalEntry = {
      at: AT,
      kind: "measure-noted",
      actor: "user:mei",
      detail: { before: {}, after: { measure: SAID, dealtBy } },
    };
    const { database, journal, remove, raw } = start(noted);
    const keeper = createMeasureKeeper({ table: createMeasureTable(database), journal });
    const command = { kind: "measure-command", entry: "silent cab-17/vapour", since: AT, by: "mei" } as const;
    const batch = { at: AT } as Batch;
    inTransaction(database, () => keeper.carryOut({ ...command, id: "1", measure: SAID, dealtBy }, batch));
    expect(keeper.of(command.entry, AT)).toMatchObject({ measure: SAID, dealtBy });
    await remove(1, "after.measure", "[somebody] fainted");
    await remove(1, "after.dealtBy", "[somebody], workshop");
    const { revision } = keeper;
    keeper.readAgain();
    expect(keeper.revision).toBeGreaterThan(revision);
    expect(keeper.of(command.entry, AT)).toMatchObject({ measure: "[somebody] fainted", dealtBy: "[somebody], workshop" });
    inTransaction(database, () => keeper.carryOut({ ...command, id: "2", measure: "room locked" }, batch));
    expect(journal.last({ limit: 1 })).toMatchObject([
      { detail: { before: { measure: "[somebody] fainted", dealtBy: "[somebody], workshop" }, after: { measure: "room locked" } } },
    ]);
    expect(JSON.stringify(raw())).not.toContain("Zhao");
  });

  test("are not written anew by a measure noted while a keeper still has them in memory", async () => {
    const noted: NewJournalEntry = { at: AT, kind: "measure-noted", actor: "user:mei", detail: { before: {}, after: { measure: SAID } } };
    const { database, journal, remove } = start(noted);
    const keeper = createMeasureKeeper({ table: createMeasureTable(database), journal });
    const command = { kind: "measure-command", entry: "silent cab-17/vapour", since: AT, by: "mei" } as const;
    const batch = { at: AT } as Batch;
    inTransaction(database, () => keeper.carryOut({ ...command, id: "1", measure: SAID }, batch));
    keeper.of(command.entry, AT);
    await remove(1, "after.measure");
    inTransaction(database, () => keeper.carryOut({ ...command, id: "2", measure: "room locked" }, batch));
    expect(journal.last({ limit: 1 })).toMatchObject([{ detail: { before: { measure: "[removed]" } } }]);
  });

  test("that a line says are removed, and a crash left there, go when it is finished, once, also where newer lines are of others", async () => {
    const { data, append, lines, verify } = start(commented, commented);
    const cutOff = (line: number, instead: string) => {
      const words = data.removableWords({ line, field: "comment" }, AT);
      if (!words.ok) throw new Error(words.error);
      const { hash } = words.value;
      append({ at: AT, kind: "words-removed", actor: "user:officer", detail: { line, field: "comment", hash, instead, reason: "asked" } });
    };
    cutOff(1, "[one]");
    cutOff(2, "[two]");
    expect(lines()[0]?.detail).toEqual(commented.detail);
    expect(await data.finishRemovals()).toBe(2);
    expect(lines().map(({ detail }) => detail["comment"])).toMatchObject(["[one]", "[two]", undefined, undefined]);
    expect(await data.finishRemovals()).toBe(0);
    expect(await verify()).toMatchObject({ ok: true, lines: 4 });
  });

  test("stay where no line of the journal says that they go", async () => {
    const { data, lines } = start(commented);
    const words = data.removableWords({ line: 1, field: "comment" }, AT);
    await expect(data.removeWords(words.ok ? words.value.hash : "")).rejects.toThrow("no line of the journal says");
    expect(lines()[0]?.detail).toEqual(commented.detail);
  });
});

describe("words stay", () => {
  const standing = { ...commented, alarmId: "standing" };
  const inClear: NewJournalEntry = { ...commented, actor: "rules", detail: { reason: "codelike" } };
  test.each<{ because: string; entry: NewJournalEntry; field: string; code: WordsRefusalCode; line?: number; now?: number }>([
    { because: "the line is not there", entry: commented, line: 9, field: "comment", code: "WORDS_UNKNOWN" },
    { because: "nothing is there", entry: commented, field: "act.words", code: "WORDS_UNKNOWN" },
    { because: "nobody wrote it", entry: commented, field: "comment.length", code: "WORDS_UNKNOWN" },
    { because: "a quantity is no text", entry: proposed, field: "act.movement.amount", code: "WORDS_UNKNOWN" },
    { because: "they are in the line itself", entry: inClear, field: "reason", code: "WORDS_IN_CLEAR" },
    { because: "somebody in the line is on hold", entry: { ...commented, actor: "user:held" }, field: "comment", code: "WORDS_ON_HOLD" },
    { because: "the alarm stands", entry: standing, field: "comment", code: "WORDS_STANDING" },
    { because: "it is a book of substances", entry: approved("highly-toxic"), field: "act.approval.supplier", code: "WORDS_KEPT" },
    {
      because: "it is one for 3 years",
      entry: approved("drug-precursor"),
      field: "act.approval.supplier",
      code: "WORDS_KEPT",
      now: plus(AT, years(3)) - 1,
    },
  ])("$code: $because", ({ entry, line = 1, field, code, now = AT }) => {
    const { data, database } = start(entry);
    data.holdPerson(["user:held"], { reason: "case", by: "user:mei", at: AT });
    database.exec(`INSERT INTO alarms (id, code, annunciation, priority, condition_active, raised_at, raised_received_at, body)
      VALUES ('standing', 'K1', 'unacknowledged', 'low', 0, 0, 0, '{}')`);
    expect(data.removableWords({ line, field }, epochMs(now))).toEqual({ ok: false, error: code });
  });

  test.each(["reason", "measure"])(
    "WORDS_STANDING: a signal is out of service with them as its %s, and its end would write them anew",
    (field) => {
      const { data, database } = start({ ...commented, kind: "out-of-service", detail: { [field]: SAID } });
      expect(data.removableWords({ line: 1, field }, AT)).toMatchObject({ ok: true });
      const table = createOutOfServiceTable(database);
      const ofSignal = {
        id: "o",
        signal: "cab-17/vapour",
        state: "proposed",
        lifeSafety: false,
        proposedBy: "mei",
        proposedAt: AT,
      } as const;
      table.keep({ ...ofSignal, until: plus(AT, days(1)), reason: "calibration", measure: "rounds", [field]: SAID });
      expect(data.removableWords({ line: 1, field }, AT)).toEqual({ ok: false, error: "WORDS_STANDING" });
      table.remove("cab-17/vapour");
      expect(data.removableWords({ line: 1, field }, AT)).toMatchObject({ ok: true });
    },
  );

  test("no longer than the regime asks", () => {
    const { data } = start(approved("drug-precursor"));
    expect(data.removableWords({ line: 1, field: "act.approval.supplier" }, plus(AT, years(3)))).toMatchObject({ ok: true });
  });
});

test("who is named in words is found by name, number and address, beside the lines that are theirs", async () => {
  const { data, database } = start(
    { ...commented, detail: { comment: "told Zhao Yun; 138 1234 5678" } },
    { ...commented, detail: { comment: "mail zhao@example.org" } },
    { ...commented, detail: { comment: "nobody is named" } },
  );
  const old = createJournal(database, { hide: (entry) => entry, reveal: (rows) => rows, revealText: (text) => text });
  inTransaction(database, () => old.append({ ...commented, at: plus(AT, days(1)) }));
  const found = await data.findPerson(["person:zhao"], { names: ["Zhao Yun", "zhao@example.org"], phones: [] });
  expect(found.lines).toEqual([]);
  expect(found.inWordsCount).toBe(3);
  expect(found.inWords.map(({ entry, field, text, isApart }) => [entry.number, field, text, isApart])).toEqual([
    [1, "comment", "told Zhao Yun; 138 1234 5678", true],
    [2, "comment", "mail zhao@example.org", true],
    [4, "comment", SAID, false],
  ]);
  const byNumber = await data.findPerson(["person:zhao"], { names: [], phones: ["+8613812345678"] });
  expect(byNumber.inWords.map(({ entry }) => entry.number)).toEqual([1]);
});

test("a journal without any words apart is read and proven beside the platform", () => {
  const { dataFolder, database } = start({ ...commented, detail: {} });
  database.exec("DROP TABLE journal_words");
  database.close();
  const beside = new DatabaseSync(databaseFile(dataFolder), { readOnly: true });
  onTestFinished(() => beside.close());
  const verdict = verifyJournal({ dataFolder, journalHeadFile: join(dataFolder, "none") });
  expect(verdict.findings.map(({ code }) => code)).toEqual(["JOURNAL_HEAD_MISSING"]);
});
