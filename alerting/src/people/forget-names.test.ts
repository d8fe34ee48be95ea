import { DatabaseSync } from "node:sqlite";
import { epochMs, plus } from "@labcanary/domain/basics";
import { DEFAULT_RETENTION, years } from "@labcanary/domain/governance";
import { onTestFinished, expect, test, vi } from "vitest";
import { temporaryFolder } from "../../../test/support/files.ts";
import { createJournal } from "../journal/journal.ts";
import { databaseFile, inTransaction, openDatabase } from "../store/database.ts";
import { createSeen } from "../store/seen.ts";
import { createPersonalData } from "./personal-data.ts";

const AT = epochMs(Date.UTC(2020, 10, 22, 8));
const OVER = plus(AT, years(6));
const forget = { now: OVER, hadAccount: false };

/** Alarms that are over, each with a body, and one that is not. */
function start(bodies: readonly object[]) {
  const dataFolder = temporaryFolder();
  const database = openDatabase(dataFolder);
  onTestFinished(() => database.close());
  const journal = createJournal(database);
  const insert = database.prepare(
    `INSERT INTO alarms (id, code, annunciation, priority, condition_active, raised_at, raised_received_at, body)
     VALUES (?, ?, ?, 'low', 0, 0, 0, ?)`,
  );
  inTransaction(database, () => {
    journal.append({ at: AT, kind: "acknowledged", actor: "user:li", detail: { comment: "seen" } });
    for (const [index, body] of bodies.entries()) insert.run(`a-${index}`, `K${index}`, "normal", JSON.stringify(body));
    insert.run("standing", "K-standing", "unacknowledged", JSON.stringify({ by: "li" }));
  });
  const stored = () =>
    database
      .prepare("SELECT body FROM alarms ORDER BY rowid")
      .all()
      .map(({ body }) => String(body));
  return { dataFolder, database, stored, data: createPersonalData(dataFolder, DEFAULT_RETENTION) };
}

test("a name goes out of alarms where it is the whole of a value that names somebody; what only has its letters is not written anew", async () => {
  const limit = { description: "above its limit", note: "li" };
  const spaced = '{"description": "above its limit"}';
  const { data, database, stored } = start([
    { by: "li", actor: "user:li", acknowledgedBy: "li", attendedBy: "li" },
    limit,
    { person: "li" },
  ]);
  database.prepare("UPDATE alarms SET body = ? WHERE id = 'a-1'").run(spaced);
  expect(await data.forgetPerson(["user:li"], forget)).toMatchObject({ names: true });
  const [named = "", untouched, person, standing] = stored();
  const key = expect.stringMatching(/^~/);
  expect(JSON.parse(named)).toEqual({ by: key, actor: expect.stringMatching(/^user:~/), acknowledgedBy: key, attendedBy: key });
  // Written as JSON.stringify never would: it was left alone.
  expect([untouched, person, standing]).toEqual([spaced, '{"person":"li"}', '{"by":"li"}']);
});

test("a name goes out of what commands were answered, and what an order was is found by nobody who tries names", async () => {
  const { data, database } = start([]);
  const seen = createSeen(database);
  const made = { actor: "user:li", verb: "assign", about: "a", whom: "user:wang" } as const;
  for (let number = 0; number < 450; number += 1)
    seen.keepOutcome(`c-${number}`, { ok: true, value: { acknowledgedBy: "li" } } as never, made);
  expect(seen.before("c-0", made)).toMatchObject({ kind: "same", outcome: { value: { acknowledgedBy: "li" } } });
  expect(seen.before("c-0", { ...made, whom: "user:mei" })).toEqual({ kind: "another" });
  const marks = () => database.prepare("SELECT DISTINCT made FROM seen_commands").all();
  const [before] = marks();
  expect(await data.forgetPerson(["user:li"], forget)).toMatchObject({ names: true });
  expect(database.prepare("SELECT count(*) AS named FROM seen_commands WHERE outcome LIKE '%\"li\"%'").get()).toEqual({ named: 0 });
  expect(seen.outcomeOf("c-449")).toMatchObject({ value: { acknowledgedBy: expect.stringMatching(/^~/) } });
  // Who has the database has every key there is, and the name is behind none.
  expect(marks()).toEqual([before]);
  expect(seen.before("c-0", made)).toEqual({ kind: "another" });
});

test("what a removal of before left in alarms goes with another, though there is no key any more", async () => {
  const { data, database, stored } = start([{ acknowledgedBy: "li" }]);
  database.exec("DELETE FROM journal_people");
  expect(await data.forgetPerson(["user:li"], forget)).toMatchObject({ names: true });
  expect(stored()).toEqual([expect.stringMatching(/^\{"acknowledgedBy":"~[0-9a-f]{20}"\}$/), '{"by":"li"}']);
  expect(database.prepare("SELECT count(*) AS kept FROM journal_people").get()).toEqual({ kept: 0 });
});

test("others have their turn between slices, and of the last slice none is left out", async () => {
  const { data, stored } = start(Array.from({ length: 650 }, () => ({ by: "li" })));
  let turns = 0;
  let isDone = false;
  const count = (): void => {
    turns += 1;
    if (!isDone) setImmediate(count);
  };
  setImmediate(count);
  await data.forgetPerson(["user:li"], forget);
  isDone = true;
  expect(turns).toBeGreaterThan(4);
  expect(stored().filter((body) => body.includes('"li"'))).toEqual(['{"by":"li"}']);
});

test("a hold that is set while a name is on its way out keeps it", async () => {
  const { data } = start(Array.from({ length: 650 }, () => ({ by: "li" })));
  const removal = data.forgetPerson(["user:li"], forget);
  const expiry = data.forgetExpired(OVER, () => false);
  data.holdPerson(["user:li"], { reason: "case 12", by: "user:mei", at: OVER });
  expect(await removal).toMatchObject({ names: false, kept: { because: "legal-hold" }, contacts: 0 });
  expect(await expiry).toMatchObject({ count: 0 });
  expect(await data.findPerson(["user:li"])).toMatchObject({ lines: [{ actor: "user:li" }] });
});

test("a reader is not waited for: that the log has the name still is told, and the next look empties it", async () => {
  const { dataFolder, data } = start([]);
  const reader = new DatabaseSync(databaseFile(dataFolder), { readOnly: true });
  reader.exec("BEGIN");
  reader.prepare("SELECT count(*) FROM journal_people").get();
  const exec = vi.spyOn(DatabaseSync.prototype, "exec");
  expect(await data.forgetPerson(["user:li"], forget)).toMatchObject({ names: true, isInLog: true });
  // SQLite would wait for as long as the database was opened with.
  expect(exec.mock.calls.flat().filter((sql) => sql.includes("busy_timeout"))).toEqual([
    "PRAGMA busy_timeout = 0",
    "PRAGMA busy_timeout = 5000",
  ]);
  expect(await data.forgetExpired(OVER, () => false)).toEqual({ count: 0, hasPeople: false, isInLog: true });
  reader.exec("COMMIT");
  reader.close();
  expect(await data.forgetExpired(OVER, () => false)).toEqual({ count: 0, hasPeople: false, isInLog: false });
});

test("all names that are held at once are one case: held together, by another reason too, and lifted by any of them", async () => {
  const { data } = start([]);
  const said = { reason: "case 12", by: "user:mei", at: OVER };
  data.holdPerson(["user:other"], said);
  expect(data.holdPerson(["person:wang", "user:li"], said)).toEqual(["person:wang", "user:li"]);
  // The site no longer says that they are one.
  expect(data.holdPerson(["user:li"], { ...said, reason: "case 13" })).toEqual(["user:li", "person:wang"]);
  expect(data.legalHolds().map(({ name, reason }) => `${name} ${reason}`)).toEqual([
    "user:other case 12",
    "user:li case 13",
    "person:wang case 13",
  ]);
  expect(await data.forgetExpired(OVER, () => false)).toMatchObject({ count: 0 });
  expect(data.liftHold("person:wang")).toEqual(["user:li", "person:wang"]);
  expect(data.legalHolds()).toMatchObject([{ name: "user:other" }]);
});

test("a hold of a release that held names one by one is lifted by itself", () => {
  const { data, database } = start([]);
  const insert = database.prepare("INSERT INTO legal_holds (name, reason, by, at) VALUES (?, 'case', 'user:mei', 0)");
  for (const name of ["user:li", "user:other"]) insert.run(name);
  expect(data.liftHold("user:li")).toEqual(["user:li"]);
  expect(data.legalHolds()).toMatchObject([{ name: "user:other" }]);
});
