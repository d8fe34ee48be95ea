import { epochMs, minutes, seconds } from "@labcanary/domain/basics";
import type { JournalEntryKind } from "@labcanary/domain/messages";
import type { DeliveryOutcome } from "@labcanary/domain/notification";
import { expect, test } from "vitest";
import { createSettableClock } from "../../../test/support/clock.ts";
import { type AlertingBench, startAlerting } from "../../../test/support/kannel-alerting.ts";
import { changeOf, commandOf } from "../../../test/support/kannel-conditions.ts";
import { ACCEPTED, createFakeChannel, UNREACHABLE } from "../../../test/support/kannel-fake-channel.ts";
import { testSite } from "../../../test/support/site.ts";

const lines = ({ alerting }: AlertingBench, kind: JournalEntryKind) =>
  alerting.journal({ limit: 1000 }).filter((entry) => entry.kind === kind);
const undeliverable = ({ alerting }: AlertingBench) =>
  alerting.list().filter(({ source }) => source.kind === "system" && source.condition === "notification-undeliverable");

/** Nobody but the responsible person for an hour. */
const PATIENT = testSite({ escalation: { deputyAfter: minutes(60), securityCentreAfter: minutes(90), minimumPriority: "low" } });

/** Moves time on in steps of the sweep, letting each attempt end. */
async function pass(bench: AlertingBench, span: number): Promise<void> {
  for (let passed = 0; passed < span; passed += 1000) {
    bench.clock.advance(seconds(1));
    await bench.settle();
  }
}

test("without acknowledgement the deputy is told after three minutes and the security centre after six, each once", async () => {
  const bench = await startAlerting();
  await bench.alerting.takeConditions([changeOf("a")]);
  await pass(bench, minutes(2.9));
  expect(bench.channel.accepted.map(({ step }) => step)).toEqual(["responsible"]);
  await pass(bench, minutes(0.2));
  expect(bench.channel.accepted.map(({ step }) => step)).toEqual(["responsible", "deputy"]);
  await pass(bench, minutes(10));
  expect(bench.channel.accepted.map(({ id }) => id)).toEqual(["a:responsible:wang", "a:deputy:smith", "a:security-centre:desk"]);
  expect(bench.channel.accepted[1]?.text).toMatch(/^Deputy: not yet acknowledged\. /);
});

test("acknowledging cancels what was still to come, and the journal names it", async () => {
  const bench = await startAlerting();
  await bench.alerting.takeConditions([changeOf("a")]);
  await bench.settle();
  bench.alerting.command(commandOf("a"));
  await pass(bench, minutes(10));
  expect(bench.channel.accepted).toHaveLength(1);
  expect(lines(bench, "notification-cancelled")).toMatchObject([
    { actor: "user:mei", alarmId: "a", detail: { notificationIds: ["a:deputy:smith", "a:security-centre:desk", "a:nobody-reached:desk"] } },
  ]);
  expect(bench.metrics.read("labcanary_notifications_total", "sms", "cancelled")).toBe(3);
});

test("a condition that is gone is still told until somebody has seen it", async () => {
  const bench = await startAlerting();
  await bench.alerting.takeConditions([changeOf("a"), changeOf("a", { change: "cleared" })]);
  await pass(bench, minutes(7));
  expect(bench.channel.accepted).toHaveLength(3);
});

test("alarms below the lowest texted priority are on the screen only", async () => {
  const bench = await startAlerting();
  await bench.alerting.takeConditions([changeOf("a", { priority: "low" })]);
  await pass(bench, minutes(7));
  expect(bench.alerting.list()).toHaveLength(1);
  expect(bench.channel.attempts).toEqual([]);
});

test("while the gateway is away attempts back off, an alarm says so, and afterwards the gravest and newest go first", async () => {
  const bench = await startAlerting({ site: PATIENT });
  bench.channel.behave = UNREACHABLE;
  const raise = (id: string, priority: "critical" | "high" | "low") =>
    bench.alerting.takeConditions([changeOf(id, { priority, at: bench.clock.now(), receivedAt: bench.clock.now() })]);
  await raise("old-high", "high");
  await pass(bench, seconds(2));
  expect(undeliverable(bench)).toEqual([]);
  await pass(bench, seconds(2));
  expect(undeliverable(bench)).toHaveLength(1);
  await raise("new-high", "high");
  await raise("critical", "critical");
  await raise("low", "low");
  await pass(bench, minutes(5));
  expect(bench.channel.accepted).toEqual([]);
  const oldAttempts = bench.channel.attempts.filter(({ alarmId }) => alarmId === "old-high");
  // 1 + 2 + 4 + 8 + 16 s, then every 30 s: at most 5 + 10 attempts in five minutes.
  expect(oldAttempts.length).toBeLessThanOrEqual(16);
  expect(
    lines(bench, "notification-retry")
      .filter(({ alarmId }) => alarmId === "old-high")
      .map(({ detail }) => detail["attempt"]),
  ).toEqual([1, 2, 4, 8]);
  expect(bench.alerting.health()).toMatchObject([{ state: "down" }]);

  bench.channel.behave = ACCEPTED;
  await pass(bench, seconds(6));
  expect(bench.channel.accepted.map(({ alarmId }) => alarmId)).toEqual(["critical", "new-high", "old-high", "low"]);
  expect(undeliverable(bench)).toMatchObject([{ annunciation: "rtn-unacknowledged", conditionActive: false }]);
  expect(bench.alerting.health()).toMatchObject([{ state: "ok" }]);
});

test("a gateway that a probe finds back is tried at once, not when the wait of half a minute is over", async () => {
  const bench = await startAlerting();
  bench.channel.behave = UNREACHABLE;
  await bench.alerting.takeConditions([changeOf("a")]);
  // Attempts after 0, 1, 3, 7, 15, 31 and 61 s; the next would be at 91 s.
  await pass(bench, seconds(62));
  expect(bench.channel.attempts).toHaveLength(7);
  bench.channel.behave = ACCEPTED;
  await pass(bench, seconds(6));
  expect(bench.channel.accepted).toHaveLength(1);
});

test("when a gateway that was busy takes one text, those that wait follow at once", async () => {
  const bench = await startAlerting({ site: PATIENT });
  bench.channel.behave = { kind: "retry", reason: "busy", after: seconds(0) };
  await bench.alerting.takeConditions([changeOf("first")]);
  await pass(bench, seconds(20));
  await bench.alerting.takeConditions([changeOf("second")]);
  await pass(bench, seconds(42));
  // "first" waits until 91 s; "second" was tried after 20, 21, 23, 27, 35 and 51 s and waits until 81 s.
  bench.channel.behave = ACCEPTED;
  await pass(bench, seconds(18));
  expect(bench.channel.accepted).toEqual([]);
  await pass(bench, seconds(2));
  expect(bench.channel.accepted.map(({ alarmId }) => alarmId)).toEqual(["second", "first"]);
});

test("one text the gateway never takes holds up no other", async () => {
  const fake = createFakeChannel();
  const taken: string[] = [];
  const deliver: typeof fake.deliver = async ({ alarmId }) => {
    if (alarmId === "poison") return { kind: "retry", reason: "busy", after: seconds(0) };
    taken.push(alarmId);
    return ACCEPTED;
  };
  const bench = await startAlerting({ site: PATIENT, channel: { ...fake, deliver } });
  await bench.alerting.takeConditions([changeOf("poison", { priority: "critical" })]);
  await pass(bench, minutes(1));
  await bench.alerting.takeConditions(["b", "c", "d"].map((id) => changeOf(id)));
  await pass(bench, seconds(3));
  expect(taken.sort()).toEqual(["b", "c", "d"]);
});

test("a text the gateway would not take for a wrong password goes out once the password is right", async () => {
  const bench = await startAlerting({ site: PATIENT });
  bench.channel.behave = { kind: "retry", reason: "unauthorised", after: seconds(0), detail: "HTTP 403: Authorization failed for sendsms" };
  await bench.alerting.takeConditions([changeOf("a")]);
  await pass(bench, seconds(10));
  expect(undeliverable(bench)).toMatchObject([{ conditionActive: true }]);
  expect(lines(bench, "notification-retry")[0]?.detail).toMatchObject({
    reason: "unauthorised",
    said: "HTTP 403: Authorization failed for sendsms",
  });
  bench.channel.behave = ACCEPTED;
  await pass(bench, seconds(30));
  expect(bench.channel.accepted.map(({ id }) => id)).toEqual(["a:responsible:wang"]);
  expect(undeliverable(bench)).toMatchObject([{ conditionActive: false }]);
});

test("what the gateway said to a text it refused for good is in the journal", async () => {
  const bench = await startAlerting();
  bench.channel.behave = { kind: "give-up", reason: "rejected", detail: "HTTP 400: Empty text not allowed, rejected" };
  await bench.alerting.takeConditions([changeOf("a")]);
  await bench.settle();
  expect(lines(bench, "notification-failed")[0]?.detail).toMatchObject({
    reason: "rejected",
    said: "HTTP 400: Empty text not allowed, rejected",
  });
});

test("that notifications do not arrive is not itself texted to anybody", async () => {
  const bench = await startAlerting();
  bench.channel.behave = { kind: "give-up", reason: "rejected" };
  await bench.alerting.takeConditions([changeOf("a")]);
  await pass(bench, minutes(10));
  expect(undeliverable(bench)).toHaveLength(1);
  expect(new Set(bench.channel.attempts.map(({ alarmId }) => alarmId))).toEqual(new Set(["a"]));
});

test("a refused notification brings the next step forward instead of letting it wait", async () => {
  const bench = await startAlerting();
  bench.channel.behave = { kind: "give-up", reason: "invalid-address" };
  await bench.alerting.takeConditions([changeOf("a")]);
  await bench.settle();
  expect(bench.channel.attempts.map(({ step }) => step)).toEqual(["responsible", "deputy", "security-centre", "nobody-reached"]);
  expect(lines(bench, "notification-failed").map(({ detail }) => [detail["step"], detail["reason"], detail["to"]])).toEqual([
    ["responsible", "invalid-address", "***01"],
    ["deputy", "invalid-address", "***02"],
    ["security-centre", "invalid-address", "***03"],
    ["nobody-reached", "invalid-address", "***03"],
  ]);
  expect(bench.metrics.read("labcanary_notifications_total", "sms", "failed")).toBe(4);
});

test("acknowledging an alarm nobody could be told of ends the trouble with it", async () => {
  const bench = await startAlerting();
  bench.channel.behave = { kind: "give-up", reason: "rejected" };
  await bench.alerting.takeConditions([changeOf("a")]);
  await bench.settle();
  bench.alerting.command(commandOf("a"));
  expect(undeliverable(bench)).toMatchObject([{ conditionActive: false }]);
});

test.each([
  { because: "no phone", people: [{ id: "wang", name: "Wang", language: "zh" }], reason: "no-phone" },
  { because: "not on the site any more", people: [], reason: "person-unknown" },
] as const)(
  "a responsible person with $because is a journaled failure, an alarm, and the deputy is told at once",
  async ({ people, reason }) => {
    const others = testSite().people.filter(({ id }) => id !== "wang");
    const bench = await startAlerting({ site: testSite({ people: [...people, ...others] }) });
    await bench.alerting.takeConditions([changeOf("a")]);
    await bench.settle();
    expect(lines(bench, "notification-failed")).toMatchObject([{ detail: { notificationId: "a:responsible:wang", reason } }]);
    expect(bench.channel.accepted.map(({ step }) => step)).toEqual(["deputy"]);
    expect(undeliverable(bench)).toHaveLength(1);
  },
);

test("without a channel, or without anybody to tell, the failure is journaled and an alarm", async () => {
  const mute = await startAlerting({ channel: "none" });
  await mute.alerting.takeConditions([changeOf("a")]);
  expect(lines(mute, "notification-failed").map(({ detail }) => detail["reason"])).toEqual(["no-channel", "no-channel", "no-channel"]);
  expect(undeliverable(mute)).toHaveLength(1);
  expect(mute.alerting.health()).toMatchObject([{ state: "degraded", detail: "no SMS channel is configured, 0 waiting" }]);

  const empty = await startAlerting({ site: testSite({ zones: [], securityCentre: [] }) });
  await empty.alerting.takeConditions([changeOf("a")]);
  expect(lines(empty, "notification-failed")).toMatchObject([{ detail: { reason: "nobody-to-tell" } }]);
  expect(undeliverable(empty)).toHaveLength(1);
});

test("a gateway that never answers holds eight attempts, for seven seconds at most, and blocks nothing else", async () => {
  const bench = await startAlerting();
  bench.channel.behave = "silent";
  await bench.alerting.takeConditions(Array.from({ length: 9 }, (_, index) => changeOf(`a-${index}`)));
  await bench.settle();
  expect(bench.channel.attempts).toHaveLength(8);
  expect(bench.alerting.command(commandOf("a-3")).ok).toBe(true);
  await bench.alerting.takeConditions([changeOf("worst", { priority: "critical" })]);
  await pass(bench, seconds(7));
  expect(bench.channel.attempts[8]?.alarmId).toBe("worst");
});

test("a change is told before anything is begun to be sent for it", async () => {
  const bench = await startAlerting();
  const attemptsWhenTold: number[] = [];
  bench.alerting.onChange(() => void setImmediate(() => attemptsWhenTold.push(bench.channel.attempts.length)));
  const taken = bench.alerting.takeConditions([changeOf("a")]);
  expect(bench.alerting.get("a")?.annunciation).toBe("unacknowledged");
  await taken;
  expect([attemptsWhenTold, bench.channel.attempts.length]).toEqual([[0], 1]);
});

test("an answer that comes after the acknowledgement is journaled all the same", async () => {
  const bench = await startAlerting();
  const deliver = bench.channel.deliver.bind(bench.channel);
  bench.channel.deliver = (notification, signal) => {
    const answer = deliver(notification, signal);
    bench.alerting.command(commandOf("a"));
    return answer;
  };
  await bench.alerting.takeConditions([changeOf("a")]);
  await bench.settle();
  expect(bench.alerting.get("a")?.annunciation).toBe("acknowledged");
  expect(lines(bench, "notification-accepted")).toMatchObject([
    { detail: { notificationId: "a:responsible:wang", to: "***01", attempt: 1 } },
  ]);
});

test("escalation survives a restart, and an attempt that was cut off is made again under the same id", async () => {
  const bench = await startAlerting();
  bench.channel.behave = "silent";
  await bench.alerting.takeConditions([changeOf("a")]);
  const after = await bench.restart();
  await after.settle();
  expect(bench.channel.attempts.map(({ id }) => id)).toEqual(["a:responsible:wang"]);
  expect(after.channel.accepted.map(({ id }) => id)).toEqual(["a:responsible:wang"]);
  expect(lines(after, "notification-retry")).toMatchObject([{ detail: { reason: "interrupted" } }]);
  await pass(after, minutes(7));
  expect(after.channel.accepted.map(({ step }) => step)).toEqual(["responsible", "deputy", "security-centre"]);
});

test("a clock set back while the platform was down does not put the deputy off", async () => {
  const noon = createSettableClock(epochMs(Date.UTC(2026, 10, 22, 12)));
  const bench = await startAlerting({ clock: noon });
  await bench.alerting.takeConditions([changeOf("a", { at: noon.now(), receivedAt: noon.now() })]);
  await bench.settle();
  await bench.alerting.stop();
  const morning = createSettableClock(epochMs(Date.UTC(2026, 10, 22, 8)));
  const after = await startAlerting({ clock: morning, dataFolder: bench.options.dataFolder });
  await pass(after, minutes(3));
  expect(after.channel.accepted.map(({ step }) => step)).toEqual(["deputy"]);
});

test("cut off again and again within one millisecond, it starts and goes on", async () => {
  const noon = epochMs(Date.UTC(2026, 10, 22, 12));
  const bench = await startAlerting({ clock: createSettableClock(noon) });
  bench.channel.behave = "silent";
  await bench.alerting.takeConditions([changeOf("a", { at: noon, receivedAt: noon })]);
  await bench.alerting.stop();
  let last = bench;
  for (let start = 0; start < 4; start++) {
    const channel = createFakeChannel();
    channel.behave = start === 3 ? ACCEPTED : "silent";
    last = await startAlerting({ clock: createSettableClock(noon), dataFolder: bench.options.dataFolder, channel });
    await last.settle();
    await last.alerting.stop();
  }
  expect(last.channel.accepted.map(({ id }) => id)).toEqual(["a:responsible:wang"]);
});

test("a clock set back is followed once, however often the platform is started before the journal goes on", async () => {
  const noon = epochMs(Date.UTC(2026, 10, 22, 12));
  const bench = await startAlerting({ clock: createSettableClock(noon) });
  await bench.alerting.takeConditions([changeOf("a", { at: noon, receivedAt: noon })]);
  await bench.settle();
  await bench.alerting.stop();
  const morning = epochMs(Date.UTC(2026, 10, 22, 8));
  for (let start = 0; start < 3; start++) {
    const again = await startAlerting({ clock: createSettableClock(morning), dataFolder: bench.options.dataFolder });
    await again.settle();
    expect(again.channel.attempts).toEqual([]);
    await again.alerting.stop();
  }
  const last = await startAlerting({ clock: createSettableClock(morning), dataFolder: bench.options.dataFolder });
  await pass(last, minutes(3));
  expect(last.channel.accepted.map(({ step }) => step)).toEqual(["deputy"]);
});

test("reports are journaled and counted, each status once; a failure brings the next step forward", async () => {
  const bench = await startAlerting();
  await bench.alerting.takeConditions([changeOf("a"), changeOf("b")]);
  await bench.settle();
  const report = (alarmId: string, status: "sent" | "delivered" | "failed") =>
    bench.channel.report({ notificationId: `${alarmId}:responsible:wang`, status, at: bench.clock.now() });
  for (const status of ["sent", "delivered", "delivered", "failed"] as const) report("a", status);
  report("b", "failed");
  await bench.settle();
  expect(lines(bench, "delivery-report").map(({ alarmId, detail }) => `${alarmId} ${detail["status"]}`)).toEqual([
    "a sent",
    "a delivered",
    "a failed",
    "b failed",
  ]);
  expect(bench.metrics.read("labcanary_notifications_total", "sms", "delivered")).toBe(1);
  expect(bench.channel.accepted.map(({ id }) => id)).toEqual(["a:responsible:wang", "b:responsible:wang", "b:deputy:smith"]);
  expect(lines(bench, "notification-failed")).toMatchObject([{ alarmId: "b", detail: { reason: "report-failed" } }]);
  expect(undeliverable(bench)).toHaveLength(1);
});

test("a text that timed out and got through all the same is not sent again", async () => {
  const bench = await startAlerting();
  bench.channel.behave = { kind: "retry", reason: "timeout", after: seconds(0) };
  await bench.alerting.takeConditions([changeOf("a")]);
  await bench.settle();
  bench.channel.report({ notificationId: "a:responsible:wang", status: "sent", at: bench.clock.now() });
  await pass(bench, seconds(30));
  expect(bench.channel.attempts).toHaveLength(1);
  expect(lines(bench, "notification-accepted")).toMatchObject([
    { detail: { notificationId: "a:responsible:wang", providerRef: "report" } },
  ]);
});

test("a failure reported before the attempt was answered counts as soon as it is", async () => {
  const { promise: answered, resolve: answer } = Promise.withResolvers<DeliveryOutcome>();
  const fake = createFakeChannel();
  const bench = await startAlerting({ channel: { ...fake, deliver: async ({ step }) => (step === "responsible" ? answered : ACCEPTED) } });
  await bench.alerting.takeConditions([changeOf("a")]);
  fake.report({ notificationId: "a:responsible:wang", status: "rejected", at: bench.clock.now() });
  expect(lines(bench, "notification-failed")).toEqual([]);
  answer(ACCEPTED);
  await bench.settle();
  expect(lines(bench, "notification-failed")).toMatchObject([{ detail: { reason: "report-rejected" } }]);
  expect(lines(bench, "notification-accepted").map(({ detail }) => detail["step"])).toEqual(["responsible", "deputy"]);
});

test("delivered after all ends the trouble of a failure reported before", async () => {
  const bench = await startAlerting();
  await bench.alerting.takeConditions([changeOf("a")]);
  await bench.settle();
  const report = (status: "failed" | "delivered") =>
    bench.channel.report({ notificationId: "a:responsible:wang", status, at: bench.clock.now() });
  report("failed");
  expect(undeliverable(bench)).toMatchObject([{ conditionActive: true }]);
  report("delivered");
  expect(undeliverable(bench)).toMatchObject([{ conditionActive: false }]);
});

test("a report of a notification nobody knows is journaled and changes nothing", async () => {
  const bench = await startAlerting();
  bench.channel.report({ notificationId: "x:responsible:wang", status: "failed", at: bench.clock.now() });
  expect(lines(bench, "delivery-report")).toMatchObject([{ detail: { notificationId: "x:responsible:wang" } }]);
  expect(undeliverable(bench)).toEqual([]);
});

test("forged reports are journaled once a minute, with how many there were", async () => {
  const bench = await startAlerting();
  for (let forged = 0; forged < 50; forged++) bench.channel.refuseReport("REPORT_SIGNATURE");
  bench.clock.advance(minutes(1));
  bench.channel.refuseReport("REPORT_SIGNATURE");
  expect(lines(bench, "refused").map(({ detail }) => detail["count"])).toEqual([1, 50]);
});

test("nothing logged or journaled shows a whole phone number", async () => {
  const channel = createFakeChannel();
  const bench = await startAlerting({ channel });
  channel.behave = UNREACHABLE;
  await bench.alerting.takeConditions([changeOf("a")]);
  await pass(bench, seconds(3));
  channel.behave = ACCEPTED;
  await pass(bench, minutes(7));
  expect(channel.accepted).toHaveLength(3);
  expect(JSON.stringify([bench.logger.lines, bench.alerting.journal({ limit: 1000 })])).not.toContain("138000000");
});
