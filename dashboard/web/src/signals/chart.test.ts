import { epochMs } from "@labcanary/domain/basics";
import { describe, expect, test } from "vitest";
import { firstRangeFor, RANGES, spanFor } from "./chart-range.ts";
import { axisRange, type Columns, columnsOf, extremesOf, withReading } from "../charts/chart-series.ts";

test.each([
  { range: "15min", span: undefined },
  { range: "1h", span: undefined },
  { range: "6h", span: "1min" },
  { range: "24h", span: "5min" },
  { range: "7d", span: "15min" },
  { range: "30d", span: "1h" },
] as const)("$range is asked for by $span", ({ range, span }) => {
  expect(spanFor(RANGES[range])).toBe(span);
});

test.each([
  { first: undefined, range: "1h", because: "there is nothing" },
  { first: 3600 - 899, range: "15min", because: "it all lies within a quarter of an hour" },
  { first: 3600 - 900, range: "1h", because: "there is more" },
] as const)("a chart begins with $range: $because", ({ first, range }) => {
  expect(firstRangeFor(first, 3_600_000)).toBe(range);
});

test("a span longer than any offered is summed up by the longest", () => {
  expect(spanFor(RANGES["30d"] * 100)).toBe("6h");
});

describe("what is drawn", () => {
  test("a fault is a break in the line, zero is a reading", () => {
    expect(columnsOf({ samples: [{ at: 1000, value: 0 }, { at: 2000 }] })).toEqual([
      [1, 2],
      [0, null],
      [null, null],
      [null, null],
    ]);
  });

  test("sums have lowest and highest beside the mean", () => {
    const buckets = [{ at: epochMs(1000), min: 1, max: 5, mean: 3, last: 4, count: 2 }];
    expect(columnsOf({ buckets })).toEqual([[1], [3], [1], [5]]);
  });

  const three: Columns = [
    [1, 2, 3],
    [10, 20, 30],
    [null, null, null],
    [null, null, null],
  ];
  test("a live reading is added, and what has left the range goes", () => {
    expect(withReading(three, { at: 4000, value: 40 }, 2000)).toEqual([
      [2, 3, 4],
      [20, 30, 40],
      [null, null, null],
      [null, null, null],
    ]);
  });

  test("a reading heard twice, or late, is passed over", () => {
    expect(withReading(three, { at: 3000, value: 99 }, 0)).toBe(three);
  });

  test("after a long gap only the new reading is left", () => {
    expect(withReading(three, { at: 90_000, value: 1 }, 80_000)[0]).toEqual([90]);
  });

  test("extremes pass over faults; nothing drawn has none", () => {
    expect(
      extremesOf([
        [1, 2],
        [null, -5],
        [null, -9],
        [null, 0],
      ]),
    ).toEqual({ min: -9, max: 0 });
    expect(extremesOf([[1], [null], [null], [null]])).toBeUndefined();
  });

  test.each([
    { extremes: { min: 0, max: 10 }, setpoints: [20], shows: [0, 20] },
    { extremes: { min: 5, max: 5 }, setpoints: [], shows: [5, 5] },
    { extremes: { min: 0, max: 0 }, setpoints: [], shows: [0, 0] },
    { extremes: undefined, setpoints: [-80], shows: [-80, -80] },
    { extremes: undefined, setpoints: [], shows: [0.5, 0.5] },
  ])("the axis holds readings and set-points with air: $extremes and $setpoints", ({ extremes, setpoints, shows: [low, high] }) => {
    const [from, to] = axisRange(extremes, setpoints);
    expect(from).toBeLessThan(low ?? Number.NaN);
    expect(to).toBeGreaterThan(high ?? Number.NaN);
  });
});
