import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hours, minutes, seconds } from "@labcanary/domain/basics";
import type { DeliveryReport, Notification } from "@labcanary/domain/notification";
import { expect, onTestFinished, test } from "vitest";
import { createSettableClock } from "../../../test/support/clock.ts";
import { temporaryFolder } from "../../../test/support/files.ts";
import { testNotification } from "../../../test/support/notification.ts";
import { createTestLogger, createTestMetrics } from "../../../test/support/observing.ts";
import { createFakeLine, sounderEvent } from "../../../test/support/siren-line.ts";
import { createSirenChannel } from "./siren.ts";

const never = new AbortController().signal;
const forSiren = (over: Partial<Notification> = {}): Notification =>
  testNotification({ id: "a:last:siren", channel: "siren", personId: "siren", address: "siren-1", ...over });

async function bench(over: { dataFolder?: string; connected?: readonly string[]; sirens?: readonly string[] } = {}) {
  const { dataFolder = temporaryFolder(), connected = ["siren-1", "siren-2"], sirens = ["siren-1", "siren-2"] } = over;
  const clock = createSettableClock();
  const logger = createTestLogger();
  const metrics = createTestMetrics();
  const line = createFakeLine(...connected);
  const make = () => createSirenChannel({ dataFolder }, { clock, logger, metrics, line, sirens: () => sirens });
  const channel = make();
  const reports: DeliveryReport[] = [];
  channel.onReport((report) => void reports.push(report));
  await channel.start();
  onTestFinished(() => channel.stop());
  const answer = (state: "on" | "off") => channel.takeEvents?.([sounderEvent("siren-1", state, line.commands.at(-1) ?? "", clock.now())]);
  return { channel, clock, logger, metrics, line, reports, answer, dataFolder };
}

const acknowledged =
  (...over: readonly string[]) =>
  (alarmId: string): boolean =>
    over.includes(alarmId);

test("a siren is told to sound for ten minutes, and its answer is the proof", async () => {
  const { channel, line, reports, answer, clock } = await bench();
  expect(await channel.deliver(forSiren(), never)).toEqual({ kind: "accepted", providerRef: line.commands[0] });
  expect(line.told()).toEqual(["siren-1 on 600"]);
  expect(line.commands[0]).toMatch(/^[\w-]{22}$/);
  expect(reports).toEqual([]);
  answer("on");
  answer("on");
  expect(reports).toEqual([{ notificationId: "a:last:siren", status: "delivered", at: clock.now() }]);
});

test("the same notification again, as after a crash, is the same command", async () => {
  const { channel, line } = await bench();
  await channel.deliver(forSiren(), never);
  await channel.deliver(forSiren(), never);
  expect(new Set(line.commands).size).toBe(1);
});

test("one that does not answer is told again every ten seconds, and proves nothing", async () => {
  const { channel, line, clock, reports } = await bench();
  await channel.deliver(forSiren(), never);
  clock.advance(seconds(30));
  expect(line.told()).toEqual(Array(4).fill("siren-1 on 600"));
  expect(reports).toEqual([]);
});

test("one that answered is told again every three minutes while anybody is to be told, and comes to no rest by itself", async () => {
  const { channel, line, clock, answer } = await bench();
  await channel.deliver(forSiren(), never);
  answer("on");
  clock.advance(minutes(2));
  expect(line.told()).toEqual(["siren-1 on 600"]);
  clock.advance(hours(1));
  expect(line.told()).toHaveLength(20);
});

test("when its alarm is acknowledged it is told to be quiet until it answers", async () => {
  const { channel, line, clock, answer } = await bench();
  await channel.deliver(forSiren(), never);
  answer("on");
  channel.withdraw?.(acknowledged("another"));
  expect(line.told()).toEqual(["siren-1 on 600"]);
  channel.withdraw?.(acknowledged("a"));
  expect(line.told()).toEqual(["siren-1 off"]);
  clock.advance(seconds(20));
  expect(line.told()).toEqual(["siren-1 off", "siren-1 off"]);
  answer("off");
  clock.advance(hours(1));
  expect(line.told()).toEqual([]);
});

test("it sounds on while one of its alarms is left", async () => {
  const { channel, line } = await bench();
  await channel.deliver(forSiren({ alarmIds: ["a", "b"] }), never);
  await channel.deliver(forSiren({ id: "c:last:siren", alarmId: "c", alarmIds: ["c"] }), never);
  channel.withdraw?.(acknowledged("a", "c"));
  expect(line.told()).toEqual(["siren-1 on 600", "siren-1 on 600"]);
  channel.withdraw?.(acknowledged("a", "b", "c"));
  expect(line.told()).toEqual(["siren-1 off"]);
});

test("acknowledged before it was told, it is not told", async () => {
  const { channel, line } = await bench();
  const outcome = channel.deliver(forSiren(), never);
  channel.withdraw?.(acknowledged("a"));
  expect(await outcome).toMatchObject({ kind: "retry" });
  expect(line.told()).not.toContain("siren-1 on 600");
});

test("one that is away is a retry; one that comes back is told at once what it may have forgotten", async () => {
  const { channel, line, clock, answer } = await bench({ connected: [] });
  expect(await channel.deliver(forSiren(), never)).toMatchObject({
    kind: "retry",
    reason: "unreachable",
    detail: "siren-1 is not connected",
  });
  line.connected.add("siren-1");
  await channel.deliver(forSiren(), never);
  answer("on");
  line.connected.delete("siren-1");
  clock.advance(seconds(10));
  expect(line.told()).toEqual(["siren-1 on 600"]);
  line.connected.add("siren-1");
  clock.advance(seconds(5));
  expect(line.told()).toEqual(["siren-1 on 600"]);
});

test("one that is away when its alarm is acknowledged is told to be quiet when it is back, unless it is quiet by then", async () => {
  const { channel, line, clock } = await bench();
  await channel.deliver(forSiren(), never);
  await channel.deliver(forSiren({ address: "siren-2" }), never);
  line.told();
  line.connected.clear();
  channel.withdraw?.(acknowledged("a"));
  clock.advance(minutes(9));
  line.connected.add("siren-1");
  clock.advance(seconds(5));
  expect(line.told()).toEqual(["siren-1 off"]);
  clock.advance(minutes(1));
  line.connected.add("siren-2");
  clock.advance(seconds(5));
  expect(line.told()).not.toContain("siren-2 off");
});

test("a test while it sounds for an alarm lets it sound ten minutes more, so that it is told to be quiet also in the last of them", async () => {
  const { channel, line, clock, answer } = await bench();
  await channel.deliver(forSiren(), never);
  answer("on");
  clock.advance(seconds(170));
  await channel.deliver(forSiren({ id: "test:1", kind: "test", alarmIds: [] }), never);
  line.connected.delete("siren-1");
  channel.withdraw?.(acknowledged("a"));
  // It sounds for two minutes yet, ten and more after it was told for the alarm.
  clock.advance(minutes(8));
  line.told();
  line.connected.add("siren-1");
  clock.advance(seconds(5));
  expect(line.told()).toEqual(["siren-1 off"]);
});

test("a broker that does not take it is a retry", async () => {
  const { channel, line } = await bench();
  line.fails = true;
  expect(await channel.deliver(forSiren(), never)).toMatchObject({ kind: "retry", reason: "unreachable" });
});

test("after a restart one left on is told to be quiet, or sounds on, as its alarm stands", async () => {
  const before = await bench();
  await before.channel.deliver(forSiren(), never);
  await before.channel.deliver(forSiren({ id: "b:last:siren", alarmIds: ["b"], address: "siren-2" }), never);
  await before.channel.stop();
  const { channel, line, clock, reports } = await bench({ dataFolder: before.dataFolder });
  channel.withdraw?.(acknowledged("a"));
  clock.advance(seconds(5));
  expect(line.told().toSorted()).toEqual(["siren-1 off", "siren-2 on 600"]);
  // Its answer to what the former process told it counts.
  channel.takeEvents?.([sounderEvent("siren-2", "on", before.line.commands[1] ?? "")]);
  expect(reports).toMatchObject([{ notificationId: "b:last:siren", status: "delivered" }]);
});

test.each(["not JSON", '{"calls":[]}', '[{"deviceId":"siren-1"}]'])("a file that holds %s is said, and nothing fails", async (content) => {
  const dataFolder = temporaryFolder();
  writeFileSync(join(dataFolder, "sirens.json"), content);
  const { channel, logger } = await bench({ dataFolder });
  expect(logger.lines).toMatchObject([{ level: "error", fields: { file: "sirens.json" } }]);
  expect(await channel.deliver(forSiren(), never)).toMatchObject({ kind: "accepted" });
});

test("a disk that does not take the note keeps no siren from sounding, and is said", async () => {
  const { channel, logger, line, dataFolder } = await bench();
  mkdirSync(join(dataFolder, "sirens.json.next"));
  expect(await channel.deliver(forSiren(), never)).toMatchObject({ kind: "accepted" });
  expect(line.told()).toEqual(["siren-1 on 600"]);
  expect(logger.lines).toMatchObject([{ level: "error" }]);
  expect(existsSync(join(dataFolder, "sirens.json"))).toBe(false);
});

test.each([{ kind: "test" as const, alarmIds: [] }, { simulated: true }])(
  "for %o it sounds three seconds, once, and answers",
  async (over) => {
    const { channel, line, clock, reports, answer } = await bench();
    await channel.deliver(forSiren({ id: "test:1", ...over }), never);
    answer("on");
    clock.advance(hours(1));
    expect(line.told()).toEqual(["siren-1 on 3"]);
    expect(reports).toMatchObject([{ notificationId: "test:1", status: "delivered" }]);
  },
);

test("a test does not cut short what sounds for an alarm", async () => {
  const { channel, line } = await bench();
  await channel.deliver(forSiren(), never);
  await channel.deliver(forSiren({ id: "test:1", kind: "test", alarmIds: [] }), never);
  expect(line.told()).toEqual(["siren-1 on 600", "siren-1 on 600"]);
});

test.each([
  { over: { address: "cab-17" }, outcome: { kind: "give-up", reason: "invalid-address" } },
  { over: { kind: "all-clear" as const }, outcome: { kind: "give-up", reason: "rejected", detail: "a siren has no sound for all-clear" } },
])("$over is given up: $outcome", async ({ over, outcome }) => {
  const { channel, line } = await bench();
  line.connected.add("cab-17");
  expect(await channel.deliver(forSiren(over), never)).toMatchObject(outcome);
  expect(line.told()).toEqual([]);
});

test("no device can answer for another, and an answer to nothing changes nothing", async () => {
  const { channel, line, metrics, reports } = await bench();
  const refused: string[] = [];
  channel.onRefused((reason) => void refused.push(reason));
  await channel.deliver(forSiren(), never);
  channel.takeEvents?.([
    sounderEvent("siren-2", "on", line.commands[0] ?? ""),
    sounderEvent("siren-1", "on", "no such command"),
    sounderEvent("siren-1", "off", line.commands[0] ?? ""),
    { ...sounderEvent("siren-1", "on", line.commands[0] ?? ""), kind: "button" },
  ]);
  expect(refused).toEqual(["REPORT_SIGNATURE"]);
  expect(metrics.read("labcanary_refused_total", "receipt", "REPORT_SIGNATURE")).toBe(1);
  expect(reports).toEqual([]);
});

test("a report that was not kept is taken when the event is said again", async () => {
  const { channel, line, reports } = await bench();
  let isFull = true;
  channel.onReport(() => {
    if (isFull) throw new Error("disk full");
  });
  await channel.deliver(forSiren(), never);
  const event = sounderEvent("siren-1", "on", line.commands[0] ?? "");
  expect(() => channel.takeEvents?.([event])).toThrow("disk full");
  isFull = false;
  channel.takeEvents?.([event]);
  expect(reports).toHaveLength(2);
});

test("it is well while any siren can be told, and says which cannot", async () => {
  const { channel, line } = await bench();
  expect(await channel.probe()).toEqual({ healthy: true, detail: "2 connected", says: { code: "sirens", values: { count: 2 } } });
  line.connected.delete("siren-2");
  expect(await channel.probe()).toEqual({
    healthy: true,
    detail: "not connected: siren-2",
    says: { code: "sirens-away", values: { names: "siren-2" } },
  });
  line.connected.clear();
  expect(await channel.probe()).toMatchObject({ healthy: false, says: { code: "sirens-away", values: { names: "siren-1, siren-2" } } });
});

test("on a site without sirens it says so, and not that all is connected", async () => {
  const { channel } = await bench({ sirens: [] });
  expect(await channel.probe()).toEqual({ healthy: true, detail: "the site has no siren", says: { code: "no-siren", values: {} } });
});
