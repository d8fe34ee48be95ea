import { minutes, plus, seconds } from "@labcanary/domain/basics";
import { twinKeyOf } from "@labcanary/domain/site";
import { expect, test } from "vitest";
import { type AlertingBench, passTime, startAlerting } from "../../../test/support/kannel-alerting.ts";
import { changeOf } from "../../../test/support/kannel-conditions.ts";
import { testSite } from "../../../test/support/site.ts";

const KEY = "cab-17/vapour";
const RULE = "cab-17/vapour/high-high";

const take = (bench: AlertingBench, id: string, signal: string, ruleId: string): Promise<void> => {
  const at = bench.clock.now();
  return bench.alerting.takeConditions([changeOf(id, { at, receivedAt: at, signal, ruleId, priority: "critical" })]);
};

/** The same, of a drill that no real alarm ends, or for real: as many alarms as come, of a desk that is asked whether anybody is there. */
async function raised(count: number, as: "drill" | "real"): Promise<AlertingBench> {
  const bench = await startAlerting({ site: testSite({ presence: { answerWithin: minutes(1) } }) });
  const startedAt = bench.clock.now();
  const drill = { number: 1, zoneId: "nowhere", zones: ["nowhere"], signals: [KEY], startedAt, until: plus(startedAt, minutes(60)) };
  if (as === "drill") expect(bench.alerting.beginDrill(drill)).toMatchObject({ ok: true });
  for (let each = 0; each < count; each++) {
    if (as === "drill") await take(bench, `d${each}`, twinKeyOf(KEY), `labcanary-drill/${RULE}`);
    else await take(bench, `d${each}`, KEY, RULE);
    bench.clock.advance(seconds(1));
  }
  await bench.settle();
  return bench;
}
const conditionsOf = ({ alerting }: AlertingBench) =>
  alerting.list().flatMap(({ source }) => (source.kind === "system" ? [source.condition] : []));

test("many alarms of a drill are no flood, and ask nobody at the desk whether they are there; as many real ones do both", async () => {
  const drilled = await raised(12, "drill");
  expect([drilled.alerting.flood(), drilled.alerting.presence()]).toEqual([undefined, undefined]);
  const real = await raised(12, "real");
  expect(real.alerting.flood()).toBeDefined();
  expect(real.alerting.presence()).toBeDefined();
});

test("that nobody was reached in a drill is no alarm; that nobody was reached of a real one is", async () => {
  for (const [as, told] of [
    ["drill", []],
    ["real", ["nobody-reached"]],
  ] as const) {
    const bench = await raised(1, as);
    await passTime(bench, minutes(45), seconds(30));
    expect(conditionsOf(bench).filter((condition) => condition === "nobody-reached")).toEqual(told);
  }
});
