import { seconds } from "@labcanary/domain/basics";
import { createRandom, createSimulation, type Letter, type LinkSession, parseScenario, sessionOf } from "@labcanary/firmware-sim";
import { expect, test } from "vitest";
import type { Link, LinkOptions } from "../../firmware-sim/src/mqtt/link.ts";
import { FrameDecoder } from "../../ingest/src/decode/frame-decoder.ts";
import { createSettableClock } from "../support/clock.ts";
import { signal } from "../support/site.ts";

/** Conventions in which a connection begins and ends with more than a word, through several connections, held to the platform's codecs. */

const DEVICES = {
  sparkplug: `{ every: 10s, speaks: sparkplug, gateway: gw, signals: { t: { around: 5 Cel } } }`,
  homie: `{ every: 10s, speaks: homie, gateway: gw, signals: { t: { around: 5 Cel, wire: air/t } } }`,
} as const;

/** `cab-17` behind `gw`, and what the platform makes of it. */
function gatewayOf(speaks: keyof typeof DEVICES) {
  const parsed = parseScenario("s.yaml", `scenario: s\nabout: A gateway.\ndevices: { cab-17: ${DEVICES[speaks]} }\n`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  const clock = createSettableClock();
  const begun = clock.now();
  const decoder = new FrameDecoder();
  const [address, name] = speaks === "sparkplug" ? ["sim/gw/cab-17", "t"] : ["cab-17", "air/t"];
  decoder.changeSite({
    devices: [
      { id: "gw", speaks: { convention: speaks, topics: ["spBv1.0/#", "homie/#"], timeZone: "UTC" } },
      { id: "cab-17", gateway: "gw", address },
    ],
    signals: [signal({ key: "cab-17/t", name: "t", quantity: "temperature", unit: "Cel", wire: { name }, rules: [] })],
  });
  const told: string[] = [];
  const topics: string[] = [];
  const take = (letter: Letter): void => {
    topics.push(letter.topic);
    const frame = {
      deviceId: "gw",
      topic: letter.topic,
      payload: Buffer.from(letter.payload as Uint8Array),
      qos: 1,
      retain: letter.retain,
      duplicate: false,
    } as const;
    const decoded = decoder.decode(frame, clock.now());
    expect(decoded.refused).toEqual([]);
    for (const reading of decoded.readings) {
      const at = (reading.at - begun) / 1000;
      told.push(`${at}s ${reading.kind === "sample" ? reading.value : reading.reason}${reading.historical ? " historical" : ""}`);
    }
  };
  const simulation = createSimulation(
    {
      url: "mqtt://127.0.0.1:1",
      credentials: new Map([["gw", "t"]]),
      scenarios: new Map([["s", parsed.value]]),
      first: "s",
      markSimulated: false,
    },
    { clock, random: createRandom(1), createLink: (options: LinkOptions) => sessions(options, take) },
  );
  const gateway = (mode: "connected" | "disconnected" | "dead") =>
    simulation.apply({ deviceId: "gw", action: { kind: "device-mode", mode } });
  return { simulation, clock, told, topics, gateway };
}

/** A server that hears what is said, and says the will of who is gone. */
function sessions(options: LinkOptions, take: (letter: Letter) => void): Link {
  let session: LinkSession | undefined;
  const end = (): void => {
    if (session === undefined) return;
    take(session.will);
    session.over();
    session = undefined;
  };
  return {
    open() {
      if (session !== undefined) return;
      session = sessionOf(options);
      session.greet().forEach(take);
    },
    cut: end,
    close: () => Promise.resolve(end()),
    hand: (topic, payload, retain = false) => take({ topic, payload, retain }),
    get connected() {
      return session !== undefined;
    },
    whenConnected: () => Promise.resolve(),
    whenOffline: () => Promise.resolve(),
    whenDrained: () => Promise.resolve(),
    stats: () => ({
      acknowledged: 0,
      waiting: 0,
      dropped: 0,
      connections: 0,
      sessionsPresent: 0,
      losses: { refused: 0, unreachable: 0, closed: 0 },
    }),
  };
}

test("Sparkplug B: each connection is a birth with the number of its death; what was measured in between is historical, and no number is missing", async () => {
  const { simulation, clock, told, topics, gateway } = gatewayOf("sparkplug");
  await simulation.start();
  clock.advance(seconds(20));
  gateway("disconnected");
  clock.advance(seconds(25));
  gateway("connected");
  clock.advance(seconds(10));
  expect(told).toEqual([
    "0s 5",
    "10s 5",
    "20s 5",
    "20s offline",
    // Born again with what it read last, then what it read meanwhile: the last of it is the same reading, and counted once.
    "40s 5",
    "30s 5 historical",
    "50s 5",
  ]);
  expect(topics.map((topic) => topic.split("/")[2])).toEqual([
    "NBIRTH",
    "DBIRTH",
    "DDATA",
    "DDATA",
    "NDEATH",
    "NBIRTH",
    "DBIRTH",
    "DDATA",
    "DDATA",
    "DDATA",
  ]);
  // A second time, with the next number: a death of the connection before would not be believed.
  gateway("dead");
  clock.advance(seconds(10));
  gateway("connected");
  clock.advance(seconds(10));
  expect(told.slice(7)).toEqual(["55s offline", "70s 5"]);
  await simulation.stop();
});

test("Homie: a lost connection is said by its will, and the next begins with the description and what it reads then", async () => {
  const { simulation, clock, told, topics, gateway } = gatewayOf("homie");
  await simulation.start();
  clock.advance(seconds(20));
  gateway("disconnected");
  clock.advance(seconds(25));
  gateway("connected");
  clock.advance(seconds(10));
  expect(told).toEqual(["0s 5", "10s 5", "20s 5", "20s offline", "45s 5", "50s 5"]);
  expect(topics.slice(-6)).toEqual([
    "homie/5/cab-17/$state",
    "homie/5/cab-17/$state",
    "homie/5/cab-17/$description",
    "homie/5/cab-17/$state",
    "homie/5/cab-17/air/t",
    "homie/5/cab-17/air/t",
  ]);
  await simulation.stop();
});
