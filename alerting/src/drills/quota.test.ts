import { hours, minutes, plus } from "@labcanary/domain/basics";
import type { MessageBudget } from "@labcanary/domain/notification";
import { twinKeyOf } from "@labcanary/domain/site";
import { expect, test } from "vitest";
import { startAlerting } from "../../../test/support/kannel-alerting.ts";
import { createFakeChannel } from "../../../test/support/kannel-fake-channel.ts";
import { alarmIn, roomySite } from "../../../test/support/many-rooms.ts";

const quiet = { deputyAfter: hours(60), securityCentreAfter: hours(90), nobodyReachedAfter: hours(120), minimumPriority: "low" } as const;
const SITE = roomySite(3, 12, { escalation: quiet });
const CABINETS = Array.from({ length: 12 }, (_, index) => `r1-c${index + 1}`);

/** A drill in the first room, in which Wang has been sent so many texts that said so. */
async function drilling(texts: number, budgets: readonly MessageBudget[] = []) {
  const bench = await startAlerting({ site: SITE, channel: createFakeChannel({ budgets: [...budgets] }) });
  const startedAt = bench.clock.now();
  const signals = CABINETS.map((cabinet) => `${cabinet}/vapour` as const);
  expect(
    bench.alerting.beginDrill({
      number: 1,
      zoneId: "r1",
      zones: ["r1", ...CABINETS],
      signals,
      startedAt,
      until: plus(startedAt, hours(1)),
    }),
  ).toMatchObject({ ok: true });
  const raise = async (cabinet: string, kind: "high" | "gas" = "high") => {
    await bench.alerting.takeConditions([alarmIn(cabinet, bench.clock.now(), kind)]);
    await bench.settle();
  };
  for (const cabinet of CABINETS.slice(0, texts)) {
    const real = alarmIn(cabinet, bench.clock.now());
    const change = { ...real, signal: twinKeyOf(`${cabinet}/vapour`), ruleId: `labcanary-drill/${real.ruleId}` };
    await bench.alerting.takeConditions([change]);
    await bench.settle();
  }
  return { bench, raise, told: () => bench.channel.accepted.map(({ alarmId }) => alarmId) };
}

test("nine texts of a drill hold up no real alarm elsewhere, nor the next danger of a zone that was told", async () => {
  const { bench, raise, told } = await drilling(11);
  // A drill's own are as many as anybody's.
  expect(told()).toHaveLength(9);
  await raise("r2-c1");
  expect(told().slice(9)).toEqual(["r2-c1-high"]);
  expect(bench.alerting.drill()?.ended).toBeUndefined();
  await raise("r3-c1", "gas");
  await raise("r3-c2", "gas");
  expect(told().slice(10)).toEqual(expect.arrayContaining(["r3-c1-gas", "r3-c2-gas"]));
});

test("what was sent of a drill is none of the real ones after a restart either", async () => {
  const { bench } = await drilling(9);
  const again = await bench.restart();
  await again.alerting.takeConditions([alarmIn("r2-c1", again.clock.now())]);
  await again.settle();
  expect(again.channel.accepted.map(({ alarmId }) => alarmId)).toContain("r2-c1-high");
});

test("of what a provider takes a drill leaves half of the ordinary part to real alarms", async () => {
  const { raise, told } = await drilling(9, [{ count: 10, per: minutes(30), scope: "address", source: "test" }]);
  expect(told()).toHaveLength(4);
  for (const cabinet of ["r2-c1", "r2-c2", "r3-c1", "r3-c2"]) await raise(cabinet);
  expect(told().slice(4)).toEqual(["r2-c1-high", "r2-c2-high", "r3-c1-high", "r3-c2-high"]);
});
