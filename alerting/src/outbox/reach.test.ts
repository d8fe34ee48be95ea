import { minutes, plus, seconds } from "@labcanary/domain/basics";
import type { Reach } from "@labcanary/domain/notification";
import { expect, test } from "vitest";
import { type AlertingBench, passTime, startAlerting } from "../../../test/support/kannel-alerting.ts";
import { changeOf, commandOf } from "../../../test/support/kannel-conditions.ts";
import { testSite } from "../../../test/support/site.ts";

/** What was told of how far alarms have come, and what stood on disk when it was. */
function listen({ alerting }: AlertingBench): (readonly [string, Reach | undefined])[] {
  const heard: (readonly [string, Reach | undefined])[] = [];
  alerting.onReach((alarmId) => heard.push([alarmId, alerting.reach(alarmId)]));
  return heard;
}

test("an alarm waits, is taken by a provider and is delivered: each is told once, whoever of those told it is", async () => {
  const bench = await startAlerting();
  const heard = listen(bench);
  await bench.alerting.takeConditions([changeOf("a")]);
  expect(bench.alerting.reach("a")).toBe("waiting");
  await passTime(bench, minutes(4), seconds(1));
  expect(bench.channel.accepted).toHaveLength(2);
  for (const notificationId of ["a:responsible:wang", "a:deputy:smith"])
    bench.channel.report({ notificationId, status: "delivered", at: bench.clock.now() });
  expect(heard).toEqual([
    ["a", "accepted"],
    ["a", "delivered"],
  ]);
  expect([...bench.alerting.reaches()]).toEqual([["a", "delivered"]]);
});

test("what a provider has not taken is not told; it is known again after a restart; and acknowledged it is of no account", async () => {
  const bench = await startAlerting();
  const heard = listen(bench);
  bench.channel.behave = { kind: "retry", reason: "unreachable", after: seconds(30) };
  await bench.alerting.takeConditions([changeOf("a")]);
  await passTime(bench, seconds(5));
  expect([heard, bench.alerting.reach("a")]).toEqual([[], "waiting"]);
  const after = await bench.restart();
  await passTime(after, minutes(1), seconds(1));
  expect([...after.alerting.reaches()]).toEqual([["a", "accepted"]]);
  after.alerting.command(commandOf("a"));
  expect(after.alerting.reach("a")).toBeUndefined();
  expect(after.alerting.reaches().size).toBe(0);
});

test("told anew after it was shelved, it begins anew", async () => {
  const bench = await startAlerting();
  await bench.alerting.takeConditions([changeOf("a")]);
  await bench.settle();
  bench.channel.report({ notificationId: "a:responsible:wang", status: "delivered", at: bench.clock.now() });
  expect(bench.alerting.reach("a")).toBe("delivered");
  const until = plus(bench.clock.now(), minutes(5));
  bench.alerting.command(commandOf("a", { verb: "shelve", reason: "repair", mode: "timed", until }));
  expect(bench.alerting.reach("a")).toBeUndefined();
  bench.channel.behave = { kind: "retry", reason: "unreachable", after: seconds(30) };
  await passTime(bench, minutes(5), seconds(1));
  expect(bench.alerting.reach("a")).toBe("waiting");
});

test("neither an alarm that is on the screen only nor a test has any", async () => {
  const { escalation } = testSite();
  const bench = await startAlerting({ site: testSite({ escalation: { ...escalation, minimumPriority: "critical" } }) });
  await bench.alerting.takeConditions([changeOf("a")]);
  bench.alerting.testContact({ id: "t", personId: "wang", channel: "sms", by: "mei" });
  await bench.settle();
  expect(bench.channel.accepted).toHaveLength(1);
  expect(bench.alerting.reach("a")).toBeUndefined();
  expect(bench.alerting.reaches().size).toBe(0);
});
