import type { Measured } from "@labcanary/domain/alarm";
import { expect, test } from "vitest";
import { courseOf, type Trend, trendOf, withTrendReading } from "./trend.ts";

const VAPOUR: Measured = { unit: "%LEL", limit: { direction: "high", setpoint: 20, deadband: 1 } };
const MINUTE = 60_000;
/** One reading a minute. */
const readings = (...values: readonly number[]) => values.map((value, minute) => ({ at: minute * MINUTE, value }));

test.each([
  { values: [20], before: undefined, trend: undefined, because: "one reading goes nowhere" },
  { values: [20, 21, 22], before: undefined, trend: "rising", because: "5 %LEL in five minutes is more than the deadband" },
  { values: [22, 21, 20], before: undefined, trend: "falling", because: "as much down" },
  { values: [20, 20.1, 20.2], before: undefined, trend: "steady", because: "0.5 %LEL in five minutes is within the deadband" },
  { values: [20, 20.15, 20.3], before: "rising", trend: "rising", because: "0.75 is more than half the deadband, and it was rising" },
  { values: [20, 20.15, 20.3], before: "steady", trend: "steady", because: "0.75 is not enough to begin with" },
  { values: [20, 20.15, 20.3], before: "falling", trend: "steady", because: "it fell before: that is no reason to call it rising" },
  { values: [20, 20.05, 20.1], before: "rising", trend: "steady", because: "0.25 is less than half the deadband" },
  { values: [20, 25, 20, 25, 20], before: undefined, trend: "steady", because: "to and fro is no trend" },
] as const)("$values after $before is $trend: $because", ({ values, before, trend }) => {
  expect(trendOf(readings(...values), VAPOUR, before)).toBe(trend);
});

test.each([
  { measured: { ...VAPOUR, limit: { direction: "high", setpoint: 20, deadband: 0 } }, values: [20, 20.1], trend: "rising" },
  { measured: { unit: "Cel", limit: { direction: "low", setpoint: 0, deadband: 0 } }, values: [0, -0.1], trend: "falling" },
  { measured: { unit: "%LEL" }, values: [20, 20.1], trend: "rising" },
  { measured: { unit: "state", states: ["closed", "open"] }, values: [0, 1], trend: undefined },
] as const)("without a deadband a hundredth stands for it, and a door has no trend: $measured is $trend", ({ measured, values, trend }) => {
  expect(trendOf(readings(...values), measured, undefined)).toBe(trend);
});

test.each([
  { trend: "rising", direction: "high", course: "worse" },
  { trend: "falling", direction: "high", course: "better" },
  { trend: "falling", direction: "low", course: "worse" },
  { trend: "rising", direction: "low", course: "better" },
  { trend: "steady", direction: "high", course: undefined },
] as const)("$trend at a $direction limit is $course", ({ trend, direction, course }) => {
  expect(courseOf(trend as Trend, { unit: "Cel", limit: { direction, setpoint: 8, deadband: 1 } })).toBe(course);
});

test("without a limit nothing is worse or better", () => {
  expect(courseOf("rising", { unit: "Cel" })).toBeUndefined();
});

test("readings go back a quarter of an hour, and none counts twice or out of turn", () => {
  const many = readings(...Array.from({ length: 40 }, (_, minute) => minute)).reduce(
    (kept, reading) => withTrendReading(kept, reading),
    [] as ReturnType<typeof withTrendReading>,
  );
  expect([many[0]?.value, many.at(-1)?.value]).toEqual([24, 39]);
  expect(withTrendReading(many, { at: 39 * MINUTE, value: 0 })).toBe(many);
  const fast = Array.from({ length: 200 }, (_, second) => ({ at: second * 1000, value: second })).reduce(
    (kept, reading) => withTrendReading(kept, reading),
    [] as ReturnType<typeof withTrendReading>,
  );
  expect(fast).toHaveLength(64);
});
