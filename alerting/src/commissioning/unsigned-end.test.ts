import { days, hours, minutes, plus, seconds } from "@labcanary/domain/basics";
import type { CommissioningCommand, CommissioningOutcome } from "@labcanary/domain/messages";
import { describe, expect, test } from "vitest";
import { type AlertingBench, passTime, startAlerting } from "../../../test/support/kannel-alerting.ts";
import { createSettableClock } from "../../../test/support/clock.ts";
import { changeOf, commandOf } from "../../../test/support/kannel-conditions.ts";
import { limitRule, signal, testSite } from "../../../test/support/site.ts";

const KEY = "cab-17/vapour";
let commands = 0;
const command = (bench: AlertingBench, over: Partial<CommissioningCommand>): CommissioningOutcome =>
  bench.alerting.commissioningCommand({
    kind: "commissioning-command",
    id: `unsigned-${++commands}`,
    verb: "start",
    signal: KEY,
    by: "chen",
    stimulus: "real",
    means: "seen-and-fit",
    ...over,
  });
const codeOf = (outcome: CommissioningOutcome): string => (outcome.ok ? "ok" : outcome.error.code);
const start = (bench: AlertingBench): string => {
  const outcome = command(bench, {});
  return outcome.ok && "test" in outcome.value ? outcome.value.test.id : expect.fail("no test");
};
const raise = async (bench: AlertingBench, id: string): Promise<void> => {
  const at = bench.clock.now();
  await bench.alerting.takeConditions([changeOf(id, { at, receivedAt: at })]);
  await bench.settle();
};
const clear = async (bench: AlertingBench, id: string): Promise<void> => {
  const at = bench.clock.now();
  await bench.alerting.takeConditions([changeOf(id, { change: "cleared", at, receivedAt: at })]);
};
const sent = ({ channel }: AlertingBench) => channel.accepted.map(({ alarmId, simulated }) => [alarmId, simulated]);

describe("an alarm that still holds when its test ends without a signature", () => {
  test.each([
    { by: "an hour", end: (bench: AlertingBench) => passTime(bench, minutes(61), minutes(1)) },
    { by: "somebody", end: async (bench: AlertingBench) => void command(bench, { verb: "abandon" }) },
  ])("is unacknowledged and told anew, whatever people did about the test: ended by $by", async ({ end }) => {
    const bench = await startAlerting();
    start(bench);
    await raise(bench, "a");
    bench.alerting.command(commandOf("a"));
    bench.alerting.command(commandOf("a", { verb: "attend" }));
    const told = bench.channel.accepted.length;
    expect(bench.alerting.get("a")).toMatchObject({ annunciation: "acknowledged", acknowledgedBy: "mei", firstHuman: { by: "mei" } });
    await end(bench);
    await passTime(bench, seconds(2));
    const real = bench.alerting.get("a") ?? expect.fail("gone");
    expect(real).toMatchObject({ annunciation: "unacknowledged", conditionActive: true });
    for (const done of ["test", "acknowledgedBy", "acknowledgedAt", "attendedBy", "attendedAt", "firstHuman", "assigned"])
      expect(real).not.toHaveProperty(done);
    expect(sent(bench).slice(told)).toContainEqual(["a", false]);
  });

  test("is on the list again where somebody shelved it as a test", async () => {
    const bench = await startAlerting();
    start(bench);
    await raise(bench, "a");
    bench.alerting.command(commandOf("a", { verb: "shelve", reason: "a test", until: plus(bench.clock.now(), hours(1)) }));
    expect(bench.alerting.get("a")?.shelved).toBeDefined();
    command(bench, { verb: "abandon" });
    expect(bench.alerting.get("a")).toMatchObject({ annunciation: "unacknowledged" });
    expect(bench.alerting.get("a")?.shelved).toBeUndefined();
  });

  test("is told by a round of its own: whoever got TEST has not been told, and nothing more of that round is to come", async () => {
    const bench = await startAlerting();
    start(bench);
    await raise(bench, "a");
    bench.channel.report({ notificationId: "a:responsible:wang", status: "delivered", at: bench.clock.now() });
    expect(bench.alerting.told("a")).toMatchObject({ reach: "delivered", personId: "wang" });
    const ofTest = new Set(bench.alerting.deliveries("a").map(({ notificationId }) => notificationId));
    bench.channel.behave = "silent";
    command(bench, { verb: "abandon" });
    expect(bench.alerting.told("a")).toMatchObject({ reach: "waiting" });
    const states = bench.alerting.deliveries("a").map(({ notificationId, state }) => [ofTest.has(notificationId), state]);
    expect(states.filter(([isOfTest]) => isOfTest).map(([, state]) => state)).not.toContain("waiting");
    expect(states.filter(([isOfTest]) => !isOfTest).map(([, state]) => state)).toContain("waiting");
  });
});

describe("a test alarm that comes and goes", () => {
  const flutter = async (bench: AlertingBench): Promise<void> => {
    for (const id of ["a", "b", "c"]) {
      await raise(bench, id);
      await passTime(bench, seconds(5));
      await clear(bench, id);
      await passTime(bench, seconds(5));
    }
  };

  test("takes nothing onto its record that comes after the test: that is real, and is told", async () => {
    const bench = await startAlerting();
    start(bench);
    await flutter(bench);
    command(bench, { verb: "abandon" });
    await raise(bench, "d");
    expect(bench.alerting.get("d")).toMatchObject({ annunciation: "unacknowledged" });
    expect(bench.alerting.get("d")?.test).toBeUndefined();
    expect(sent(bench)).toContainEqual(["d", false]);
  });

  test("is not signed before it has been quiet", async () => {
    const bench = await startAlerting();
    const id = start(bench);
    await flutter(bench);
    const record = bench.alerting.list().find(({ test }) => test === id) ?? expect.fail("no record");
    for (const alarm of bench.alerting.list()) bench.alerting.command(commandOf(alarm.id));
    bench.channel.report({ notificationId: `${record.id}:responsible:wang`, status: "delivered", at: bench.clock.now() });
    expect(codeOf(command(bench, { verb: "sign", test: id }))).toBe("ALARM_CHATTERS");
    await passTime(bench, minutes(3));
    expect(codeOf(command(bench, { verb: "sign", test: id }))).toBe("ok");
  });
});

test("after a test that was not signed another person must begin the next of a signal of life safety, for 12 hours, also after a restart", async () => {
  const site = testSite({ signals: [signal({ rules: [limitRule({ lifeSafety: true })] })] });
  const first = await startAlerting({ site });
  start(first);
  expect(codeOf(command(first, { verb: "abandon" }))).toBe("ok");
  const bench = await first.restart();
  expect(codeOf(command(bench, {}))).toBe("TEST_SAME_PERSON");
  expect(codeOf(command(bench, { by: "li" }))).toBe("ok");
  expect(codeOf(command(bench, { verb: "abandon", by: "li" }))).toBe("ok");
  bench.clock.advance(hours(12));
  expect(codeOf(command(bench, { by: "li" }))).toBe("ok");
});

test("a signal is unproven since that was first found, also after a restart", async () => {
  const site = testSite({ signals: [signal({ prove: days(180) })] });
  const first = await startAlerting({ site, clock: createSettableClock() });
  const since = first.clock.now();
  expect(first.alerting.unproven()).toEqual([{ signal: KEY, gap: "never-proven", since }]);
  first.clock.advance(hours(3));
  const bench = await first.restart();
  expect(bench.clock.now()).toBeGreaterThan(since);
  expect(bench.alerting.unproven()).toEqual([{ signal: KEY, gap: "never-proven", since }]);
});
