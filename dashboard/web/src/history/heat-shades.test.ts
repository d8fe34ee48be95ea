import { expect, test } from "vitest";
import type { HeatDay } from "../../../src/history/heat-map.ts";
import { monthBeside, scaleOf, shadeOf, shadeSteps } from "./heat-shades.ts";
import { formatTick, tickFormat } from "./time-axis.ts";

const day = (...means: (number | null)[]): HeatDay => ({
  day: "2026-11-01",
  hours: means.map((mean) => (mean === null ? null : { from: 0, to: 1, mean, min: mean - 1, max: mean + 1 })),
});

test("the shades reach from the lowest to the highest figure of the month", () => {
  const scale = scaleOf([day(-70, null), day(0)], "mean") ?? { low: 0, high: 0 };
  expect(scale).toEqual({ low: -70, high: 0 });
  expect([-70, -60.1, -59.9, -0.1, 0].map((value) => shadeOf(value, scale))).toEqual([0, 0, 1, 6, 6]);
  expect(shadeSteps(scale)).toEqual([-70, -60, -50, -40, -30, -20, -10]);
});

test("a month of one figure has one shade, and one without readings none", () => {
  const scale = scaleOf([day(5, 5)], "mean") ?? { low: 0, high: 0 };
  expect([shadeOf(5, scale), shadeSteps(scale)]).toEqual([0, [5]]);
  expect(scaleOf([day(null)], "max")).toBeUndefined();
  expect(scaleOf([day(3)], "beyond")).toBeUndefined();
});

test.each([
  { month: "2026-11", by: 1, is: "2026-12" },
  { month: "2026-12", by: 1, is: "2027-01" },
  { month: "2026-01", by: -1, is: "2025-12" },
] as const)("$by beside $month is $is", ({ month, by, is }) => {
  expect(monthBeside(month, by)).toBe(is);
});

test.each([
  { span: 365 * 86_400_000, says: "22 Nov 2026" },
  { span: 7 * 86_400_000, says: "22 Nov" },
  { span: 2 * 86_400_000, says: "22 Nov, 16:05" },
  { span: 3_600_000, says: "16:05" },
  { span: 60_000, says: "16:05:09" },
  { span: 1000, says: "05:09.250" },
])("a tick of an axis of $span ms says $says", ({ span, says }) => {
  expect(tickFormat("en-GB", "Asia/Shanghai", span).format(Date.UTC(2026, 10, 22, 8, 5, 9, 250))).toBe(says);
});

test("a tick has no digits that only reckoning made", () => {
  expect([0.1 + 0.2, -79.5, 0, 1500].map(formatTick)).toEqual(["0.3", "−79.5", "0", "1500"]);
});
