import { minutes, plus, seconds } from "@labcanary/domain/basics";
import type { Told } from "@labcanary/domain/notification";
import { expect, test } from "vitest";
import { type AlertingBench, passTime, startAlerting } from "../../../test/support/kannel-alerting.ts";
import { changeOf, commandOf } from "../../../test/support/kannel-conditions.ts";
import { testSite } from "../../../test/support/site.ts";

/** What was told of who has been told of alarms, and what stood on disk when it was. */
function listen({ alerting }: AlertingBench): (readonly [string, Told | undefined])[] {
  const heard: (readonly [string, Told | undefined])[] = [];
  alerting.onReach((alarmId) => heard.push([alarmId, alerting.told(alarmId)]));
  return heard;
}

test("an alarm waits for its first, is taken by a provider and is delivered: each is told, with the person and how many more", async () => {
  const bench = await startAlerting();
  const heard = listen(bench);
  await bench.alerting.takeConditions([changeOf("a")]);
  expect(bench.alerting.told("a")).toEqual({ reach: "waiting", personId: "wang", others: 0 });
  await passTime(bench, minutes(4), seconds(1));
  expect(bench.channel.accepted).toHaveLength(2);
  for (const notificationId of ["a:deputy:smith", "a:responsible:wang"])
    bench.channel.report({ notificationId, status: "delivered", at: bench.clock.now() });
  expect(heard).toEqual([
    ["a", { reach: "accepted", personId: "wang", others: 0 }],
    ["a", { reach: "accepted", personId: "wang", others: 1 }],
    ["a", { reach: "delivered", personId: "smith", others: 1 }],
    ["a", { reach: "delivered", personId: "wang", others: 1 }],
  ]);
  expect([...bench.alerting.toldOfAll()]).toEqual([["a", { reach: "delivered", personId: "wang", others: 1 }]]);
});

test("whoever cannot be told is not named as the next", async () => {
  const bench = await startAlerting();
  const heard = listen(bench);
  bench.channel.behave = { kind: "give-up", reason: "invalid-address" };
  await bench.alerting.takeConditions([changeOf("a")]);
  await bench.settle();
  expect(heard[0]).toEqual(["a", { reach: "waiting", personId: "smith", others: 0 }]);
});

test("what a provider has not taken is not told; it is known again after a restart; and acknowledged it is of no account", async () => {
  const bench = await startAlerting();
  const heard = listen(bench);
  bench.channel.behave = { kind: "retry", reason: "unreachable", after: seconds(30) };
  await bench.alerting.takeConditions([changeOf("a")]);
  await passTime(bench, seconds(5));
  expect([heard, bench.alerting.told("a")?.reach]).toEqual([[], "waiting"]);
  const after = await bench.restart();
  await passTime(after, minutes(1), seconds(1));
  expect(after.alerting.toldOfAll().get("a")).toMatchObject({ reach: "accepted", personId: "wang" });
  after.alerting.command(commandOf("a"));
  expect(after.alerting.told("a")).toBeUndefined();
  expect(after.alerting.toldOfAll().size).toBe(0);
});

test("told anew after it was shelved, it begins anew", async () => {
  const bench = await startAlerting();
  await bench.alerting.takeConditions([changeOf("a")]);
  await bench.settle();
  bench.channel.report({ notificationId: "a:responsible:wang", status: "delivered", at: bench.clock.now() });
  expect(bench.alerting.told("a")?.reach).toBe("delivered");
  const until = plus(bench.clock.now(), minutes(5));
  bench.alerting.command(commandOf("a", { verb: "shelve", reason: "repair", mode: "timed", until }));
  expect(bench.alerting.told("a")).toBeUndefined();
  bench.channel.behave = { kind: "retry", reason: "unreachable", after: seconds(30) };
  await passTime(bench, minutes(5), seconds(1));
  expect(bench.alerting.told("a")?.reach).toBe("waiting");
});

test("neither an alarm that is on the screen only nor a test has any", async () => {
  const { escalation } = testSite();
  const bench = await startAlerting({ site: testSite({ escalation: { ...escalation, minimumPriority: "critical" } }) });
  await bench.alerting.takeConditions([changeOf("a")]);
  bench.alerting.testContact({ id: "t", personId: "wang", channel: "sms", by: "mei" });
  await bench.settle();
  expect(bench.channel.accepted).toHaveLength(1);
  expect(bench.alerting.told("a")).toBeUndefined();
  expect(bench.alerting.toldOfAll().size).toBe(0);
});
