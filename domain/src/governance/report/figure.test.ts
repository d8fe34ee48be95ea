import fc from "fast-check";
import { expect, test } from "vitest";
import { middleOf, valueOfTimes } from "./figure.ts";

const TIMES = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 40 });

test("the median of times is the middle one, of an even number the mean of the two in the middle, and the longest the last", () => {
  fc.assert(
    fc.property(TIMES, (times) => {
      const sorted = times.toSorted((a, b) => a - b);
      const half = sorted.length / 2;
      const middle = sorted.length % 2 === 1 ? sorted[Math.floor(half)] : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
      expect(middleOf(times)).toBe(times.length === 0 ? undefined : Math.round(middle ?? 0));
      expect(valueOfTimes("acknowledge-longest", times).value).toBe(sorted.at(-1));
    }),
  );
});

test.each([
  { times: [], median: undefined },
  { times: [7], median: 7 },
  { times: [240_000, 60_000], median: 150_000 },
  { times: [9, 1, 4, 2], median: 3 },
  { times: [1, 2], median: 2, because: "it is in whole milliseconds" },
])("of $times the median is $median", ({ times, median }) => expect(valueOfTimes("acknowledge-median", times).value).toBe(median));

test.each([{ order: "sorted" }, { order: "reversed" }, { order: "all alike" }])("200,001 times, $order, have their middle", ({ order }) => {
  const times = Array.from({ length: 200_001 }, (_, at) => (order === "all alike" ? 5 : order === "sorted" ? at : 200_000 - at));
  expect(middleOf(times)).toBe(order === "all alike" ? 5 : 100_000);
});
