import { minutes, seconds } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { type AlertingBench, startAlerting } from "../../../test/support/kannel-alerting.ts";
import { changeOf } from "../../../test/support/kannel-conditions.ts";
import { testSite } from "../../../test/support/site.ts";

/** Nobody but the responsible person for an hour. */
const PATIENT = testSite({ escalation: { deputyAfter: minutes(60), securityCentreAfter: minutes(90), minimumPriority: "low" } });

/** Moves time on in steps of the sweep, letting each attempt end. */
async function pass(bench: AlertingBench, span: number): Promise<void> {
  for (let passed = 0; passed < span; passed += 1000) {
    bench.clock.advance(seconds(1));
    await bench.settle();
  }
}

test.each(["unreachable", "unauthorised", "busy"] as const)(
  "a gateway that says %s at once is asked once a second, however many texts wait, and a stop does not wait for it",
  async (reason) => {
    const bench = await startAlerting({ site: PATIENT });
    bench.channel.behave = { kind: "retry", reason, after: seconds(0) };
    await bench.alerting.takeConditions(Array.from({ length: 9 }, (_, index) => changeOf(`a-${index}`)));
    await pass(bench, minutes(1));
    // The first eight go out before the first refusal is known.
    expect(bench.channel.attempts.length).toBeLessThanOrEqual(8 + 60);
    expect(bench.channel.attempts.length).toBeGreaterThan(40);
    // With 300 more it is a flood, and these are one text.
    const before = bench.channel.attempts.length;
    await bench.alerting.takeConditions(Array.from({ length: 300 }, (_, index) => changeOf(`b-${index}`)));
    await pass(bench, minutes(2));
    expect(bench.channel.attempts.length - before).toBeLessThanOrEqual(120);
    expect(bench.channel.attempts.some(({ text }) => text.includes("：300条报警"))).toBe(true);
    await bench.alerting.stop();
  },
);

test("a storm of alarms nobody can be told of is journaled by and by, and does not hold up what comes meanwhile", async () => {
  const mute = await startAlerting({ channel: "none" });
  await mute.alerting.takeConditions(Array.from({ length: 1000 }, (_, index) => changeOf(`a-${index}`)));
  const failed = () => mute.metrics.read("labcanary_notifications_total", "sms", "failed");
  expect(failed()).toBeLessThanOrEqual(400);
  await mute.alerting.takeConditions([changeOf("worst", { priority: "critical" })]);
  expect(mute.alerting.timeline("worst").map(({ kind }) => kind)).toContain("notification-failed");
  await pass(mute, seconds(10));
  expect(failed()).toBe(3 * 1001);
});

test("what is due at once goes out gravest first, each step in its time", async () => {
  const bench = await startAlerting();
  await bench.alerting.takeConditions([
    ...Array.from({ length: 6 }, (_, index) => changeOf(`high-${index}`)),
    ...Array.from({ length: 3 }, (_, index) => changeOf(`critical-${index}`, { priority: "critical" })),
  ]);
  await pass(bench, seconds(100));
  const told = bench.channel.accepted.map(({ alarmId }) => alarmId.split("-")[0]);
  expect(told).toHaveLength(9);
  expect(told.lastIndexOf("critical")).toBe(2);
  await pass(bench, minutes(7));
  expect(bench.channel.accepted).toHaveLength(3 * 9);
});
