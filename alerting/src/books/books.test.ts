import { DatabaseSync } from "node:sqlite";
import { unbalanced } from "@labcanary/domain/alarm";
import { days, seconds } from "@labcanary/domain/basics";
import { expect, onTestFinished, test } from "vitest";
import { type AlertingBench, passTime, startAlerting } from "../../../test/support/kannel-alerting.ts";
import { changeOf, commandOf } from "../../../test/support/kannel-conditions.ts";
import { recountOf } from "../../../test/support/recount.ts";
import { databaseFile } from "../store/database.ts";

/** Somebody else's hand in the file. */
function tamper({ options }: AlertingBench, sql: string): void {
  const database = new DatabaseSync(databaseFile(options.dataFolder));
  database.exec(sql);
  database.close();
}
const standingOf = ({ alerting }: AlertingBench): readonly string[] =>
  alerting.list().flatMap(({ source }) => (source.kind === "system" ? [source.condition] : []));
const takenAnew = ({ alerting }: AlertingBench) =>
  alerting.journal({ limit: 1000 }).flatMap(({ kind, detail }) => (kind === "books-taken-anew" ? [detail] : []));

test("every condition change comes to something, and each is counted as what it came to", async () => {
  const bench = await startAlerting();
  await bench.alerting.takeConditions([changeOf("a"), changeOf("b"), changeOf("a")]);
  await bench.alerting.takeConditions([
    changeOf("a", { change: "cleared" }),
    changeOf("nobody", { change: "cleared" }),
    changeOf("b", { change: "left" }),
    changeOf("c", { change: "historical" }),
  ]);
  const { changes, alarms } = bench.alerting.books();
  expect(changes).toEqual({ received: 7, had: 1, own: 0, raised: 2, counted: 0, moved: 1, unchanged: 1, unknown: 1, historical: 1 });
  expect(alarms).toEqual({ opened: 2, standing: 2, ended: 0 });
});

test("notices are followed from being asked for to their end", async () => {
  const bench = await startAlerting();
  await bench.alerting.takeConditions([changeOf("a")]);
  await bench.settle();
  const before = bench.alerting.books().notices;
  expect(before).toMatchObject({ accepted: 1, proven: 0 });
  expect(before.waiting).toBe(before.asked - 1);
  bench.channel.report({ notificationId: bench.channel.accepted[0]?.id ?? "", status: "delivered", at: bench.clock.now() });
  bench.alerting.command(commandOf("a"));
  expect(bench.alerting.books().notices).toMatchObject({ waiting: 0, accepted: 0, proven: 1, cancelled: before.waiting });
});

test.each([
  { because: "an alarm is gone", sql: "DELETE FROM alarms WHERE id = 'a'", says: "alarms 1 ≠ 0" },
  { because: "a notification is gone", sql: "DELETE FROM outbox WHERE step = 'deputy'", says: /^notices (\d+) ≠ \d+$/ },
  { because: "a notification came from nowhere", sql: "INSERT INTO outbox SELECT * FROM made", says: /^notices/ },
  { because: "a count is not what it was", sql: "UPDATE books SET count = 7 WHERE line = 'moved'", says: "changes 1 ≠ 8" },
])("when $because the books say so, and a system alarm stands until they balance", async ({ sql, says }) => {
  const bench = await startAlerting();
  await bench.alerting.takeConditions([changeOf("a")]);
  await bench.settle();
  expect([unbalanced(bench.alerting.books()), standingOf(bench)]).toEqual([[], []]);
  const made = "CREATE TEMP TABLE made AS SELECT * FROM outbox LIMIT 1; UPDATE made SET id = 'made';";
  const before = bench.alerting.books();
  tamper(bench, sql.includes("made") ? made + sql : sql);
  bench.clock.advance(seconds(1));
  expect(standingOf(bench)).toEqual(["alarm-books-unbalanced"]);
  const alarm = bench.alerting.list().find(({ source }) => source.kind === "system");
  expect(alarm?.evidence.reason).toMatch(says);
  // It is no less an alarm for being one about alarms: its own raising balances.
  const after = bench.alerting.books();
  expect(after.alarms.opened).toBe(before.alarms.opened + 1);
  const again = await bench.restart();
  await passTime(again, seconds(2));
  expect([unbalanced(again.alerting.books()).length, standingOf(again)]).toEqual([1, ["alarm-books-unbalanced"]]);
});

test("a database of a release that kept no books begins with what it holds; one such a release has written to since is taken anew", async () => {
  const first = await startAlerting();
  await first.alerting.takeConditions([changeOf("a"), changeOf("b")]);
  await first.settle();
  first.alerting.command(commandOf("a"));
  await first.alerting.takeConditions([changeOf("a", { change: "cleared" })]);
  await first.alerting.stop();
  tamper(
    first,
    "DROP TABLE books; DROP TABLE books_kept;" +
      ["alarms", "outbox"].flatMap((of) => ["insert", "update", "delete"].map((on) => `DROP TRIGGER books_${of}_${on};`)).join(""),
  );
  const begun = await first.restart();
  const { alarms, notices } = begun.alerting.books();
  expect({ alarms, notices }).toMatchObject(recountOf(first.options.dataFolder));
  expect(alarms).toEqual({ opened: 2, standing: 1, ended: 1 });
  expect(unbalanced(begun.alerting.books())).toEqual([]);
  expect(takenAnew(begun)).toEqual([]);
  // An earlier release raises an alarm of its own, and writes the line.
  tamper(
    first,
    `INSERT INTO alarms SELECT 'made', 'MADE', 'unacknowledged', priority, signal, condition, condition_active, raised_at, raised_received_at, NULL,
       json_set(body, '$.id', 'made') FROM alarms WHERE id = 'b';
     INSERT INTO journal SELECT number + 1, at, kind, actor, 'made', detail, previous_hash, hash FROM journal ORDER BY number DESC LIMIT 1;`,
  );
  const anew = await begun.restart();
  expect(takenAnew(anew)).toEqual([expect.objectContaining({ why: "release" })]);
  expect(anew.alerting.books().alarms).toMatchObject({ standing: 2 + standingOf(anew).length });
  expect(unbalanced(anew.alerting.books())).toEqual([]);
});

test("books that do not balance are taken anew at the start after somebody acknowledged it, with what was missing in the journal", async () => {
  const bench = await startAlerting();
  await bench.alerting.takeConditions([changeOf("a")]);
  tamper(bench, "DELETE FROM alarms WHERE id = 'a'");
  const unseen = await bench.restart();
  expect(standingOf(unseen)).toEqual(["alarm-books-unbalanced"]);
  const [alarm] = unseen.alerting.list();
  unseen.alerting.command(commandOf(alarm?.id ?? ""));
  expect(unbalanced(unseen.alerting.books())).toEqual(["alarms"]);
  const settled = await unseen.restart();
  expect(unbalanced(settled.alerting.books())).toEqual([]);
  expect(settled.alerting.books()).toMatchObject(recountOf(bench.options.dataFolder));
  expect(standingOf(settled)).toEqual([]);
  expect(takenAnew(settled)).toEqual([{ why: "acknowledged", reason: "alarms 2 ≠ 1" }]);
});

test("what could not be kept is not in the books either", async () => {
  const bench = await startAlerting();
  const other = new DatabaseSync(databaseFile(bench.options.dataFolder));
  onTestFinished(() => other.close());
  other.exec("CREATE TRIGGER broken BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'disk full'); END");
  const before = bench.alerting.books();
  await expect(bench.alerting.takeConditions([changeOf("a")])).rejects.toThrow("disk full");
  expect(bench.alerting.books()).toEqual(before);
  other.exec("DROP TRIGGER broken");
  await bench.alerting.takeConditions([changeOf("a")]);
  expect(bench.alerting.books()).toMatchObject({ changes: { received: 1, raised: 1 }, alarms: { opened: 1 } });
});

test("what is deleted for being past its time is accounted for", async () => {
  const bench = await startAlerting();
  await bench.alerting.takeConditions([changeOf("a")]);
  await bench.settle();
  bench.alerting.command(commandOf("a"));
  await bench.alerting.takeConditions([changeOf("a", { change: "cleared" })]);
  const { asked } = bench.alerting.books().notices;
  const { clock } = bench;
  clock.sleep(days(401));
  expect(bench.alerting.books().notices).toMatchObject({ forgotten: asked, cancelled: 0, accepted: 0 });
  expect(unbalanced(bench.alerting.books())).toEqual([]);
});
