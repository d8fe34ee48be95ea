import { DatabaseSync } from "node:sqlite";
import { days, minus, minutes, plus } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { createSettableClock } from "../../../test/support/clock.ts";
import { type AlertingBench, passTime, startAlerting } from "../../../test/support/kannel-alerting.ts";
import { changeOf, commandOf } from "../../../test/support/kannel-conditions.ts";
import { databaseFile, inTransaction, openDatabase } from "../store/database.ts";
import { createForgetting } from "./forgetting.ts";

/** Ids of notifications, of the outbox and of the attempts. */
function kept({ options }: AlertingBench) {
  const database = new DatabaseSync(databaseFile(options.dataFolder), { readOnly: true });
  const ids = (text: string) =>
    database
      .prepare(text)
      .all()
      .map(({ id }) => String(id));
  const found = {
    outbox: ids("SELECT id FROM outbox ORDER BY id"),
    deliveries: ids("SELECT notification_id AS id FROM deliveries ORDER BY 1"),
  };
  database.close();
  return found;
}

/** Raised, told of, acknowledged and over. */
async function end(bench: AlertingBench, id: string): Promise<void> {
  await bench.alerting.takeConditions([changeOf(id)]);
  await bench.settle();
  bench.alerting.command(commandOf(id));
  await bench.alerting.takeConditions([changeOf(id, { change: "cleared" })]);
  await bench.settle();
}

async function later(bench: AlertingBench, span: ReturnType<typeof days>): Promise<AlertingBench> {
  const clock = createSettableClock(plus(bench.clock.now(), span));
  await bench.alerting.stop();
  const after = await startAlerting({ site: bench.site, dataFolder: bench.options.dataFolder, clock });
  await passTime(after, minutes(61), minutes(1));
  return after;
}

test("what became of notifications goes 400 days after, with its attempts; the alarm's timeline stays as it was", async () => {
  const bench = await startAlerting();
  await end(bench, "a");
  bench.alerting.testContact({ id: "t", personId: "wang", channel: "sms", by: "mei" });
  await bench.settle();
  const timeline = bench.alerting.timeline("a");
  const before = kept(bench);
  expect(before.outbox).toEqual(expect.arrayContaining(["a:responsible:wang", "test-t:test:wang"]));
  expect(before.deliveries).toEqual(["a:responsible:wang", "test-t:test:wang"]);

  const year = await later(bench, days(399));
  expect(kept(year)).toEqual(before);
  const after = await later(year, days(1));
  expect(kept(after)).toEqual({ outbox: [], deliveries: [] });
  expect(after.alerting.deliveries("a")).toEqual([]);
  expect(after.alerting.timeline("a")).toEqual(timeline);
  // Not as if it had failed.
  expect(after.alerting.contacts()[0]).not.toHaveProperty("test");
});

test("those of an alarm that is not normal stay, all of them, however old", async () => {
  const bench = await startAlerting();
  await bench.alerting.takeConditions([changeOf("a")]);
  await bench.settle();
  bench.alerting.command(commandOf("a"));
  const before = kept(bench);
  expect(before.outbox).toContain("a:responsible:wang");
  const after = await later(bench, days(500));
  expect(after.alerting.get("a")?.annunciation).toBe("acknowledged");
  expect(kept(after)).toEqual(before);
  await after.alerting.takeConditions([changeOf("a", { change: "cleared" })]);
  await passTime(after, minutes(61), minutes(1));
  expect(kept(after).outbox).toEqual([]);
});

test("those of an alarm go together: while one is young or open, none does; and no more at once than is said", async () => {
  const bench = await startAlerting();
  for (const id of ["a", "b"]) await end(bench, id);
  const now = bench.clock.now();
  await bench.alerting.stop();
  const database = openDatabase(bench.options.dataFolder);
  const forget = createForgetting(database, { add: () => undefined });
  const run = (limit: number) => inTransaction(database, () => forget(plus(now, days(1)), limit));
  const all = kept(bench).outbox.length;
  expect(inTransaction(database, () => forget(minus(now, days(1)), 100))).toBe(0);
  for (const spoil of ["open = 1", `at = ${now + 2 * days(1)}`, "state = 'sending'", `proof_at = ${now}`]) {
    database.exec(`UPDATE outbox SET ${spoil} WHERE id = 'a:deputy:smith'`);
    expect(inTransaction(database, () => [...database.prepare("SELECT 1 FROM outbox WHERE alarm_id = 'a'").all()].length)).toBe(all / 2);
    expect(run(1)).toBe(1);
    database.exec(`UPDATE outbox SET open = 0, at = ${now}, state = 'cancelled', proof_at = NULL WHERE id = 'a:deputy:smith'`);
  }
  expect(database.prepare("SELECT count(*) AS count FROM outbox WHERE alarm_id = 'a'").get()).toEqual({ count: all / 2 });
  expect(run(100)).toBe(all - 4);
  database.close();
});
