import { describe, expect, test } from "vitest";
import { signal } from "../../../test/support/site.ts";
import { type EpochMs, epochMs, minutes, plus } from "../basics/index.ts";
import { decodeEntries } from "./decode.ts";
import { FAULT_REASONS, POINT_STATES } from "./device-state.ts";
import { entriesOfNative } from "./native.ts";
import type { Fault, Reading } from "./sample.ts";
import type { SignalDescription } from "./signal.ts";
import { readingOf, storedOf } from "./stored-reading.ts";

const RECEIVED = epochMs(Date.parse("2026-11-22T08:00:00.000Z"));
const ranged = signal({ unit: "ppm", substance: "CO", range: { min: -50, max: 500 } });
const unranged = signal({ unit: "ppm", substance: "CO" });

function decode(said: unknown, description: SignalDescription = ranged, at: EpochMs = RECEIVED): Reading | undefined {
  const entries = entriesOfNative({ at, samples: { [description.name]: said } });
  const context = { deviceId: description.deviceId, receivedAt: RECEIVED, replayed: false };
  const { readings, refused } = decodeEntries(entries, new Map([[description.name, description]]), context);
  expect(refused).toEqual([]);
  return readings[0];
}

describe("a state that a device says is not a value", () => {
  test.each([
    { said: { value: null, state: "warm-up" }, reason: "warm-up" },
    { said: { state: "warm-up" }, reason: "warm-up" },
    { said: { value: 12, state: "warm-up" }, reason: "warm-up", because: "the value beside it is no measurement" },
    { said: { value: 12, state: "inhibited" }, reason: "inhibited" },
    { said: { value: 50, state: "calibration" }, reason: "calibration", because: "that is the gas of the bottle" },
    { said: { value: "x", state: "fault" }, reason: "fault", because: "whatever else it says" },
    { said: { value: 900, state: "fault" }, reason: "fault", because: "a faulty sensor is not over range" },
    { said: { value: 12, state: "fault", quality: "simulated" }, reason: "fault" },
    { said: { value: 900, quality: "bad" }, reason: "bad-quality", because: "bad is never a value" },
    { said: null, reason: "not-measured" },
    { said: -50.1, reason: "under-range", because: "it has drifted, or lost its sensor" },
    { said: { value: -0.01, unit: "%vol" }, reason: "under-range", because: "in the unit of the signal" },
  ])("$said is the fault $reason $because", ({ said, reason }) => {
    expect(decode(said)).toMatchObject({ kind: "fault", reason, at: RECEIVED });
  });
});

describe("over range there is a value, and never a low one", () => {
  test.each([
    { said: 500, value: 500, because: "at the top nothing more can be told" },
    { said: 501, value: 501, because: "what was said lies above" },
    { said: { value: 0.06, unit: "%vol" }, value: 600, because: "in the unit of the signal" },
    { said: { value: 12, state: "over-range" }, value: 500, because: "a sensor reads low in rich gas" },
    { said: { value: null, state: "over-range" }, value: 500, because: "it need not say a value" },
    { said: { state: "over-range" }, value: 500, because: "nor have one" },
    { said: { value: 1e9, state: "over-range" }, value: 500, because: "what cannot be is not taken" },
    { said: { value: 700, state: "over-range" }, value: 700, because: "a value above the top tells more" },
  ])("$said is over range at $value: $because", ({ said, value }) => {
    const reading = decode(said);
    expect(reading).toMatchObject({ kind: "sample", overRange: true, quality: "good" });
    expect(reading?.kind === "sample" ? reading.value : undefined).toBeCloseTo(value, 9);
  });

  test.each([499.9, 0, -50])("%d ppm is within the range of -50 to 500 ppm", (said) => {
    const reading = decode(said);
    expect(reading).toMatchObject({ kind: "sample", value: said });
    expect(reading).not.toHaveProperty("overRange");
  });

  test("without a declared range a value is never over it, and one that is said to be is as much as there can be", () => {
    expect(decode(1_000_000, unranged)).not.toHaveProperty("overRange");
    expect(decode({ value: 3, state: "over-range" }, unranged)).toMatchObject({ overRange: true, value: 1_100_000 });
  });

  test.each([
    { quality: "bad", is: "uncertain", because: "it says that it is over range, which is worth more than how good the figure is" },
    { quality: "simulated", is: "simulated", because: "a test stays one" },
    { quality: "maintenance", is: "maintenance", because: "somebody holds a bottle to it" },
  ])("said with quality $quality it is $is: $because", ({ quality, is }) => {
    expect(decode({ value: 700, state: "over-range", quality })).toMatchObject({ kind: "sample", overRange: true, quality: is });
  });
});

describe("from the day a duty of its sensor is due", () => {
  const due = { ...ranged, dueAt: epochMs(RECEIVED - minutes(2)) };
  test.each([
    { said: 12, ago: 0, is: { quality: "uncertain", uncalibrated: true }, because: "a good sample is uncertain" },
    { said: 12, ago: 2, is: { quality: "uncertain", uncalibrated: true }, because: "from that moment on" },
    { said: { value: 12, quality: "simulated" }, ago: 0, is: { quality: "simulated" }, because: "no other becomes better or worse" },
    { said: 900, ago: 0, is: { quality: "uncertain", uncalibrated: true, overRange: true }, because: "over range it still is" },
  ])("$said taken $ago min ago: $because", ({ said, ago, is }) => {
    expect(decode(said, due, plus(RECEIVED, minutes(-ago)))).toMatchObject({ kind: "sample", ...is });
  });

  test("not before", () => {
    const reading = decode(12, due, plus(RECEIVED, minutes(-3)));
    expect(reading).toMatchObject({ quality: "good" });
    expect(reading).not.toHaveProperty("uncalibrated");
  });
});

describe("what is stored of a reading tells it again", () => {
  const due = { ...ranged, dueAt: RECEIVED };
  test.each([
    ...POINT_STATES.filter((state) => state !== "offline").map((state) => ({
      said: state === "under-range" ? -99 : { value: null, state },
    })),
    { said: 12 },
    { said: 800 },
    { said: null },
    { said: { value: 12, quality: "simulated" } },
  ])("$said", ({ said }) => {
    for (const description of [ranged, due]) {
      const reading = decode(said, description);
      expect(readingOf(storedOf(reading as Reading), description)).toEqual(reading);
    }
  });

  test("and that its gateway does not hear it, which no device says itself", () => {
    const reading = { ...(decode(null) as Fault), reason: "offline" } as const;
    expect(readingOf(storedOf(reading), ranged)).toEqual(reading);
  });

  test("but bad quality and a missing value are both only no value", () => {
    const reading = decode({ value: 12, quality: "bad" }) as Reading;
    expect(readingOf(storedOf(reading), ranged)).toMatchObject({ kind: "fault", reason: "not-measured" });
  });

  test("every reason is stored as itself, or says no more than that there is no value", () => {
    const own = FAULT_REASONS.filter((reason) => !POINT_STATES.some((state) => state === reason));
    expect(own).toEqual(["not-measured", "bad-quality"]);
  });
});
