import { milliseconds, seconds } from "@labcanary/domain/basics";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { freePort } from "../../../test/support/ports.ts";
import { startTestBroker, type TestBroker } from "../../../test/support/plain-broker.ts";
import { createRandom } from "../random.ts";
import { createSystemClock } from "../system-clock.ts";
import { createFleet, type FleetOptions } from "./fleet.ts";
import { createLoad, type LoadOptions } from "./load.ts";
import { telemetryTemplate } from "./template.ts";

let broker: TestBroker;
beforeEach(async () => {
  broker = await startTestBroker();
});
afterEach(() => broker.kill());

const credentials = (count: number) => new Map(Array.from({ length: count }, (_, index) => [`dev-${index}`, "token"]));
const deps = () => ({ clock: createSystemClock(), random: createRandom(1), stopwatch: () => performance.now() });

function fleet(over: Partial<FleetOptions> = {}) {
  const made = createFleet(
    { host: "127.0.0.1", port: broker.port, credentials: credentials(200), ratePerSecond: 2000, connectsPerSecond: 2000, ...over },
    deps(),
  );
  onTestFinished(() => made.stop());
  return made;
}
function load(over: Partial<LoadOptions> & Pick<LoadOptions, "until">) {
  return createLoad(
    { host: "127.0.0.1", port: broker.port, credentials: credentials(5), inflightPerConnection: 10, connectsPerSecond: 2000, ...over },
    deps(),
  );
}
const telemetry = () => broker.received.filter(({ topic }) => topic.endsWith("/telemetry"));
const states = (state: string) => broker.received.filter(({ topic, payload }) => topic.endsWith("/status") && payload.includes(state));

test("200 devices connect, say they are online, publish in turn, and say goodbye", async () => {
  const devices = fleet();
  await devices.start();
  await broker.until(() => telemetry().length >= 1000);
  await devices.stop();

  expect(states("online")).toHaveLength(200);
  expect(states("offline")).toHaveLength(200);
  expect(new Set(telemetry().map(({ topic }) => topic)).size).toBe(200);
  const stats = devices.stats();
  expect(stats).toMatchObject({ devices: 200, lost: 0, errors: { unreachable: 0, refused: 0, cut: 0 } });
  expect(stats.acknowledgedPerSecond).toBeGreaterThan(0);
  expect(stats.latency.p50).toBeGreaterThan(0);
});

test("what waits for too many acknowledgements is held back, and counted", async () => {
  const devices = fleet({ credentials: credentials(2) });
  await devices.start();
  broker.withholdAcknowledgements();
  await expect.poll(() => devices.stats().heldBack).toBeGreaterThan(0);
});

test("a fleet whose server restarts counts what it lost and comes back", async () => {
  const devices = fleet({ credentials: credentials(20), ratePerSecond: 200 });
  await devices.start();
  await broker.until(() => telemetry().length >= 20);
  await broker.kill();
  await broker.restart();
  await broker.until(() => states("online").length >= 40);
  const seen = telemetry().length;
  await broker.until(() => telemetry().length >= seen + 20);
  expect(devices.stats().errors.cut).toBe(20);
  expect(devices.stats().connected).toBe(20);
});

test("a load sends exactly as many as asked, each with its own time and number, and ends", async () => {
  const before = Date.now();
  const report = await load({ until: { publishes: 1003 }, payload: (index) => telemetryTemplate({ ch4: index }) }).run();
  expect(report).toMatchObject({ published: 1003, acknowledged: 1003, unacknowledged: 0, lost: 0 });
  expect(telemetry()).toHaveLength(1003);

  const bySender = Map.groupBy(telemetry(), ({ topic }) => topic);
  for (const [topic, messages] of bySender) {
    const payloads = messages.map(({ payload }) => JSON.parse(payload));
    expect(payloads.map(({ seq }) => seq)).toEqual(Array.from(payloads, (_, index) => 1_000_000_000 + index));
    for (const { at, samples } of payloads) {
      expect(samples).toEqual({ ch4: Number(topic.split("-")[1]?.split("/")[0]) });
      expect(at).toBeGreaterThanOrEqual(before);
      expect(at).toBeLessThanOrEqual(Date.now());
    }
  }
});

test("a load ends after its time", async () => {
  const report = await load({ until: { elapsed: milliseconds(300) } }).run();
  expect(report.acknowledged).toBe(report.published);
  expect(report.acknowledged).toBeGreaterThan(0);
});

test("a load at a rate does not exceed it", async () => {
  const report = await load({ until: { elapsed: seconds(1) }, ratePerSecond: 500 }).run();
  expect(report.acknowledged).toBeGreaterThan(0);
  expect(report.acknowledged).toBeLessThanOrEqual(510);
});

test("a load without a server ends at once and says why", async () => {
  const report = await load({ port: await freePort(), until: { publishes: 10 } }).run();
  expect(report).toMatchObject({ connected: 0, acknowledged: 0, acknowledgedPerSecond: 0, errors: { unreachable: 5 } });
});

test("a load whose server dies ends and counts what was on the way as lost", async () => {
  const running = load({ until: { elapsed: seconds(60) } }).run();
  await broker.until(() => telemetry().length >= 1000);
  await broker.kill();
  const report = await running;
  expect(report.errors.cut).toBe(5);
  expect(report.acknowledged + report.lost).toBe(report.published);
  await broker.restart();
});
