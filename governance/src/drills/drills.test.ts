import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { days, type EpochMs, minutes, plus, seconds } from "@labcanary/domain/basics";
import type { Drill, DrillCommand } from "@labcanary/domain/governance";
import { type DrillPlan, twinKeyOf } from "@labcanary/domain/site";
import { expect, onTestFinished, test } from "vitest";
import { createSettableClock } from "../../../test/support/clock.ts";
import { type GovernanceBench, startGovernance } from "../../../test/support/governance.ts";
import { changeOf } from "../../../test/support/kannel-conditions.ts";
import { testSite } from "../../../test/support/site.ts";
import { overdueDrills } from "../filing/drills.ts";
import type { FilingWorld } from "../filing/finding.ts";

const KEY = "cab-17/vapour";
const PLAN: DrillPlan = {
  id: "leak",
  name: { en: "Leak", zh: "泄漏" },
  zoneId: "room-114",
  scenario: "leak.yaml",
  signals: [KEY],
  expect: {},
  limit: minutes(30),
  every: days(90),
  firstBy: 0 as never,
};
const site = { ...testSite(), drills: [PLAN] };

let commands = 0;
const order = (bench: GovernanceBench, command: DrillCommand, id = `c${++commands}`, number: number | undefined = 1) =>
  bench.governance.drills().carryOut({ id, actor: "user:mei", order: command, ...(command.verb === "plan" ? {} : { number }) });
async function planned(): Promise<GovernanceBench> {
  const bench = await startGovernance({ site, clock: createSettableClock() });
  const plannedFor = plus(bench.clock.now(), minutes(1));
  expect(order(bench, { verb: "plan", drill: { plan: "leak", zoneId: "room-114", plannedFor, leader: "wang", who: "all" } })).toMatchObject(
    { ok: true },
  );
  return bench;
}
const drillOf = (bench: GovernanceBench) => bench.governance.drills().get(1);
async function take(bench: GovernanceBench, id: string, isTwin: boolean): Promise<void> {
  const at = bench.clock.now();
  const of = isTwin
    ? { signal: twinKeyOf(KEY), ruleId: "labcanary-drill/cab-17/vapour/high" }
    : { signal: KEY, ruleId: "cab-17/vapour/high" };
  await bench.alerting.takeConditions([changeOf(id, { at, receivedAt: at, ...of })]);
  await bench.settle();
}
const detected = async (bench: GovernanceBench): Promise<void> => take(bench, "d", true);

test("begun twice by one command it is begun once; its alarm and its end by a real one are in its lines as they happen", async () => {
  const bench = await planned();
  expect(order(bench, { verb: "begin", signed: "approved" }, "begin")).toMatchObject({ ok: true, value: { state: "running" } });
  expect(order(bench, { verb: "begin", signed: "approved" }, "begin")).toMatchObject({ ok: true, value: { state: "running" } });
  expect(bench.player.asked).toEqual(["1 from 0"]);
  await detected(bench);
  expect(drillOf(bench)?.times).toMatchObject({ detected: { alarm: { id: "d" } } });
  await take(bench, "r", false);
  expect(drillOf(bench)).toMatchObject({ state: "ended", ended: { because: "interrupted", alarm: { id: "r" }, by: "system" } });
  expect(bench.player.asked).toEqual(["1 from 0", "end"]);
});

test("a refusal leaves the ledger as it was: no scenario, or a real alarm that stands", async () => {
  const bench = await planned();
  bench.player.refusal = "there is no file";
  expect(order(bench, { verb: "begin", signed: "approved" })).toMatchObject({ ok: false, error: { code: "DRILL_SCENARIO" } });
  delete bench.player.refusal;
  await take(bench, "r", false);
  expect(order(bench, { verb: "begin", signed: "approved" })).toMatchObject({ ok: false, error: { code: "DRILL_ALARM_STANDS" } });
  expect(drillOf(bench)?.state).toBe("planned");
  expect(bench.alerting.drill()).toBeUndefined();
});

test("after a restart it is played on from where it was, and has the same lines; at its limit it is over", async () => {
  const bench = await planned();
  order(bench, { verb: "begin", signed: "approved" });
  await detected(bench);
  bench.clock.advance(seconds(90));
  const lines = bench.governance.drills().linesOf(1);
  const again = await bench.restartAll();
  expect(again.player.asked).toEqual(["1 from 90000"]);
  expect(again.governance.drills().linesOf(1)).toEqual(lines);
  again.clock.advance(minutes(30));
  expect(again.governance.drills().get(1)).toMatchObject({ state: "ended", ended: { because: "time-over" } });
  expect(again.player.asked).toEqual(["1 from 90000", "end"]);
  expect(again.alerting.list().filter(({ test: of }) => of !== undefined)).toEqual([]);
});

test("one whose scenario is gone after a restart is over; a stage that was made ready for nothing is cleared", async () => {
  const bench = await planned();
  order(bench, { verb: "begin", signed: "approved" });
  bench.player.refusal = "gone";
  bench.player.end();
  bench.clock.advance(minutes(1));
  expect(drillOf(bench)).toMatchObject({ ended: { because: "not-playable" } });
  const startedAt = bench.clock.now();
  bench.alerting.beginDrill({ number: 9, zoneId: "room-114", zones: [], signals: [], startedAt, until: plus(startedAt, minutes(9)) });
  bench.clock.advance(minutes(1));
  expect(bench.alerting.drill()).toMatchObject({ number: 9, ended: { because: "not-playable" } });
});

test("whoever stops it is named; lessons are hazards of origin drill, filed once, also when the first attempt was cut off", async () => {
  const bench = await planned();
  order(bench, { verb: "begin", signed: "approved" });
  await detected(bench);
  expect(order(bench, { verb: "end", end: { because: "stopped", at: bench.clock.now() } })).toMatchObject({
    value: { ended: { by: "user:mei" } },
  });
  expect(bench.alerting.drill()).toMatchObject({ ended: { because: "stopped" } });
  const lesson = { words: "no key", class: "gas", level: "major" } as const;
  const conclude = {
    verb: "conclude",
    conclusion: { result: "with-lessons", words: "well", lessons: [lesson] },
    signed: "reviewed",
  } as const;
  expect(order(bench, conclude)).toMatchObject({ value: { state: "concluded", hazards: [1] } });
  bench.clock.advance(minutes(2));
  const again = await bench.restartAll();
  expect(again.governance.hazards().all()).toMatchObject([
    { origin: "drill", drill: 1, words: "DR-1: no key", filedBy: "user:mei", level: "major" },
  ]);
});

/** Lets every transaction fail that writes a line which has the text in it, as a full disk would, until it is mended. */
function breakLines({ options }: GovernanceBench, having: string): { mend(): void } {
  const other = new DatabaseSync(join(options.dataFolder, "alarms.sqlite"));
  // What people wrote is kept beside the line, in the same transaction.
  other.exec(
    `CREATE TRIGGER broken BEFORE INSERT ON journal WHEN instr(NEW.kind || NEW.detail, '${having}') BEGIN SELECT RAISE(ABORT, 'disk full'); END;
     CREATE TRIGGER broken_words BEFORE INSERT ON journal_words WHEN instr(NEW.value, '${having}') BEGIN SELECT RAISE(ABORT, 'disk full'); END;`,
  );
  onTestFinished(() => other.close());
  return { mend: () => other.exec("DROP TRIGGER broken; DROP TRIGGER broken_words") };
}

test("one whose beginning could not be written down is begun again by its leader, and plays", async () => {
  const bench = await planned();
  const store = breakLines(bench, "drill-recorded");
  expect(() => order(bench, { verb: "begin", signed: "approved" })).toThrow("disk full");
  bench.clock.advance(minutes(1));
  expect(bench.alerting.drill()).toMatchObject({ ended: { because: "not-playable" } });
  store.mend();
  expect(order(bench, { verb: "begin", signed: "approved" })).toMatchObject({ ok: true, value: { state: "running" } });
  expect(bench.player.asked).toEqual(["1 from 0"]);
  await detected(bench);
  expect(drillOf(bench)?.times).toMatchObject({ detected: { alarm: { id: "d" } } });
  bench.clock.advance(minutes(1));
  expect(drillOf(bench)?.state).toBe("running");
});

test("a lesson that could not be filed is filed later, whatever is done with another drill meanwhile", async () => {
  const bench = await planned();
  order(bench, { verb: "begin", signed: "approved" });
  await detected(bench);
  order(bench, { verb: "end", end: { because: "stopped", at: bench.clock.now() } });
  bench.clock.advance(minutes(1));
  const store = breakLines(bench, "DR-1: no key");
  const lessons = [{ words: "no key", class: "gas", level: "major" }] as const;
  const conclusion = { result: "with-lessons", words: "well", lessons } as const;
  expect(() => order(bench, { verb: "conclude", conclusion, signed: "reviewed" })).toThrow("disk full");
  expect(drillOf(bench)).toMatchObject({ state: "concluded", hazards: [] });
  store.mend();
  const plannedFor = plus(bench.clock.now(), days(1));
  expect(order(bench, { verb: "plan", drill: { plan: "leak", zoneId: "room-114", plannedFor, leader: "wang", who: "all" } })).toMatchObject(
    { ok: true, value: { number: 2 } },
  );
  bench.clock.advance(minutes(1));
  expect(drillOf(bench)).toMatchObject({ hazards: [1] });
});

test("what was planned and not held, and what is over and not signed, is a finding of its zone after a day, until somebody deals with it", async () => {
  const bench = await planned();
  const drill = drillOf(bench)!;
  const findings = (drills: readonly Drill[], at: EpochMs, over = {}) =>
    overdueDrills({ at, site: { ...site, ...over }, drills } as unknown as FilingWorld).filter(({ source }) => source !== "drill leak");
  expect(findings([drill], plus(drill.plannedFor, days(1)))).toEqual([]);
  const late = plus(drill.plannedFor, days(1.1));
  expect(findings([drill], late)).toMatchObject([
    { source: "drill-not-held 1", drill: 1, zoneId: "room-114", origin: "drill", found: { en: expect.stringContaining("DR-1: Leak") } },
  ]);
  expect(findings([drill], late, { drills: [] })).toMatchObject([{ found: { en: expect.stringContaining("DR-1: leak") } }]);
  expect(findings([drill], late, { zones: [], drills: [] })).toEqual([]);
  order(bench, { verb: "begin", signed: "approved" });
  await detected(bench);
  order(bench, { verb: "end", end: { because: "stopped", at: bench.clock.now() } });
  const over = [drillOf(bench)!];
  expect(findings(over, plus(bench.clock.now(), days(1)))).toEqual([]);
  expect(findings(over, plus(bench.clock.now(), days(1.1)), { drills: [] })).toMatchObject([
    { source: "drill-not-signed 1", found: { en: expect.stringContaining("DR-1: Leak") } },
  ]);
  order(bench, { verb: "conclude", conclusion: { result: "as-planned", words: "well", lessons: [] }, signed: "reviewed" });
  expect(findings([drillOf(bench)!], plus(bench.clock.now(), days(1.1)))).toEqual([]);
});

test("a drill that is overdue is a finding of its zone, until one was held", async () => {
  const bench = await planned();
  const at = bench.clock.now();
  const world = { at, site, drills: bench.governance.drills().all() } as unknown as FilingWorld;
  expect(overdueDrills(world)).toMatchObject([
    { source: "drill leak", zoneId: "room-114", origin: "drill", found: { en: expect.stringContaining("Leak") } },
  ]);
  order(bench, { verb: "begin", signed: "approved" });
  await detected(bench);
  order(bench, { verb: "end", end: { because: "stopped", at } });
  order(bench, { verb: "conclude", conclusion: { result: "as-planned", words: "well", lessons: [] }, signed: "reviewed" });
  expect(overdueDrills({ ...world, drills: bench.governance.drills().all() })).toEqual([]);
  expect(overdueDrills({ ...world, at: plus(at, days(91)), drills: bench.governance.drills().all() })).toHaveLength(1);
  expect(overdueDrills({ ...world, site: testSite() })).toEqual([]);
});
