import { minutes, seconds } from "@labcanary/domain/basics";
import type { JournalEntryKind } from "@labcanary/domain/messages";
import type { Priority } from "@labcanary/domain/rules";
import { expect, test } from "vitest";
import { type AlertingBench, passTime, startAlerting } from "../../../test/support/kannel-alerting.ts";
import { changeOf, commandOf, serviceCommandOf } from "../../../test/support/kannel-conditions.ts";
import { testSite } from "../../../test/support/site.ts";

const SITE = testSite({ presence: { answerWithin: minutes(1) } });

const lines = ({ alerting }: AlertingBench, kind: JournalEntryKind) =>
  alerting.journal({ limit: 1000 }).filter((entry) => entry.kind === kind);
const unattended = ({ alerting }: AlertingBench) =>
  alerting.list().find(({ source }) => source.kind === "system" && source.condition === "desk-unattended");
const raise = (bench: AlertingBench, id: string, priority: Priority = "critical") =>
  bench.alerting.takeConditions([changeOf(id, { priority, at: bench.clock.now(), receivedAt: bench.clock.now() })]);
const told = (bench: AlertingBench) => bench.channel.accepted.map(({ id }) => id);

async function start(): Promise<AlertingBench> {
  const bench = await startAlerting({ site: SITE });
  await raise(bench, "a");
  await bench.settle();
  return bench;
}

test("a critical alarm asks; nobody answers, and the next step comes at once, with an alarm that lasts until somebody does", async () => {
  const bench = await start();
  const asked = bench.alerting.presence();
  expect(asked).toMatchObject({ askedAt: bench.clock.now(), answerBy: bench.clock.now() + minutes(1), alarmIds: ["a"] });
  expect(lines(bench, "presence-asked")).toMatchObject([{ alarmId: "a", detail: { requestId: asked?.id } }]);
  bench.channel.report({ notificationId: "a:responsible:wang", status: "delivered", at: bench.clock.now() });
  await passTime(bench, seconds(59));
  expect(told(bench)).toEqual(["a:responsible:wang"]);
  await passTime(bench, seconds(2));
  // Also though the responsible person has it: the deputy's three minutes are not over.
  expect(told(bench).filter((id) => id.startsWith("a:"))).toEqual(["a:responsible:wang", "a:deputy:smith"]);
  expect(lines(bench, "presence-missed")).toMatchObject([{ alarmId: "a", detail: { came: true } }]);
  expect(unattended(bench)).toMatchObject({ priority: "critical", conditionActive: true });
  // It asks for nobody's presence itself.
  expect(lines(bench, "presence-asked")).toHaveLength(1);
  await passTime(bench, seconds(30));
  bench.alerting.answerPresence("li");
  expect(unattended(bench)).toMatchObject({ conditionActive: false });
  expect(bench.alerting.presence()).toBeUndefined();
  expect(lines(bench, "presence-answered")).toMatchObject([{ actor: "user:li", detail: { requestId: asked?.id, after: 91_000 } }]);
});

test("an answer in time is all there is to it; nothing to answer changes nothing", async () => {
  const bench = await start();
  bench.alerting.answerPresence("li");
  await passTime(bench, minutes(2));
  expect([told(bench).length, unattended(bench)]).toEqual([1, undefined]);
  bench.alerting.answerPresence("li");
  expect(lines(bench, "presence-answered")).toHaveLength(1);
});

test.each([
  { because: "a command on any alarm", act: (bench: AlertingBench) => bench.alerting.command(commandOf("other", { verb: "attend" })) },
  { because: "one that is refused", act: (bench: AlertingBench) => bench.alerting.command(commandOf("nothing")) },
  { because: "taking a signal out of service", act: (bench: AlertingBench) => bench.alerting.serviceCommand(serviceCommandOf()) },
])("$because answers too", async ({ act }) => {
  const bench = await start();
  await raise(bench, "other", "high");
  act(bench);
  expect(lines(bench, "presence-answered")).toMatchObject([{ actor: "user:mei" }]);
  await passTime(bench, minutes(2));
  expect(unattended(bench)).toBeUndefined();
});

test("several critical alarms are one question, with the time of the first; the gravest is named first", async () => {
  const bench = await startAlerting({ site: SITE });
  await raise(bench, "a");
  await passTime(bench, seconds(40));
  await raise(bench, "b");
  expect(lines(bench, "presence-asked")).toHaveLength(1);
  expect(bench.alerting.presence()?.alarmIds).toEqual(["a", "b"]);
  await passTime(bench, seconds(21));
  expect(lines(bench, "presence-missed").map(({ alarmId }) => alarmId)).toEqual(["a", "b"]);
  // While nobody is there, the next alarm asks anew, and the alarm about it stays.
  await raise(bench, "c");
  expect(lines(bench, "presence-asked")).toHaveLength(2);
  expect(unattended(bench)).toMatchObject({ conditionActive: true });
  await passTime(bench, seconds(62));
  expect(lines(bench, "presence-missed")).toHaveLength(5);
});

test("a question whose alarms somebody has acknowledged by other means is over", async () => {
  const bench = await start();
  await bench.alerting.takeConditions([changeOf("b", { priority: "critical" })]);
  bench.alerting.command(commandOf("a"));
  // That was an answer; the next alarm asks again.
  expect(bench.alerting.presence()).toBeUndefined();
  await raise(bench, "c");
  expect(bench.alerting.presence()?.alarmIds).toEqual(["c"]);
});

test("it goes on over a restart, and no other alarm asks", async () => {
  const bench = await startAlerting({ site: SITE });
  await raise(bench, "b", "high");
  expect(bench.alerting.presence()).toBeUndefined();
  await raise(bench, "a");
  const after = await bench.restart();
  expect(after.alerting.presence()).toMatchObject({ alarmIds: ["a"] });
  await passTime(after, seconds(61));
  expect(lines(after, "presence-missed")).toHaveLength(1);
  const third = await after.restart();
  expect(unattended(third)).toMatchObject({ conditionActive: true });
  third.alerting.answerPresence("li");
  expect(unattended(third)).toMatchObject({ conditionActive: false });
});

test("a site that does not ask, asks nobody", async () => {
  const bench = await startAlerting();
  await raise(bench, "a");
  await passTime(bench, minutes(2));
  expect([bench.alerting.presence(), lines(bench, "presence-asked")]).toEqual([undefined, []]);
});

test("a question about nothing but what is suppressed meanwhile is over; about others too, it asks once of what comes back", async () => {
  const bench = await start();
  const move = (change: "suppressed" | "unsuppressed", id: string) =>
    bench.alerting.takeConditions([
      changeOf("a", { id, change, suppressedBy: "cab-17/vapour/silent", at: bench.clock.now(), receivedAt: bench.clock.now() }),
    ]);
  await move("suppressed", "1");
  expect(bench.alerting.presence()).toBeUndefined();
  await passTime(bench, minutes(2));
  expect([lines(bench, "presence-missed"), unattended(bench)]).toEqual([[], undefined]);
  await bench.alerting.takeConditions([
    changeOf("b", { ruleId: "cab-17/vapour/high-high", priority: "critical", at: bench.clock.now(), receivedAt: bench.clock.now() }),
  ]);
  await move("unsuppressed", "2");
  await move("suppressed", "3");
  await move("unsuppressed", "4");
  expect(bench.alerting.presence()?.alarmIds.toSorted()).toEqual(["a", "b"]);
});
