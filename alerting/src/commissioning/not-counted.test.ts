import { days, epochMs, hours, minutes, plus, seconds } from "@labcanary/domain/basics";
import { describe, expect, test } from "vitest";
import { type AlertingBench, passTime, startAlerting } from "../../../test/support/kannel-alerting.ts";
import { commandOf } from "../../../test/support/kannel-conditions.ts";
import { alarmIn, roomySite } from "../../../test/support/many-rooms.ts";
import { testSite } from "../../../test/support/site.ts";

/** That nobody has come is said so late that it makes no alarm of its own among those that are counted. */
const SITE = roomySite(2, 14, { escalation: { ...testSite().escalation, nobodyReachedAfter: days(7) } });
const begin = (over: Parameters<typeof startAlerting>[0] = {}) => startAlerting({ site: SITE, ...over });
const cabinets = (room: number, count: number) => Array.from({ length: count }, (_, index) => `r${room}-c${index + 1}`);

let commands = 0;
function give(bench: AlertingBench, verb: "start" | "abandon", cabinet: string): void {
  const stimulus = verb === "start" ? { stimulus: "real" as const } : {};
  const id = `counted-${++commands}`;
  const signal = `${cabinet}/vapour`;
  const outcome = bench.alerting.commissioningCommand({ kind: "commissioning-command", id, verb, signal, by: "chen", ...stimulus });
  expect(outcome.ok).toBe(true);
}
async function raise(bench: AlertingBench, names: readonly string[]): Promise<void> {
  await bench.alerting.takeConditions(names.map((cabinet) => alarmIn(cabinet, bench.clock.now())));
  await bench.settle();
}
/** An alarm raised in a test of its signal. */
async function inTest(bench: AlertingBench, cabinet: string): Promise<string> {
  give(bench, "start", cabinet);
  await raise(bench, [cabinet]);
  return `${cabinet}-high`;
}
const figures = (bench: AlertingBench) => bench.alerting.figures(epochMs(0), plus(bench.clock.now(), days(1)));
const times = ({ metrics }: AlertingBench) => metrics.observed("labcanary_time_to_first_human_seconds");

describe("the alarm of a test", () => {
  test("is in the journal, marked, and in no figure, also after a restart of a platform that has had no other", async () => {
    const first = await begin();
    const id = await inTest(first, "r1-c1");
    await passTime(first, seconds(30));
    first.alerting.command(commandOf(id, { verb: "attend" }));
    first.alerting.command(commandOf(id));
    const raised = first.alerting.timeline(id).find(({ kind }) => kind === "raised");
    expect(raised?.detail["test"]).toBe(first.alerting.get(id)?.test);
    expect(raised?.detail["test"]).toBeDefined();
    expect(times(first)).toEqual([]);
    const bench = await first.restart();
    expect(await figures(bench)).toMatchObject({
      alarms: 0,
      acknowledge: { count: 0, missing: 0 },
      firstHuman: { count: 0, missing: 0 },
      busiest: [],
    });
  });

  test("begins no flood, is the first of none, and is none of its alarms", async () => {
    const bench = await begin();
    await inTest(bench, "r1-c1");
    await raise(bench, cabinets(2, 10));
    expect(bench.alerting.flood()).toBeUndefined();
    await raise(bench, ["r2-c11"]);
    expect(bench.alerting.flood()).toMatchObject({ count: 11, firstOut: "r2-c1-high" });
    await inTest(bench, "r1-c2");
    expect(bench.alerting.flood()).toMatchObject({ count: 11 });
    expect(bench.alerting.get("r1-c2-high")).not.toHaveProperty("firstOut");
    expect(bench.alerting.get("r1-c1-high")).not.toHaveProperty("firstOut");
  });
});

describe("an alarm that outlives its test", () => {
  test("is counted from then: what was done about it as a test is neither its first human nor its acknowledgement", async () => {
    const bench = await begin();
    const id = await inTest(bench, "r1-c1");
    await passTime(bench, seconds(20));
    bench.alerting.command(commandOf(id, { verb: "attend" }));
    bench.alerting.command(commandOf(id));
    await passTime(bench, minutes(5), seconds(10));
    give(bench, "abandon", "r1-c1");
    const real = bench.clock.now();
    bench.clock.advance(seconds(1));
    expect(await figures(bench)).toMatchObject({ alarms: 1, acknowledge: { count: 0, missing: 1 }, firstHuman: { count: 0, missing: 1 } });
    await passTime(bench, seconds(39));
    bench.alerting.command(commandOf(id));
    expect(bench.alerting.get(id)).toMatchObject({ annunciatedAt: real, firstHuman: { at: plus(real, seconds(40)) } });
    expect(times(bench)).toEqual([40]);
    expect(await figures(bench)).toMatchObject({
      alarms: 1,
      perHour: { peak: 1 },
      acknowledge: { count: 1, missing: 0, median: seconds(40) },
      firstHuman: { count: 1, missing: 0, median: seconds(40) },
    });
  });

  test("counts for a flood from then, and may be the first of its room", async () => {
    const bench = await begin();
    await inTest(bench, "r1-c1");
    await raise(bench, cabinets(2, 11));
    expect(bench.alerting.flood()).toMatchObject({ count: 11 });
    give(bench, "abandon", "r1-c1");
    expect(bench.alerting.flood()).toMatchObject({ count: 12 });
    expect(bench.alerting.get("r1-c1-high")).toMatchObject({ firstOut: "zone" });
  });
});

test("a real alarm beside a test is counted as ever", async () => {
  const bench = await begin();
  await inTest(bench, "r1-c1");
  await raise(bench, ["r1-c2"]);
  bench.clock.advance(hours(1));
  expect(await figures(bench)).toMatchObject({ alarms: 1 });
});
