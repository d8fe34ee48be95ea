import { days, epochMs, minutes, plus } from "@labcanary/domain/basics";
import type { HazardCommand, NewHazard, Settlement } from "@labcanary/domain/governance";
import { expect, test, vi } from "vitest";
import { type GovernanceBench, startGovernance } from "../../test/support/governance.ts";
import { peopleOf, testSite } from "../../test/support/site.ts";

/** Its people sign in by their names. */
const SITE = testSite({ people: [...testSite().people, ...peopleOf("mei", "li", "zhao", "chen")] });

const ROOM = "room-114";
const hazard: NewHazard = {
  zoneId: ROOM,
  origin: "inspection",
  class: "gas",
  level: "general",
  words: "the cylinder beside the door is not chained",
};
const settlementOf = ({ clock, site }: GovernanceBench): Settlement => ({
  responsible: site.people[0]?.id ?? "",
  department: "Chemistry",
  measures: "chain it to the wall",
  funds: "200 CNY, department budget",
  deadline: plus(clock.now(), minutes(30)),
  interimPlan: "the cylinder is closed and signed",
});
let ids = 0;
const order = (bench: GovernanceBench, actor: string, order: HazardCommand, number?: number, id = `order-${++ids}`) =>
  bench.governance.hazards().carryOut({ id, actor, order, ...(number === undefined ? {} : { number }) });
const recordLines = (bench: GovernanceBench) => bench.alerting.recordsOf("hazard", 1).map(({ act, actor }) => [act.act, actor]);

test("a hazard is filed, settled, remedied, looked at by somebody else and written off; the journal has every step", async () => {
  const bench = await startGovernance({ site: SITE });
  expect(order(bench, "user:mei", { verb: "file", hazard })).toMatchObject({ ok: true, value: { number: 1, state: "filed" } });
  order(bench, "user:mei", { verb: "settle", settlement: settlementOf(bench) }, 1);
  order(bench, "user:zhao", { verb: "remedy", words: "chained" }, 1);
  const own = order(bench, "user:zhao", { verb: "verify", passed: true, words: "looks fine", signed: "verified" }, 1);
  expect(own).toMatchObject({ ok: false, error: { code: "VERIFIER_SAME" } });
  const failed = order(bench, "user:li", { verb: "verify", passed: false, words: "the chain is loose", signed: "verified" }, 1);
  expect(failed).toMatchObject({ ok: true, value: { state: "settled" } });
  order(bench, "user:zhao", { verb: "remedy", words: "chain tightened" }, 1);
  order(bench, "user:li", { verb: "verify", passed: true, words: "holds", signed: "verified" }, 1);
  expect(bench.governance.hazards().get(1)).toMatchObject({
    state: "written-off",
    checks: [{ passed: false }, { passed: true, by: "user:li" }],
  });
  expect(recordLines(bench)).toEqual([
    ["filed", "user:mei"],
    ["settled", "user:mei"],
    ["remedied", "user:zhao"],
    ["verified", "user:li"],
    ["remedied", "user:zhao"],
    ["verified", "user:li"],
  ]);
  expect(bench.alerting.journal({ limit: 100 }).filter(({ kind }) => kind === "refused")).toMatchObject([
    { actor: "user:zhao", detail: { code: "VERIFIER_SAME", record: "hazard/1", zone: ROOM } },
  ]);
});

test("after a restart the ledger is as it was, and a command seen before is carried out once", async () => {
  const bench = await startGovernance({ site: SITE });
  order(bench, "user:mei", { verb: "file", hazard }, undefined, "filed-once");
  order(bench, "user:mei", { verb: "settle", settlement: settlementOf(bench) }, 1);
  const before = bench.governance.hazards().all();
  const after = await bench.restartAll();
  expect(after.governance.hazards().all()).toEqual(before);
  expect(order(after, "user:mei", { verb: "file", hazard }, undefined, "filed-once")).toMatchObject({ ok: true, value: { number: 1 } });
  expect(after.governance.hazards().all()).toHaveLength(1);
});

test("one not settled in time is an alarm of its room, over a restart, until a later deadline is agreed", async () => {
  const bench = await startGovernance({ site: SITE });
  order(bench, "user:mei", { verb: "file", hazard });
  order(bench, "user:mei", { verb: "settle", settlement: settlementOf(bench) }, 1);
  bench.clock.advance(minutes(30));
  expect(bench.alerting.list()).toEqual([]);
  bench.clock.advance(minutes(1));
  const [alarm] = bench.alerting.list();
  expect(alarm).toMatchObject({
    source: { kind: "record", condition: "hazard-overdue", record: "hazard/1", zoneId: ROOM },
    conditionActive: true,
    description: { valueText: { en: "HZ-1" } },
  });
  const after = await bench.restartAll();
  after.clock.advance(minutes(1));
  expect(after.alerting.list().map(({ id }) => id)).toEqual([alarm?.id]);
  order(after, "user:mei", { verb: "settle", settlement: settlementOf(after) }, 1);
  expect(after.alerting.list()).toMatchObject([{ id: alarm?.id, conditionActive: false }]);
});

test("an alarm that could not be ended when its hazard was written off is ended when that can be kept", async () => {
  const bench = await startGovernance({ site: SITE });
  const isAlarm = () => bench.alerting.list().some(({ source, conditionActive }) => source.kind === "record" && conditionActive);
  order(bench, "user:mei", { verb: "file", hazard });
  order(bench, "user:mei", { verb: "settle", settlement: settlementOf(bench) }, 1);
  order(bench, "user:zhao", { verb: "remedy", words: "chained" }, 1);
  bench.clock.sleep(days(8));
  bench.clock.advance(minutes(1));
  expect(isAlarm()).toBe(true);
  const refusing = vi.spyOn(bench.alerting, "takeRecordCondition").mockImplementation(() => {
    throw new Error("disk full");
  });
  order(bench, "user:li", { verb: "verify", passed: true, words: "holds", signed: "verified" }, 1);
  expect(bench.governance.hazards().get(1)?.state).toBe("written-off");
  refusing.mockRestore();
  expect(isAlarm()).toBe(true);
  bench.clock.advance(minutes(1));
  expect(isAlarm()).toBe(false);
});

test.each([
  ["HAZARD_WORDS", { verb: "file", hazard: { ...hazard, words: " " } }],
  ["HAZARD_ZONE", { verb: "file", hazard: { ...hazard, zoneId: "nowhere" } }],
  ["HAZARD_UNKNOWN", { verb: "remedy", words: "done" }],
] as const)("%s changes nothing", async (code, command) => {
  const bench = await startGovernance({ site: SITE });
  expect(order(bench, "user:mei", command, command.verb === "file" ? undefined : 7)).toMatchObject({ ok: false, error: { code } });
  expect(bench.governance.hazards().all()).toEqual([]);
});

test.each([
  ["SETTLEMENT_INCOMPLETE", { interimPlan: "" }],
  ["SETTLEMENT_PERSON", { responsible: "nobody" }],
  ["SETTLEMENT_DEADLINE", { deadline: epochMs(1) }],
] as const)("%s leaves it filed", async (code, over) => {
  const bench = await startGovernance({ site: SITE });
  order(bench, "user:mei", { verb: "file", hazard });
  const settlement = { ...settlementOf(bench), ...over };
  expect(order(bench, "user:mei", { verb: "settle", settlement }, 1)).toMatchObject({ ok: false, error: { code } });
  expect(bench.governance.hazards().get(1)?.state).toBe("filed");
});
