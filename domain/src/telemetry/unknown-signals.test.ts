import { expect, test } from "vitest";
import { epochMs } from "../basics/index.ts";
import type { Quarantined } from "./sample.ts";
import { MOST_UNKNOWN, UnknownSignals } from "./unknown-signals.ts";

const entry = (at: number, over: Partial<Quarantined> = {}): Quarantined => ({
  deviceId: "zigbee",
  address: "0x1",
  signal: "temperature",
  receivedAt: epochMs(at),
  said: "",
  ...over,
});

function heard(...entries: readonly Quarantined[]) {
  const unknown = new UnknownSignals();
  for (const one of entries) unknown.note(one);
  return unknown;
}

test("a signal is kept with first and last hearing, count, what it said last, and lowest and highest of its numbers", () => {
  const said = [4.2, -1, "calibrating", 3].map((value, at) => entry(at + 1, { value, unit: "Cel" }));
  expect(heard(...said).save()).toEqual({
    signals: [
      {
        deviceId: "zigbee",
        address: "0x1",
        signal: "temperature",
        firstAt: 1,
        lastAt: 4,
        count: 4,
        value: 3,
        unit: "Cel",
        range: { lowest: -1, highest: 4.2 },
      },
    ],
    dropped: 0,
  });
});

test("numbers of another unit are no part of the range", () => {
  const { signals } = heard(entry(1, { value: 39, unit: "degF" }), entry(2, { value: 4, unit: "Cel" })).save();
  expect(signals[0]).toMatchObject({ count: 2, unit: "Cel", range: { lowest: 4, highest: 4 } });
});

test("what said no plain value is listed without one", () => {
  expect(heard(entry(1)).save().signals[0]).toEqual({
    deviceId: "zigbee",
    address: "0x1",
    signal: "temperature",
    firstAt: 1,
    lastAt: 1,
    count: 1,
  });
});

test.each<{ other: Partial<Quarantined>; because: string }>([
  { other: { deviceId: "zigbee-2" }, because: "another gateway" },
  { other: { address: "0x2" }, because: "another address" },
  { other: { signal: "humidity" }, because: "another name" },
  { other: { address: "0x1/temperature", signal: "x" }, because: "an address that looks like address and name" },
])("$because is another signal", ({ other }) => {
  expect(heard(entry(1), entry(2, other)).save().signals).toHaveLength(2);
});

test("of more than a thousand the one heard longest ago goes, and is counted", () => {
  const unknown = heard(...Array.from({ length: MOST_UNKNOWN }, (_, n) => entry(n, { address: `a${n}` })));
  unknown.note(entry(5000, { address: "a0" }));
  unknown.note(entry(5001, { address: "new" }));
  const { signals, dropped } = unknown.save();
  const addresses = signals.map(({ address }) => address);
  expect([signals.length, dropped]).toEqual([MOST_UNKNOWN, 1]);
  expect([addresses.includes("a0"), addresses.includes("a1"), addresses.at(-1)]).toEqual([true, false, "new"]);
});

test("what the site describes is forgotten, and only that", () => {
  const unknown = heard(entry(1), entry(2, { signal: "battery" }));
  const before = unknown.revision;
  unknown.forget([
    { deviceId: "zigbee", address: "0x1", signal: "temperature" },
    { deviceId: "zigbee", signal: "battery" },
  ]);
  expect(unknown.save().signals.map(({ signal }) => signal)).toEqual(["battery"]);
  expect(unknown.revision).toBe(before + 1);
});

test("being heard again is no change of the list, and what was saved goes on where it was", () => {
  const unknown = heard(entry(1, { value: 1 }));
  const before = unknown.revision;
  unknown.note(entry(2, { value: 2 }));
  expect(unknown.revision).toBe(before);
  const restored = new UnknownSignals(unknown.save());
  restored.note(entry(3, { value: 0 }));
  expect(restored.save().signals).toMatchObject([{ firstAt: 1, lastAt: 3, count: 3, range: { lowest: 0, highest: 2 } }]);
});
