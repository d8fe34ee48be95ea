import { array, assert, double, property } from "fast-check";
import { expect, test } from "vitest";
import { createLatencyHistogram } from "./latency.ts";

test("percentiles are those of the sorted durations, to within 7 % or 1 µs", () => {
  assert(
    property(array(double({ min: 0, max: 100_000, noNaN: true }), { minLength: 1 }), (durations) => {
      const histogram = createLatencyHistogram();
      for (const duration of durations) histogram.observe(duration);
      const sorted = durations.toSorted((one, other) => one - other);
      for (const share of [0.5, 0.9, 0.99, 1]) {
        const exact = sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
        expect(Math.abs(histogram.percentile(share) - exact)).toBeLessThanOrEqual(exact * 0.07 + 0.001);
      }
      expect(histogram.summary().max).toBe(sorted.at(-1));
    }),
  );
});

test("without any duration all are 0", () => {
  expect(createLatencyHistogram().summary()).toEqual({ p50: 0, p90: 0, p99: 0, p999: 0, max: 0 });
});

test("cleared, it forgets", () => {
  const histogram = createLatencyHistogram();
  histogram.observe(5);
  histogram.clear();
  histogram.observe(1);
  expect(histogram.summary().max).toBe(1);
  expect(histogram.percentile(1)).toBe(1);
});
