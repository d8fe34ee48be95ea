import { describe, expect, test } from "vitest";
import { signal } from "../../../test/support/site.ts";
import { epochMs } from "../basics/index.ts";
import { decodeEntries } from "./decode.ts";
import { entriesOfNative } from "./native.ts";
import type { SignalDescription } from "./signal.ts";

const RECEIVED = epochMs(Date.parse("2026-11-22T08:00:00.000Z"));
const { substance: _substance, ...plain } = signal();
const SIGNALS: readonly SignalDescription[] = [
  signal(),
  { ...plain, key: "cab-17/temperature", name: "temperature", quantity: "temperature", unit: "Cel" },
  { ...plain, key: "cab-17/door", name: "door", quantity: "door", unit: "state", states: ["closed", "open"] },
  { ...plain, key: "cab-17/leak", name: "leak", quantity: "state", unit: "state", states: ["false", "true"] },
  { ...plain, key: "cab-17/note", name: "note", quantity: "state", unit: "state", states: ["", "full"] },
  { ...plain, key: "cab-17/battery", name: "battery", quantity: "battery", unit: "V" },
  signal({ key: "cab-17/co", name: "co", unit: "ppm", substance: "CO" }),
];
const BY_NAME = new Map(SIGNALS.map((description) => [description.name, description]));

function decode(samples: Readonly<Record<string, unknown>>, message: { at?: unknown; seq?: number; replayed?: boolean } = {}) {
  const { replayed = false, ...rest } = message;
  return decodeEntries(entriesOfNative({ ...rest, samples }), BY_NAME, { deviceId: "cab-17", receivedAt: RECEIVED, replayed });
}

describe("a value", () => {
  test.each([
    { name: "temperature", said: -79.8, value: -79.8 },
    { name: "temperature", said: 0, value: 0, because: "zero is a value" },
    { name: "temperature", said: { value: 0 }, value: 0, because: "zero is a value in an object too" },
    { name: "temperature", said: { value: 32, unit: "°F" }, value: 0, because: "32 °F is 0 °C" },
    { name: "temperature", said: { value: 273.15, unit: "K" }, value: 0, because: "273.15 K is 0 °C" },
    { name: "temperature", said: { value: 21, unit: "Cel" }, value: 21 },
    { name: "co", said: { value: 0.002, unit: "%vol" }, value: 20, because: "1 %vol is 10 000 ppm" },
    { name: "door", said: "closed", value: 0, because: "a state is its place in the list" },
    { name: "door", said: "open", value: 1 },
    { name: "leak", said: false, value: 0, because: "false is a value" },
    { name: "leak", said: true, value: 1 },
    { name: "note", said: "", value: 0, because: "the empty string is a value" },
    { name: "battery", said: 3.6, value: 3.6, because: "volts cannot be held against per cent, so they have no bounds" },
  ])("$name $said is $value $because", ({ name, said, value }) => {
    const { readings, refused } = decode({ [name]: said });
    expect(refused).toEqual([]);
    expect(readings).toMatchObject([{ kind: "sample", signal: `cab-17/${name}`, quality: "good", historical: false }]);
    expect(readings[0]?.kind === "sample" ? readings[0].value : undefined).toBeCloseTo(value, 9);
  });
});

describe("what is no value", () => {
  test.each([
    { name: "temperature", said: "21", code: "DECODE_VALUE", because: "a text is not a number" },
    { name: "temperature", said: true, code: "DECODE_VALUE", because: "a boolean is not a number" },
    { name: "temperature", said: JSON.parse("1e400"), code: "DECODE_VALUE", because: "not finite" },
    { name: "temperature", said: [21], code: "DECODE_VALUE", because: "an array is no value" },
    { name: "temperature", said: {}, code: "DECODE_VALUE", because: "an object without a value" },
    { name: "temperature", said: { value: { value: 21 } }, code: "DECODE_VALUE", because: "one object too many" },
    { name: "temperature", said: JSON.parse('{"__proto__":{"value":21}}'), code: "DECODE_VALUE", because: "nothing is inherited" },
    { name: "temperature", said: -274, code: "DECODE_RANGE", because: "below absolute zero" },
    { name: "temperature", said: { value: -1, unit: "K" }, code: "DECODE_RANGE", because: "below absolute zero in kelvin" },
    { name: "vapour", said: 1e9, code: "DECODE_RANGE", because: "more than pure gas" },
    { name: "temperature", said: { value: 21, unit: "furlong" }, code: "DECODE_UNIT", because: "nobody knows the unit" },
    { name: "temperature", said: { value: 21, unit: 5 }, code: "DECODE_UNIT", because: "a unit is a text" },
    { name: "temperature", said: { value: 21, unit: "ppm" }, code: "DECODE_UNIT_CONVERSION", because: "ppm is no temperature" },
    { name: "temperature", said: { value: 21, quality: "superb" }, code: "DECODE_QUALITY", because: "none of the five" },
    { name: "temperature", said: { value: 21, quality: null }, code: "DECODE_QUALITY", because: "null is no quality" },
    { name: "temperature", said: { value: 21, state: "asleep" }, code: "DECODE_STATE", because: "no state a device can say" },
    { name: "temperature", said: { value: null, state: null }, code: "DECODE_STATE", because: "null is no state" },
    { name: "temperature", said: { value: 21, state: 3 }, code: "DECODE_STATE", because: "a state is a text" },
    { name: "door", said: { value: "open", state: "over-range" }, code: "DECODE_STATE", because: "a door has no range" },
    { name: "door", said: "ajar", code: "DECODE_VALUE", because: "not one of its states" },
    { name: "door", said: 1, code: "DECODE_VALUE", because: "the number of a state is ours, not the device's" },
    { name: "door", said: true, code: "DECODE_VALUE", because: "closed and open are not booleans" },
    { name: "leak", said: {}, code: "DECODE_VALUE", because: "an object is no state" },
  ])("$name $said is refused with $code: $because", ({ name, said, code }) => {
    const { readings, refused, quarantined } = decode({ [name]: said, co: 3 });
    expect(refused.map((error) => error.code)).toEqual([code]);
    expect(refused[0]?.detail).toContain(`cab-17/${name}`);
    expect(readings, "its neighbour is unharmed").toMatchObject([{ signal: "cab-17/co", value: 3 }]);
    expect(quarantined).toEqual([]);
  });

  test("what is kept of it is short, however long it was", () => {
    const { refused, quarantined } = decode({ temperature: "x".repeat(1_000_000), ["y".repeat(1_000_000)]: "z".repeat(1_000_000) });
    expect(refused[0]?.detail.length).toBeLessThanOrEqual(200);
    expect(quarantined[0]?.signal.length).toBeLessThanOrEqual(200);
    expect(quarantined[0]?.said.length).toBeLessThanOrEqual(200);
  });
});

describe("a fault", () => {
  test.each([
    { said: null, reason: "not-measured" },
    { said: { value: null }, reason: "not-measured" },
    { said: { value: null, quality: "good" }, reason: "not-measured" },
    { said: { value: 21, quality: "bad" }, reason: "bad-quality" },
  ])("$said is a fault, not a value: $reason", ({ said, reason }) => {
    expect(decode({ temperature: said }).readings).toMatchObject([{ kind: "fault", reason, at: RECEIVED }]);
  });

  test("falls on no sample of the same millisecond", () => {
    const places = [null, 0, { value: 5, quality: "bad" }, 5].map((said) => decode({ temperature: said }).readings[0]?.tieBreak);
    expect(new Set(places).size).toBe(3);
    expect(places[0], "two faults of one millisecond are one").toBe(places[2]);
  });
});

test.each(["good", "uncertain", "simulated", "maintenance"])("quality %s is kept", (quality) => {
  expect(decode({ temperature: { value: 1, quality } }).readings).toMatchObject([{ kind: "sample", quality }]);
});

describe("lateness", () => {
  test.each([
    { at: "2026-11-22T07:55:00.000Z", replayed: false, historical: false, because: "five minutes are the limit" },
    { at: "2026-11-22T07:54:59.999Z", replayed: false, historical: true, because: "it is past the limit" },
    { at: "2026-11-22T08:00:00.000Z", replayed: true, historical: true, because: "a replayed message is never fresh" },
    { at: 0, replayed: false, historical: false, because: "with a wrong clock it counts from receipt" },
  ])("a sample of $at, replayed $replayed, is historical $historical: $because", ({ at, replayed, historical }) => {
    expect(decode({ temperature: 21 }, { at, replayed }).readings).toMatchObject([{ historical }]);
  });
});

test("a wrong clock does not lose the reading: it is placed at receipt, the raw time beside it", () => {
  expect(decode({ temperature: 21 }, { at: 0 }).readings).toMatchObject([{ at: RECEIVED, deviceAt: 0, value: 21 }]);
});

test.each([
  { at: "yesterday", code: "DECODE_TIME" },
  { at: null, code: "DECODE_TIME" },
  { at: -1, code: "DECODE_TIME_RANGE" },
])("at $at every sample of the message is refused with $code", ({ at, code }) => {
  expect(decode({ temperature: 21, co: 3 }, { at }).refused.map((error) => error.code)).toEqual([code, code]);
});

test.each(["unknown", "__proto__", "constructor", "toString", 'a,b="c"\nd', "温度", ""])(
  "signal %j of a known device is put aside with what it said",
  (name) => {
    // As JSON.parse makes it: a key of its own, whatever its name.
    const samples = JSON.parse(`{${JSON.stringify(name)}:{"value":21,"unit":"Cel"},"co":3}`) as Record<string, unknown>;
    const { quarantined, readings } = decode(samples, { at: 5 });
    expect(quarantined).toEqual([
      { deviceId: "cab-17", signal: name, receivedAt: RECEIVED, said: 'value 21, unit "Cel", at 5', value: 21, unit: "Cel" },
    ]);
    expect(readings).toMatchObject([{ signal: "cab-17/co" }]);
  },
);

test("readings come oldest first, whatever order the batch has", () => {
  const minutesAgo = [1, 3, 2];
  const entries = minutesAgo.flatMap((ago) => entriesOfNative({ at: RECEIVED - ago * 60_000, samples: { temperature: ago } }));
  const { readings } = decodeEntries(entries, BY_NAME, { deviceId: "cab-17", receivedAt: RECEIVED, replayed: false });
  expect(readings.map((reading) => (reading.kind === "sample" ? reading.value : undefined))).toEqual([3, 2, 1]);
});
