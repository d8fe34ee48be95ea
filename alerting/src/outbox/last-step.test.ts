import { minutes, seconds } from "@labcanary/domain/basics";
import type { JournalEntryKind } from "@labcanary/domain/messages";
import { expect, test } from "vitest";
import { type AlertingBench, passTime, startAlerting } from "../../../test/support/kannel-alerting.ts";
import { changeOf, commandOf } from "../../../test/support/kannel-conditions.ts";
import { testSite } from "../../../test/support/site.ts";

const lines = ({ alerting }: AlertingBench, kind: JournalEntryKind) =>
  alerting.journal({ limit: 1000 }).filter((entry) => entry.kind === kind);
const nobodyReached = ({ alerting }: AlertingBench) =>
  alerting.list().filter(({ source }) => source.kind === "system" && source.condition === "nobody-reached");
const told = (bench: AlertingBench) => bench.channel.accepted.map(({ id }) => id);

test("a quarter of an hour without anybody, and the security centre is told again, with a critical alarm that is told to nobody", async () => {
  const bench = await startAlerting();
  await bench.alerting.takeConditions([changeOf("a")]);
  await passTime(bench, minutes(14.9), seconds(2));
  expect([told(bench).length, nobodyReached(bench)]).toEqual([3, []]);
  await passTime(bench, seconds(10));
  expect(told(bench).at(-1)).toBe("a:nobody-reached:desk");
  expect(lines(bench, "nobody-reached")).toMatchObject([{ alarmId: "a", actor: "system" }]);
  expect(nobodyReached(bench)).toMatchObject([{ priority: "critical", conditionActive: true }]);
  await passTime(bench, minutes(20), seconds(5));
  expect(new Set(bench.channel.attempts.map(({ alarmId }) => alarmId))).toEqual(new Set(["a"]));
});

test("it lasts while any such alarm is unacknowledged, over a restart too", async () => {
  const bench = await startAlerting();
  await bench.alerting.takeConditions([changeOf("a"), changeOf("b")]);
  await passTime(bench, minutes(16), seconds(5));
  expect(lines(bench, "nobody-reached")).toHaveLength(2);
  bench.alerting.command(commandOf("a"));
  const after = await bench.restart();
  expect(nobodyReached(after)).toMatchObject([{ conditionActive: true }]);
  after.alerting.command(commandOf("b"));
  expect(nobodyReached(after)).toMatchObject([{ conditionActive: false, annunciation: "rtn-unacknowledged" }]);
});

test("acknowledged before, it never comes", async () => {
  const bench = await startAlerting();
  await bench.alerting.takeConditions([changeOf("a")]);
  await passTime(bench, minutes(14), seconds(5));
  bench.alerting.command(commandOf("a"));
  await passTime(bench, minutes(10), seconds(5));
  expect([told(bench).length, nobodyReached(bench), lines(bench, "nobody-reached")]).toEqual([3, [], []]);
});

test("it comes also where there is nobody to tell, and says so", async () => {
  const bench = await startAlerting({ site: testSite({ securityCentre: [] }) });
  await bench.alerting.takeConditions([changeOf("a")]);
  await passTime(bench, minutes(16), seconds(5));
  expect(nobodyReached(bench)).toMatchObject([{ conditionActive: true }]);
  expect(lines(bench, "notification-failed")).toMatchObject([
    { detail: { notificationId: "a:nobody-reached:", reason: "nobody-to-tell" } },
  ]);
});

test("it comes at once when everybody before could not be told", async () => {
  const bench = await startAlerting();
  bench.channel.behave = { kind: "give-up", reason: "rejected" };
  await bench.alerting.takeConditions([changeOf("a")]);
  await bench.settle();
  await bench.settle();
  expect(nobodyReached(bench)).toMatchObject([{ conditionActive: true }]);
});

test("somebody who is on the site only by the time it comes is told", async () => {
  const bench = await startAlerting();
  await bench.alerting.takeConditions([changeOf("a")]);
  await passTime(bench, minutes(2), seconds(5));
  const people = [...bench.site.people, { id: "li", name: "Li", language: "zh" as const, phone: "+8613800000009" }];
  bench.site = { ...bench.site, people, securityCentre: ["li"] };
  await passTime(bench, minutes(14), seconds(5));
  expect(told(bench)).toEqual(["a:responsible:wang", "a:deputy:smith", "a:security-centre:li", "a:nobody-reached:li"]);
  expect(lines(bench, "notification-readdressed")).toMatchObject([
    { alarmId: "a", detail: { notificationId: "a:security-centre:li", step: "security-centre", personId: "li", insteadOf: "desk" } },
    { detail: { notificationId: "a:nobody-reached:li" } },
  ]);
});
