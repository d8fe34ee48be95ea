import type { ModbusRegister } from "@labcanary/domain/telemetry";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sampleOf } from "./register-value.ts";
import { requestsFor } from "./requests.ts";

const register = (over: Partial<ModbusRegister> = {}): ModbusRegister => ({
  signal: "ch4",
  table: "input",
  address: 0,
  type: "uint16",
  order: "high-first",
  scale: 1,
  offset: 0,
  ...over,
});

describe("a register says", () => {
  test.each([
    { words: [0], says: 0, because: "zero is a value" },
    { words: [65_535], says: 65_535 },
    { over: { type: "int16" }, words: [0xffb0], says: -80 },
    { over: { scale: 0.1 }, words: [213], says: 21.3, because: "not 21.300000000000001" },
    { over: { scale: 0.1, offset: -40 }, words: [0], says: -40 },
    { over: { type: "uint32" }, words: [0x0001, 0x0000], says: 65_536 },
    { over: { type: "uint32", order: "low-first" }, words: [0x0001, 0x0000], says: 1 },
    { over: { type: "int32" }, words: [0xffff, 0xfffe], says: -2 },
    { over: { type: "float32" }, words: [0x4144, 0xcccd], says: 12.3, because: "IEEE 754: 0x4144cccd, seven digits" },
    { over: { type: "float32", order: "low-first" }, words: [0xcccd, 0x4144], says: 12.3 },
    { over: { type: "float32" }, words: [0x7fc0, 0x0000], says: null, because: "NaN is no value" },
    { over: { type: "float32" }, words: [0x7f80, 0x0000], says: null, because: "neither is infinity" },
  ] as const)("$words as $over: $says $because", ({ over, words, says }) => {
    expect(sampleOf(register(over), words)).toEqual({ value: says });
  });

  test("its unit, where it is not the signal's", () => {
    expect(sampleOf(register({ unit: "ppm" }), [7])).toEqual({ value: 7, unit: "ppm" });
  });

  test("a state by its number, and a number without a state as the text it is, to be refused", () => {
    const door = register({ table: "discrete", words: { "0": "closed", "1": "open" } });
    expect([0, 1, 7].map((bit) => sampleOf(door, [bit]))).toEqual(["closed", "open", "7"]);
  });
});

describe("a current, in hundredths of a milliampere, of a detector of 0 to 100 %LEL", () => {
  const loop = register({ scale: 0.01, current: { at4: 0, at20: 100 } });
  test.each([
    { hundredths: 0, says: { value: null, state: "fault" }, because: "the wire is cut" },
    { hundredths: 359, says: { value: null, state: "fault" }, because: "below 3.6 mA the transmitter has failed" },
    { hundredths: 360, says: { value: null, quality: "bad" }, because: "from 3.6 mA it has not, and measures nothing" },
    { hundredths: 379, says: { value: null, quality: "bad" }, because: "below 3.8 mA it is saturated" },
    { hundredths: 380, says: { value: -1.25 }, because: "from 3.8 mA it measures" },
    { hundredths: 400, says: { value: 0 }, because: "4 mA" },
    { hundredths: 1200, says: { value: 50 }, because: "12 mA" },
    { hundredths: 2000, says: { value: 100 }, because: "20 mA" },
    { hundredths: 2050, says: { value: 103.125 }, because: "up to 20.5 mA it measures" },
    { hundredths: 2051, says: { value: 103.1875, state: "over-range" }, because: "above 20.5 mA there is more than it can say" },
    { hundredths: 2100, says: { value: 106.25, state: "over-range" }, because: "21 mA is not yet a failure" },
    { hundredths: 2101, says: { value: null, state: "fault" }, because: "above 21 mA it has failed, or is shorted" },
  ])("$hundredths says $says: $because", ({ hundredths, says }) => {
    expect(sampleOf(loop, [hundredths])).toEqual(says);
  });
});

describe("requests", () => {
  const asked = (...registers: readonly Partial<ModbusRegister>[]) =>
    requestsFor(registers.map(register)).map(({ table, from, count, registers: own }) => [table, from, count, own.length]);

  test.each([
    { what: "neighbours are read together", registers: [{ address: 1 }, { address: 0 }], requests: [["input", 0, 2, 2]] },
    {
      what: "a gap is not read over",
      registers: [{ address: 0 }, { address: 2 }],
      requests: [
        ["input", 0, 1, 1],
        ["input", 2, 1, 1],
      ],
    },
    { what: "two words are two", registers: [{ address: 0, type: "float32" }, { address: 2 }], requests: [["input", 0, 3, 2]] },
    { what: "one register can be two signals", registers: [{ address: 0 }, { address: 0 }], requests: [["input", 0, 1, 2]] },
    {
      what: "tables are apart",
      registers: [{ address: 0 }, { address: 1, table: "holding" }],
      requests: [
        ["input", 0, 1, 1],
        ["holding", 1, 1, 1],
      ],
    },
  ] as const)("$what", ({ registers, requests }) => {
    expect(asked(...registers)).toEqual(requests);
  });

  test("none is longer than the 125 registers of the protocol", () => {
    const many = Array.from({ length: 300 }, (_, address) => ({ address }));
    expect(asked(...many)).toEqual([
      ["input", 0, 125, 125],
      ["input", 125, 125, 125],
      ["input", 250, 50, 50],
    ]);
  });
});

test("whatever a controller answers: a finite value, a declared state, or plainly none; a failed current is no value", () => {
  const words = fc.array(fc.integer({ min: 0, max: 65_535 }), { minLength: 0, maxLength: 3 });
  const described = fc.record({
    type: fc.constantFrom("uint16", "int16", "uint32", "int32", "float32"),
    order: fc.constantFrom("high-first", "low-first"),
    table: fc.constantFrom("holding", "input", "coil", "discrete"),
    scale: fc.constantFrom(1, 0.1, 0.01, -2.5),
    offset: fc.constantFrom(0, -40, 273.15),
    kind: fc.constantFrom("value", "current", "words"),
  });
  fc.assert(
    fc.property(described, words, ({ kind, ...over }, said) => {
      const states = { "0": "closed", "1": "open" };
      const loop = { at4: 0, at20: 100 };
      const sample = sampleOf(
        register({ ...over, ...(kind === "words" ? { words: states } : kind === "current" ? { current: loop } : {}) }),
        said,
      );
      if (typeof sample === "string") {
        expect(kind).toBe("words");
        // What stands for no state is the number as it was said, which the signal does not declare.
        expect(["closed", "open"].includes(sample) || String(Number(sample)) === sample).toBe(true);
        return;
      }
      expect(sample.value === null || Number.isFinite(sample.value)).toBe(true);
      if (kind !== "current") return;
      const plain = sampleOf(register(over), said);
      const milliamps = typeof plain === "string" ? undefined : plain.value;
      // A number that is none says nothing of the current.
      if (milliamps === null || milliamps === undefined) {
        expect(sample).toEqual({ value: null });
        return;
      }
      const isFailed = milliamps < 3.6 || milliamps > 21;
      expect(sample.state === "fault").toBe(isFailed);
      if (isFailed || milliamps < 3.8) expect(sample.value).toBeNull();
      else expect(sample.value).toBeCloseTo(((milliamps - 4) / 16) * 100, 6);
    }),
    { numRuns: 100_000 },
  );
});
