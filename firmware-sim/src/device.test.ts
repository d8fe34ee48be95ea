import { minutes, seconds } from "@labcanary/domain/basics";
import { DEVICE_STATES } from "@labcanary/domain/telemetry";
import { onTestFinished, test, expect, beforeEach, afterEach } from "vitest";
import { createSettableClock } from "../../test/support/clock.ts";
import { createSimulatedDevice, type DeviceOptions, type SimulatedDevice } from "./device.ts";
import type { DeviceDescription } from "./description.ts";
import { createRandom } from "./random.ts";
import { startTestBroker, type TestBroker } from "../../test/support/plain-broker.ts";

const cabinet: DeviceDescription = {
  id: "cab-17",
  every: seconds(2),
  signals: [
    {
      kind: "analog",
      name: "vapour",
      unit: "%LEL",
      model: { around: 1.2, lag: seconds(4), noise: 0.1, driftPerHour: 0, least: 0, most: 100, resolution: 0.1, when: [] },
    },
    { kind: "discrete", name: "door", model: { states: ["closed", "open"], dwell: {} } },
  ],
};

let broker: TestBroker;
let clock: ReturnType<typeof createSettableClock>;
beforeEach(async () => {
  broker = await startTestBroker();
  clock = createSettableClock();
});
afterEach(() => broker.kill());

function device(over: Partial<DeviceOptions> = {}): SimulatedDevice {
  const made = createSimulatedDevice(
    { device: cabinet, url: broker.url, token: "token", markSimulated: false, ...over },
    { clock, random: createRandom(7) },
  );
  onTestFinished(() => made.stop());
  return made;
}

const telemetry = () => broker.received.filter(({ topic }) => topic.endsWith("/telemetry")).map(({ payload }) => JSON.parse(payload));
const status = () =>
  broker.received.filter(({ topic }) => topic.endsWith("/status")).map(({ payload, retain }) => ({ ...JSON.parse(payload), retain }));

test("it says it is online, retained, and publishes all signals every interval with time and sequence", async () => {
  const cab = device({ firstSeq: 100 });
  cab.start();
  await cab.whenConnected();
  clock.advance(seconds(4));
  await cab.whenDrained();

  expect(status()).toEqual([{ state: "online", firmware: "labcanary-sim", retain: true }]);
  expect(telemetry().map(({ at, seq }) => [at, seq])).toEqual([
    ["2026-11-22T08:00:00.000Z", 100],
    ["2026-11-22T08:00:02.000Z", 101],
    ["2026-11-22T08:00:04.000Z", 102],
  ]);
  expect(telemetry()[2].samples).toEqual({ vapour: expect.closeTo(1.2, 0), door: "closed" });
});

test("what somebody does at it goes out on events, with time and sequence, and is kept while the server is away", async () => {
  const cab = device({ firstSeq: 7 });
  cab.start();
  await cab.whenConnected();
  cab.apply({ kind: "event", event: "badge", door: "door", who: "0815", granted: true });
  await cab.whenDrained();
  cab.apply({ kind: "device-mode", mode: "disconnected" });
  cab.apply({ kind: "event", event: "button", object: "exit" });
  cab.apply({ kind: "device-mode", mode: "connected" });
  await cab.whenDrained();
  const events = broker.received.filter(({ topic }) => topic === "v1/devices/cab-17/events").map(({ payload }) => JSON.parse(payload));
  const at = "2026-11-22T08:00:00.000Z";
  expect(events).toEqual([
    { at, seq: 8, kind: "badge", door: "door", who: "0815", granted: true },
    { at, seq: 9, kind: "button", object: "exit" },
  ]);
  cab.apply({ kind: "device-mode", mode: "dead" });
  cab.apply({ kind: "event", event: "lock" });
  expect(cab.state().waiting).toBe(0);
  expect(() => cab.apply({ kind: "event", event: "lock", door: "hatch" })).toThrow("has no signal hatch");
});

test("readings that no sensor measured are marked so, when told", async () => {
  const cab = device({ markSimulated: true });
  cab.start();
  await cab.whenConnected();
  await cab.whenDrained();
  expect(telemetry()[0].samples.door).toEqual({ value: "closed", quality: "simulated" });
});

test("a server that is away loses nothing: all readings arrive in order when it is back, and commands still reach the device", async () => {
  const cab = device({ firstSeq: 1 });
  cab.start();
  await cab.whenConnected();
  await cab.whenDrained();
  await broker.kill();
  await cab.whenOffline();
  clock.advance(seconds(40));
  await cab.whenOffline();
  expect(cab.state()).toMatchObject({ connected: false, waiting: 20 });
  await broker.restart();
  clock.advance(seconds(40));
  await cab.whenConnected();
  await cab.whenDrained();

  const seqs = telemetry().map(({ seq }) => seq);
  expect([...new Set(seqs)]).toEqual(Array.from({ length: 41 }, (_, index) => index + 1));
  expect(cab.state().dropped).toBe(0);
  await broker.publish("v1/devices/cab-17/commands", '{"command":"sounder","state":"on"}');
  expect(cab.state().sounderOn).toBe(true);
});

test("a device whose power goes is reported offline by its will, measures nothing, and comes back with its sequence going on", async () => {
  const cab = device({ firstSeq: 1 });
  cab.start();
  await cab.whenConnected();
  await cab.whenDrained();
  const offline = broker.until((received) => received.some(({ payload }) => payload.includes("offline")));
  cab.apply({ kind: "device-mode", mode: "dead" });
  await offline;
  expect(status().at(-1)).toEqual({ state: "offline", retain: true });

  clock.advance(seconds(60));
  expect(cab.state()).toMatchObject({ seq: 2, waiting: 0, connected: false });
  cab.apply({ kind: "reset" });
  await cab.whenConnected();
  await cab.whenDrained();
  expect(telemetry().map(({ seq }) => seq)).toEqual([1, 2]);
  expect(status().at(-1)).toMatchObject({ state: "online" });
});

test("a device without network keeps measuring, and forwards when the network is back", async () => {
  const cab = device({ firstSeq: 1 });
  cab.start();
  await cab.whenConnected();
  await cab.whenDrained();
  cab.apply({ kind: "device-mode", mode: "disconnected" });
  clock.advance(seconds(60));
  expect(cab.state()).toMatchObject({ connected: false, waiting: 30, losses: { closed: 1, refused: 0, unreachable: 0 } });
  cab.apply({ kind: "device-mode", mode: "connected" });
  await cab.whenConnected();
  await cab.whenDrained();
  expect(telemetry().map(({ seq }) => seq)).toEqual(Array.from({ length: 31 }, (_, index) => index + 1));
});

test("when its memory is full the newest readings are dropped and counted, the kept ones have no gap", async () => {
  const cab = device({ firstSeq: 1, queueLimit: 5 });
  cab.start();
  clock.advance(seconds(20));
  await cab.whenConnected();
  await cab.whenDrained();
  expect(telemetry().map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
  expect(cab.state().dropped).toBe(6);
});

test("a silent signal is missing from messages, a faulty one is null, a stuck one repeats, and each comes back", async () => {
  const cab = device();
  cab.start();
  for (const mode of ["silent", "faulty", "stuck", "live"] as const) {
    cab.apply({ kind: "signal-mode", signal: "vapour", mode });
    clock.advance(seconds(10));
  }
  await cab.whenConnected();
  await cab.whenDrained();
  const vapour = telemetry().map(({ samples }) => samples.vapour);
  expect(vapour.slice(1, 6)).toEqual(Array(5).fill(undefined));
  expect(vapour.slice(6, 11)).toEqual(Array(5).fill(null));
  expect(new Set(vapour.slice(11, 16)).size).toBe(1);
  expect(new Set(vapour.slice(16)).size).toBeGreaterThan(1);
  expect(telemetry().every(({ samples }) => samples.door === "closed")).toBe(true);
});

test("a sensor says what it is doing instead of a value, and over range beside what it shows", async () => {
  const cab = device({ markSimulated: true });
  cab.start();
  for (const mode of DEVICE_STATES) {
    cab.apply({ kind: "signal-mode", signal: "vapour", mode });
    clock.advance(seconds(2));
  }
  cab.apply({ kind: "signal-mode", signal: "vapour", mode: "live" });
  clock.advance(seconds(2));
  await cab.whenConnected();
  await cab.whenDrained();
  const said = telemetry().map(({ samples }) => samples.vapour);
  expect(said.slice(1, 6)).toEqual([
    { value: expect.any(Number), state: "over-range", quality: "simulated" },
    ...["fault", "inhibited", "warm-up", "calibration"].map((state) => ({ value: null, state })),
  ]);
  expect(said[6]).toEqual({ value: expect.any(Number), quality: "simulated" });
});

test("a door that opens is told at once, not at the next interval", async () => {
  const cab = device();
  cab.start();
  clock.advance(seconds(1));
  cab.apply({ kind: "set", signal: "door", to: "open" });
  await cab.whenConnected();
  await cab.whenDrained();
  expect(telemetry().at(-1)).toMatchObject({ at: "2026-11-22T08:00:01.000Z", samples: { door: "open" } });
});

test("it obeys identify, sounder and set-interval, and counts what it does not understand", async () => {
  const cab = device();
  cab.start();
  await cab.whenConnected();
  for (const command of [
    '{"command":"identify","seconds":10}',
    '{"command":"sounder","state":"on"}',
    '{"command":"set-interval","seconds":1}',
    '{"command":"explode"}',
    "not json",
  ]) {
    await broker.publish("v1/devices/cab-17/commands", command);
  }
  expect(cab.state()).toMatchObject({
    sounderOn: true,
    identifyUntil: clock.now() + 10_000,
    commandsObeyed: 3,
    commandsRefused: { COMMAND_NOT_JSON: 1, COMMAND_SHAPE: 1 },
  });
  await cab.whenDrained();
  const before = telemetry().length;
  clock.advance(seconds(10));
  await cab.whenDrained();
  expect(telemetry().length - before).toBe(10);
});

test("its clock may be wrong: messages carry the device's own time", async () => {
  const cab = device({ clockAhead: minutes(10) });
  cab.start();
  await cab.whenConnected();
  await cab.whenDrained();
  expect(telemetry()[0].at).toBe("2026-11-22T08:10:00.000Z");
});

test("switched off, it says offline itself", async () => {
  const cab = device();
  cab.start();
  await cab.whenConnected();
  await cab.stop();
  expect(status().at(-1)).toEqual({ state: "offline", retain: true });
  expect(clock.waiting).toBe(0);
});

test("the same seed sends the same bytes", async () => {
  const [one, two] = [device(), device({ device: { ...cabinet, id: "cab-99" } })];
  for (const cab of [one, two]) cab.start();
  clock.advance(minutes(5));
  for (const cab of [one, two]) {
    await cab.whenConnected();
    await cab.whenDrained();
  }
  const sentBy = (id: string) =>
    broker.received.filter(({ topic }) => topic === `v1/devices/${id}/telemetry`).map(({ payload }) => payload);
  expect(sentBy("cab-17")).toHaveLength(151);
  expect(sentBy("cab-17")).toEqual(sentBy("cab-99"));
});

test("what was on the wire when the server died goes out again, marked as sent before", async () => {
  const cab = device({ firstSeq: 1 });
  cab.start();
  await cab.whenConnected();
  await cab.whenDrained();
  broker.withholdAcknowledgements();
  clock.advance(seconds(2));
  await broker.until((received) => received.filter(({ topic }) => topic.endsWith("/telemetry")).length === 2);
  await broker.kill();
  await cab.whenOffline();
  await broker.restart();
  clock.advance(seconds(1.5));
  await cab.whenConnected();
  await cab.whenDrained();
  const messages = broker.received.filter(({ topic }) => topic.endsWith("/telemetry"));
  expect(messages.map(({ payload, duplicate }) => [JSON.parse(payload).seq, duplicate])).toEqual([
    [1, false],
    [2, false],
    [2, true],
  ]);
});

test("a command given while the network is away reaches the device when it is back, in the session the server kept", async () => {
  const cab = device();
  cab.start();
  await cab.whenConnected();
  const offline = broker.until((received) => received.some(({ payload }) => payload.includes("offline")));
  cab.apply({ kind: "device-mode", mode: "disconnected" });
  await offline;
  const obeyed = broker.publish("v1/devices/cab-17/commands", '{"command":"sounder","state":"on"}');
  cab.apply({ kind: "device-mode", mode: "connected" });
  await obeyed;
  expect(cab.state()).toMatchObject({ sounderOn: true, sessionsPresent: 1, connections: 2 });
});

test("a siren sounds as long as it is told, and answers what has an id; broken, it takes the command and does neither", async () => {
  const siren = device({ device: { id: "siren-1", every: seconds(60), signals: [] }, firstSeq: 1 });
  const answers = () =>
    broker.received.filter(({ topic }) => topic === "v1/devices/siren-1/events").map(({ payload }) => JSON.parse(payload));
  const tell = (command: object) => broker.publish("v1/devices/siren-1/commands", JSON.stringify({ command: "sounder", ...command }));
  siren.start();
  await siren.whenConnected();
  await tell({ state: "on", seconds: 60, id: "s1" });
  expect(siren.state().sounderOn).toBe(true);
  clock.advance(seconds(50));
  await tell({ state: "on", seconds: 60 });
  clock.advance(seconds(59));
  expect(siren.state().sounderOn).toBe(true);
  clock.advance(seconds(1));
  expect(siren.state().sounderOn).toBe(false);
  await tell({ state: "on", id: "s2" });
  await tell({ state: "off", id: "s3" });
  expect(siren.state().sounderOn).toBe(false);
  siren.apply({ kind: "sounder", condition: "broken" });
  await tell({ state: "on", id: "s4" });
  expect(siren.state()).toMatchObject({ sounderOn: false, commandsObeyed: 5 });
  await siren.whenDrained();
  const later = "2026-11-22T08:01:50.000Z";
  expect(answers()).toEqual([
    { at: "2026-11-22T08:00:00.000Z", seq: 1, kind: "sounder", state: "on", command: "s1" },
    { at: later, seq: 2, kind: "sounder", state: "on", command: "s2" },
    { at: later, seq: 3, kind: "sounder", state: "off", command: "s3" },
  ]);
});
