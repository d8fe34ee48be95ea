import { type EpochMs, epochMs, minutes, plus } from "@labcanary/domain/basics";
import { decodeEntries, type Reading, type SignalDescription } from "@labcanary/domain/telemetry";
import { describe, expect, test } from "vitest";
import { chirpstackUplink } from "../../firmware-sim/src/conventions/chirpstack.ts";
import { type HomieDescription, homieAnnouncement, homieValues, homieWill } from "../../firmware-sim/src/conventions/homie.ts";
import type { Published } from "../../firmware-sim/src/conventions/lorawan.ts";
import { createSparkplugNode } from "../../firmware-sim/src/conventions/sparkplug.ts";
import { thingsUplink } from "../../firmware-sim/src/conventions/the-things-stack.ts";
import type { ReadingValue } from "../../firmware-sim/src/payload.ts";
import { chirpstack } from "../../ingest/src/codecs/chirpstack.ts";
import type { Codec } from "../../ingest/src/codecs/codec.ts";
import { homie } from "../../ingest/src/codecs/homie/codec.ts";
import { sparkplug } from "../../ingest/src/codecs/sparkplug/codec.ts";
import { theThingsStack } from "../../ingest/src/codecs/the-things-stack.ts";
import { signal } from "../support/site.ts";

/** Simulator and codecs know nothing of each other: what goes in on one side must come out on the other. */
const START = epochMs(Date.parse("2026-11-22T08:00:00.000Z"));
const at = (step: number): EpochMs => plus(START, minutes(step));

/** Zero, below zero, not measured, and states, minute by minute. */
const MEASURED: readonly (readonly [gas: ReadingValue, temperature: ReadingValue, door: ReadingValue])[] = [
  [12.3, -79.8, "closed"],
  [0, -80.25, "open"],
  [null, 4.125, "open"],
  [99.5, 0, "closed"],
];

const { substance: _substance, ...plain } = signal();
const signals = (names: { readonly gas: string; readonly temperature: string; readonly door: string }): Map<string, SignalDescription> =>
  new Map([
    [names.gas, { ...signal(), name: "ch4", key: "cab-17/ch4", unit: "%LEL", substance: "CH4" }],
    [names.temperature, { ...plain, name: "temperature", key: "cab-17/temperature", quantity: "temperature", unit: "Cel" }],
    [names.door, { ...plain, name: "door", key: "cab-17/door", quantity: "door", unit: "state", states: ["closed", "open"] }],
  ] as const);

const NAMES = { gas: "ch4", temperature: "temperature", door: "door" };
const PATHS = { gas: "gas/ch4", temperature: "air/temperature", door: "door/contact" };

const samplesOf = (index: number, names: typeof NAMES): ReadonlyMap<string, ReadingValue> => {
  const [gas, temperature, door] = MEASURED[index] ?? [null, null, null];
  return new Map([
    [names.gas, gas],
    [names.temperature, temperature],
    [names.door, door],
  ]);
};

interface Told {
  readonly address: string | undefined;
  readonly readings: readonly Reading[];
}

/** What the rules would be given, in order. */
function heard(
  codec: Codec<unknown>,
  messages: readonly (Published & { readonly receivedAt: EpochMs })[],
  names: typeof NAMES,
): readonly Told[] {
  let memory = codec.start;
  return messages.flatMap(({ topic, payload, retain, receivedAt }) => {
    const unwrapped = codec.unwrap({ topic, payload, retained: retain, receivedAt }, memory);
    memory = unwrapped.memory;
    expect(unwrapped.refused).toEqual([]);
    return unwrapped.said.map(({ address, entries, replayed }) => {
      const decoded = decodeEntries(entries, signals(names), { deviceId: "cab-17", receivedAt, replayed });
      expect(decoded.refused).toEqual([]);
      expect(decoded.quarantined).toEqual([]);
      return { address, readings: decoded.readings };
    });
  });
}

const shown = (told: readonly Told[]): readonly (readonly unknown[])[] =>
  told.flatMap(({ readings }) =>
    readings.map((reading) => [
      reading.at - START,
      reading.signal,
      reading.kind === "sample" ? reading.value : reading.reason,
      ...(reading.historical ? ["historical"] : []),
    ]),
  );

/** What went in, in the same form; with `silent` what could not be measured is not said at all. */
const expected = (silent = false): readonly (readonly unknown[])[] =>
  MEASURED.flatMap(([gas, temperature, door], step) => [
    ...(gas === null && silent ? [] : [[minutes(step), "cab-17/ch4", gas ?? "not-measured"]]),
    [minutes(step), "cab-17/temperature", temperature],
    [minutes(step), "cab-17/door", door === "open" ? 1 : 0],
  ]);

const each = (of: (step: number) => readonly Published[]): readonly (Published & { readonly receivedAt: EpochMs })[] =>
  MEASURED.flatMap((_, step) => of(step).map((message) => ({ ...message, receivedAt: at(step) })));

describe("what a simulated device measures comes out as it went in", () => {
  test("through ChirpStack", () => {
    const device = { applicationId: "17c82e96", devEui: "0101010101010101" };
    const messages = each((step) => [
      chirpstackUplink(device, { at: at(step), count: step, samples: samplesOf(step, NAMES), markSimulated: false }),
    ]);
    const told = heard(chirpstack as Codec<unknown>, messages, NAMES);
    expect(shown(told)).toEqual(expected());
    expect(new Set(told.map(({ address }) => address))).toEqual(new Set(["0101010101010101"]));
  });

  test("through The Things Stack, which says when it is simulated", () => {
    const device = { application: "lab", tenant: "ttn", device: "cabinet-17" };
    const uplinks = (markSimulated: boolean): readonly Told[] =>
      heard(
        theThingsStack as Codec<unknown>,
        each((step) => [thingsUplink(device, { at: at(step), count: step, samples: samplesOf(step, NAMES), markSimulated })]),
        NAMES,
      );
    expect(shown(uplinks(false))).toEqual(expected());
    const qualities = uplinks(true).flatMap(({ readings }) => readings.flatMap((one) => (one.kind === "sample" ? [one.quality] : [])));
    expect(new Set(qualities)).toEqual(new Set(["simulated"]));
  });

  test("through Sparkplug B, by alias, with what was kept told apart, and gone when it dies", () => {
    const node = createSparkplugNode({
      group: "lab",
      node: "edge",
      devices: new Map([
        [
          "cab-17",
          [
            { name: "ch4", unit: "%LEL" },
            { name: "temperature", unit: "Celsius" },
            { name: "door", isText: true },
          ],
        ],
      ]),
    });
    const now = new Map([["cab-17", samplesOf(0, NAMES)]]);
    const messages = each((step) => (step === 0 ? node.births(at(0), now) : [node.data("cab-17", at(step), samplesOf(step, NAMES))]));
    const kept = { ...node.data("cab-17", at(1), new Map([["ch4", 7]]), true), receivedAt: at(4) };
    expect(shown(heard(sparkplug as Codec<unknown>, [...messages, kept], NAMES))).toEqual([
      ...expected(),
      [minutes(1), "cab-17/ch4", 7, "historical"],
    ]);
    let memory = sparkplug.start;
    for (const message of messages) memory = sparkplug.unwrap({ ...message, retained: false }, memory).memory;
    const gone = sparkplug.unwrap({ ...node.death(at(5)), retained: false, receivedAt: at(5) }, memory).said;
    expect(gone.map(({ address, presence }) => [address, presence])).toEqual([
      ["lab/edge", "offline"],
      ["lab/edge/cab-17", "offline"],
    ]);
  });

  test.each([{ version: 4 }, { version: 5 }] as const)("through Homie $version, where it is said live", ({ version }) => {
    const described: HomieDescription = {
      version,
      device: "cab-17",
      properties: [
        { path: "gas/ch4", unit: "%LEL" },
        { path: "air/temperature", unit: "°C" },
        { path: "door/contact", states: ["closed", "open"] },
      ],
    };
    const messages = each((step) => [
      ...(step === 0 ? homieAnnouncement(described) : []),
      ...homieValues(described, samplesOf(step, PATHS), false),
    ]);
    expect(shown(heard(homie as Codec<unknown>, messages, PATHS))).toEqual(expected(true));
    let memory = homie.start;
    for (const message of messages) memory = homie.unwrap({ ...message, retained: message.retain }, memory).memory;
    const will = homieWill(described);
    expect(homie.unwrap({ ...will, retained: true, receivedAt: at(9) }, memory).said).toMatchObject([
      { address: "cab-17", presence: "offline" },
    ]);
  });

  test("and what a broker kept of a Homie device, said again and again, is never heard as new", () => {
    const described: HomieDescription = { version: 5, device: "cab-17", properties: [{ path: "gas/ch4" }] };
    const value = homieValues(described, new Map([["gas/ch4", 3]]), true);
    const again = [...homieAnnouncement(described), ...value, ...value, ...homieAnnouncement(described), ...value];
    const told = heard(
      homie as Codec<unknown>,
      again.map((message) => ({ ...message, receivedAt: START })),
      PATHS,
    );
    const readings = told.flatMap(({ readings: all }) => all);
    expect(readings).toHaveLength(3);
    expect(readings.every(({ historical }) => historical)).toBe(true);
  });
});
