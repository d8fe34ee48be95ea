import { minutes, seconds } from "@labcanary/domain/basics";
import { createRandom, createSimulatedDevice, type DeviceDescription, type SimulatedDevice } from "@labcanary/firmware-sim";
import { expect, onTestFinished, test } from "vitest";
import { createSettableClock } from "../support/clock.ts";
import { type BrokerUnderTest, startBroker } from "../support/mqtt-broker.ts";

/** What the platform's own broker does with faults of the wire, over real sockets. Both ends have a clock moved by hand. */

const cabinet: DeviceDescription = {
  id: "cab-17",
  every: seconds(2),
  signals: [
    {
      kind: "analog",
      name: "vapour",
      unit: "%LEL",
      model: { around: 1, lag: seconds(0), noise: 0, driftPerHour: 0, least: 0, most: 100, resolution: 0.1, when: [] },
    },
  ],
};

async function connected(
  keepAlive = seconds(60),
): Promise<BrokerUnderTest & { readonly cab: SimulatedDevice; readonly deviceClock: ReturnType<typeof createSettableClock> }> {
  const broker = await startBroker();
  const deviceClock = createSettableClock();
  const cab = createSimulatedDevice(
    { device: cabinet, url: `mqtt://127.0.0.1:${broker.port}`, token: "token-of-cab-17", markSimulated: false, keepAlive },
    { clock: deviceClock, random: createRandom(1) },
  );
  onTestFinished(() => {
    // Nobody moves its clock any more, so it does not say goodbye.
    cab.apply({ kind: "device-mode", mode: "dead" });
    return cab.stop();
  });
  cab.start();
  await cab.whenConnected();
  await cab.whenDrained();
  return { ...broker, cab, deviceClock };
}
const telemetry = ({ keeper }: BrokerUnderTest): number => keeper.frames.filter(({ topic }) => topic.endsWith("/telemetry")).length;
const offline = ({ keeper }: BrokerUnderTest): number =>
  keeper.frames.filter(({ topic, text }) => topic.endsWith("/status") && text.includes("offline")).length;

/** The device connects again after its pause, and what it had to say arrives. */
async function recovers(world: Awaited<ReturnType<typeof connected>>): Promise<void> {
  const before = telemetry(world);
  await world.cab.whenOffline();
  world.deviceClock.advance(seconds(40));
  await world.cab.whenConnected();
  await world.cab.whenDrained();
  expect(telemetry(world)).toBeGreaterThan(before);
}

test.each([
  { form: "reserved-flags", counted: "qos-3" },
  { form: "packet-id-zero", counted: "packet-id-zero" },
  { form: "topic-not-text", counted: "bad-string" },
  { form: "length-too-long", counted: "remaining-length" },
] as const)(
  "a packet with $form is counted as $counted, its connection is cut, the will is told, and the device comes back",
  async ({ form, counted }) => {
    const world = await connected();
    const before = telemetry(world);
    world.cab.apply({ kind: "device-fault", fault: { kind: "corrupt-packet", form } });
    await world.refused(counted);
    expect(world.refusals(counted)).toBe(1);
    expect(telemetry(world)).toBe(before);
    await expect.poll(() => offline(world)).toBe(1);
    await recovers(world);
  },
);

test("half a packet and then nothing: no frame comes of it, the will is told, and the device comes back", async () => {
  const world = await connected();
  const before = telemetry(world);
  world.cab.apply({ kind: "device-fault", fault: { kind: "truncated-packet" } });
  await expect.poll(() => offline(world)).toBe(1);
  expect(telemetry(world)).toBe(before);
  await recovers(world);
});

test("a half-open connection is found by both ends after one and a half keep-alives; the will is told, and nothing measured is lost", async () => {
  // The timers of both MQTT libraries are the machine's: this one takes a second and a half.
  const world = await connected(seconds(1));
  world.cab.apply({ kind: "device-fault", fault: { kind: "half-open" } });
  const before = telemetry(world);
  world.deviceClock.advance(seconds(20));
  await world.refused("keep-alive-timeout");
  await expect.poll(() => offline(world)).toBe(1);
  expect(telemetry(world)).toBe(before);
  await world.cab.whenOffline();
  expect(world.cab.state().waiting).toBe(10);
  await recovers(world);
  expect(telemetry(world)).toBeGreaterThanOrEqual(before + 10);
});

test("a slow link: a reading takes its time and arrives whole; a packet that takes longer than ten seconds is cut", async () => {
  const world = await connected();
  const before = telemetry(world);
  world.cab.apply({ kind: "device-fault", fault: { kind: "slow-link", bytesPerSecond: 100 } });
  world.deviceClock.advance(seconds(2));
  await settled();
  expect(telemetry(world)).toBe(before);
  for (let tick = 0; tick < 38; tick++) {
    world.deviceClock.advance(seconds(0.05));
    await settled();
  }
  await expect.poll(() => telemetry(world)).toBe(before + 1);
  world.cab.apply({ kind: "faults-over" });
  world.cab.apply({ kind: "device-fault", fault: { kind: "slow-link", bytesPerSecond: 20 } });
  world.deviceClock.advance(seconds(2));
  await settled();
  world.clock.advance(seconds(11));
  await world.refused("packet-timeout");
});

test("a reconnect storm: the older connection is taken over or gone each time, others are served, and it is over when it is", async () => {
  const world = await connected();
  world.cab.apply({ kind: "device-fault", fault: { kind: "storm", perSecond: 20 } });
  for (let round = 0; round < 20; round++) {
    world.deviceClock.advance(seconds(0.05));
    await world.cab.whenConnected();
  }
  expect(world.cab.state().connections).toBeGreaterThanOrEqual(20);
  const other = await world.device("cab-18");
  expect(other).toBeDefined();
  world.cab.apply({ kind: "faults-over" });
  world.deviceClock.advance(minutes(1));
  await world.cab.whenConnected();
  await world.cab.whenDrained();
  await expect.poll(() => world.connections().reduce((sum, { value }) => sum + value, 0)).toBe(2);
});

test("a fault of the wire where there is no bare one is refused with what would be right", () => {
  const cab = createSimulatedDevice(
    { device: cabinet, url: "ws://127.0.0.1:1", token: "t", markSimulated: false },
    { clock: createSettableClock(), random: createRandom(1) },
  );
  expect(() => cab.apply({ kind: "device-fault", fault: { kind: "half-open" } })).toThrow(
    "half-open needs a bare wire: an address that begins with mqtt://",
  );
});

/** What was written to a loopback socket has been read. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}
