import { milliseconds, minutes, seconds } from "@labcanary/domain/basics";
import { CONVENTIONS, type Convention, type JsonMapping, type Reading, type WireReading } from "@labcanary/domain/telemetry";
import { createRandom, createSimulation, type Scenario } from "@labcanary/firmware-sim";
import { describe, expect, test } from "vitest";
import { SPOKEN_NAMES, type SpokenName } from "../../firmware-sim/src/conventions/table.ts";
import { type Letter, type Link, type LinkOptions, sessionOf } from "../../firmware-sim/src/mqtt/link.ts";
import { type DescribedSite, FrameDecoder } from "../../ingest/src/decode/frame-decoder.ts";
import { createSettableClock } from "../support/clock.ts";
import { signal } from "../support/site.ts";

const GATEWAY = "gw";
/** Half an hour off the whole hour, so that a zone that is forgotten shows. */
const ZONE = "Asia/Kolkata";

interface Way {
  readonly topics: readonly string[];
  readonly address: string;
  /** What the platform knows it by, where that is not what the gateway calls it. */
  readonly known?: string;
  readonly names: Readonly<Record<"door" | "cold" | "damp", string>>;
  readonly mapping?: JsonMapping;
  readonly door?: Partial<WireReading>;
}

/** How a site describes what the simulator says in each convention. */
const WAYS: Readonly<Record<SpokenName, Way>> = {
  json: {
    topics: [`${GATEWAY}/#`],
    address: "cab-17",
    names: { door: "door", cold: "air.t", damp: "air.rh" },
    mapping: { topic: `${GATEWAY}/{address}`, time: { from: "at", format: "seconds" } },
  },
  senml: { topics: [`${GATEWAY}/senml`], address: "urn:dev:mac:0024befffe804ff1", names: { door: "door", cold: "t", damp: "rh" } },
  zigbee2mqtt: { topics: [`${GATEWAY}/#`], address: "hall 2/cabinet", names: { door: "contact", cold: "temperature", damp: "humidity" } },
  tasmota: {
    topics: ["tele/#"],
    address: "cabinet_17",
    names: { door: "Switch1", cold: "SI7021.Temperature", damp: "SI7021.Humidity" },
  },
  chirpstack: {
    topics: ["application/#"],
    address: "a8404187d187106e",
    names: { door: "contact", cold: "temperatureSensor.1", damp: "humiditySensor.2" },
  },
  "the-things-stack": {
    topics: [`v3/${GATEWAY}@ttn/#`],
    address: "cabinet-17",
    names: { door: "contact", cold: "air.temperature", damp: "air.humidity" },
  },
  sparkplug: {
    topics: [`spBv1.0/sim/+/${GATEWAY}/#`],
    address: "cab-17",
    known: `sim/${GATEWAY}/cab-17`,
    names: { door: "door/contact", cold: "air/temperature", damp: "air/humidity" },
  },
  homie: { topics: ["homie/#"], address: "cab-17", names: { door: "door/contact", cold: "air/temperature", damp: "air/humidity" } },
};

const scenario = (speaks: SpokenName | undefined): Scenario => {
  const way = speaks === undefined ? undefined : WAYS[speaks];
  const wire = (name: "door" | "cold" | "damp"): { wire?: string } => (way === undefined ? {} : { wire: way.names[name] });
  const model = { around: 4, lag: minutes(1), noise: 0.3, driftPerHour: 0, least: -40, most: 100, resolution: 0.1, when: [] };
  return {
    name: "day",
    about: "a door is used, and a sensor fails",
    base: "day",
    timeFactor: 1,
    devices: [
      {
        id: "cab-17",
        every: seconds(10),
        ...(way === undefined || speaks === undefined ? {} : { spokenFor: { gateway: GATEWAY, speaks }, address: way.address }),
        signals: [
          { kind: "discrete", name: "door", ...wire("door"), model: { states: ["closed", "open"], dwell: {} } },
          { kind: "analog", name: "cold", ...wire("cold"), unit: "Cel", model },
          { kind: "analog", name: "damp", ...wire("damp"), unit: "%RH", model: { ...model, around: 50 } },
        ],
      },
    ],
    steps: [
      { at: seconds(25), deviceId: "cab-17", action: { kind: "set", signal: "door", to: "open" } },
      { at: seconds(40), deviceId: "cab-17", action: { kind: "signal-mode", signal: "cold", mode: "faulty" } },
      { at: seconds(60), deviceId: "cab-17", action: { kind: "signal-mode", signal: "cold", mode: "live" } },
      { at: seconds(70), deviceId: "cab-17", action: { kind: "set", signal: "door", to: "closed" } },
      { at: seconds(85), deviceId: "cab-17", action: { kind: "signal-mode", signal: "damp", mode: "fault" } },
    ],
  };
};

/** What a site makes of two minutes of it: from the simulator's messages through the decoder. */
async function readingsOf(speaks: SpokenName | undefined): Promise<readonly Reading[]> {
  const clock = createSettableClock();
  const decoder = new FrameDecoder();
  decoder.changeSite(siteOf(speaks));
  const readings: Reading[] = [];
  const take = (deviceId: string, { topic, payload, retain }: Letter): void => {
    const frame = { deviceId, topic, payload: Buffer.from(payload as Uint8Array), qos: 1, retain, duplicate: false } as const;
    const decoded = decoder.decode(frame, clock.now());
    expect(decoded.refused).toEqual([]);
    readings.push(...decoded.readings);
  };
  const credentials = new Map([
    ["cab-17", "token"],
    [GATEWAY, "token"],
  ]);
  const simulation = createSimulation(
    {
      url: "mqtt://127.0.0.1:1",
      credentials,
      scenarios: new Map([["day", scenario(speaks)]]),
      first: "day",
      markSimulated: false,
      timeZone: ZONE,
    },
    {
      clock,
      random: createRandom(7),
      createLink: (options: LinkOptions) => wired(options, (letter) => take(options.deviceId, letter)),
    },
  );
  await simulation.start();
  clock.advance(minutes(2));
  await simulation.stop();
  return readings.filter((reading) => !(reading.kind === "fault" && reading.reason === "offline"));
}

const wired = (options: LinkOptions, take: (letter: Letter) => void): Link => ({
  // Only a convention with a session says more than a status.
  open: () => (options.session === undefined ? undefined : sessionOf(options).greet().forEach(take)),
  cut: () => {},
  close: () => Promise.resolve(),
  hand: (topic, payload, retain = false) => take({ topic, payload, retain }),
  connected: true,
  whenConnected: () => Promise.resolve(),
  whenOffline: () => Promise.resolve(),
  whenDrained: () => Promise.resolve(),
  stats: () => ({
    acknowledged: 0,
    waiting: 0,
    dropped: 0,
    connections: 1,
    sessionsPresent: 0,
    losses: { refused: 0, unreachable: 0, closed: 0 },
  }),
});

function siteOf(speaks: SpokenName | undefined): DescribedSite {
  const way = speaks === undefined ? undefined : WAYS[speaks];
  const wire = (name: "door" | "cold" | "damp"): { wire?: WireReading } => (way === undefined ? {} : { wire: { name: way.names[name] } });
  const rules = { rules: [] };
  return {
    devices:
      way === undefined || speaks === undefined
        ? [{ id: "cab-17" }]
        : [
            {
              id: GATEWAY,
              speaks: {
                convention: speaks,
                topics: way.topics,
                timeZone: ZONE,
                ...(way.mapping === undefined ? {} : { mapping: way.mapping }),
              },
            },
            { id: "cab-17", gateway: GATEWAY, address: way.known ?? way.address },
          ],
    signals: [
      signal({ key: "cab-17/door", name: "door", quantity: "door", unit: "state", states: ["closed", "open"], ...wire("door"), ...rules }),
      signal({ key: "cab-17/cold", name: "cold", quantity: "temperature", unit: "Cel", ...wire("cold"), ...rules }),
      signal({ key: "cab-17/damp", name: "damp", quantity: "humidity", unit: "%RH", ...wire("damp"), ...rules }),
    ],
  };
}

/** What a reading says, however it came: why there is no value is lost where a convention has no word for it. */
const essence = (reading: Reading): object => ({
  signal: reading.signal,
  at: new Date(reading.at).toISOString(),
  value: reading.kind === "sample" ? reading.value : null,
  historical: reading.historical,
});

describe.each(SPOKEN_NAMES)("what a simulated device measures, said as %s", (speaks) => {
  test("comes to the same readings as natively", async () => {
    const natively = (await readingsOf(undefined)).map(essence);
    const doors = natively.filter((reading) => "value" in reading && "signal" in reading && reading.signal === "cab-17/door");
    expect(new Set(doors.map((reading) => (reading as { value: number }).value))).toEqual(new Set([0, 1]));
    expect(natively.filter((reading) => (reading as { value: unknown }).value === null)).not.toEqual([]);
    // Homie has no word for what could not be measured.
    const sayable = speaks === "homie" ? natively.filter((reading) => (reading as { value: unknown }).value !== null) : natively;
    expect((await readingsOf(speaks)).map(essence)).toEqual(sayable);
  });
});

test("a reading that could not be marked as simulated is not played where marks are asked for", () => {
  const options = {
    url: "mqtt://127.0.0.1:1",
    credentials: new Map(),
    scenarios: new Map([["day", scenario("zigbee2mqtt")]]),
    first: "day",
  };
  const deps = { clock: createSettableClock(), random: createRandom(1) };
  expect(() => createSimulation({ ...options, markSimulated: true }, deps)).toThrow("cannot be marked as simulated");
});

test("a device that is cut off behind Zigbee2MQTT, Tasmota, Sparkplug B or Homie is said to be gone", async () => {
  expect.assertions(4);
  for (const speaks of ["zigbee2mqtt", "tasmota", "sparkplug", "homie"] as const) {
    const clock = createSettableClock();
    const decoder = new FrameDecoder();
    decoder.changeSite(siteOf(speaks));
    const faults: string[] = [];
    const createLink = (options: LinkOptions): Link =>
      wired(options, ({ topic, payload, retain }) => {
        const { deviceId } = options;
        const frame = { deviceId, topic, payload: Buffer.from(payload as Uint8Array), qos: 1, retain, duplicate: false } as const;
        for (const reading of decoder.decode(frame, clock.now()).readings)
          if (reading.kind === "fault") faults.push(`${reading.signal} ${reading.reason}`);
      });
    const played = {
      ...scenario(speaks),
      steps: [{ at: seconds(5), deviceId: "cab-17", action: { kind: "device-mode", mode: "disconnected" } as const }],
    };
    const simulation = createSimulation(
      {
        url: "mqtt://127.0.0.1:1",
        credentials: new Map([[GATEWAY, "t"]]),
        scenarios: new Map([["day", played]]),
        first: "day",
        markSimulated: false,
      },
      { clock, random: createRandom(1), createLink },
    );
    await simulation.start();
    clock.advance(milliseconds(6000));
    expect(faults).toEqual(["cab-17/door offline", "cab-17/cold offline", "cab-17/damp offline"]);
  }
});

test("what the simulator speaks the platform understands", () => {
  const known: readonly Convention[] = CONVENTIONS;
  expect(SPOKEN_NAMES.filter((name) => !known.includes(name))).toEqual([]);
});
