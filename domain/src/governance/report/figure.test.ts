import fc from "fast-check";
import { expect, test } from "vitest";
import { middleOf, valueOfTimes } from "./figure.ts";

const TIMES = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 40 });

test("the middle of times is the one that stands there when they are sorted, the lower of two, and the longest the last", () => {
  fc.assert(
    fc.property(TIMES, (times) => {
      const sorted = times.toSorted((a, b) => a - b);
      expect(middleOf(times)).toBe(sorted[Math.floor((sorted.length - 1) / 2)]);
      expect(valueOfTimes("acknowledge-longest", times).value).toBe(sorted.at(-1));
    }),
  );
});

test.each([{ order: "sorted" }, { order: "reversed" }, { order: "all alike" }])("200,001 times, $order, have their middle", ({ order }) => {
  const times = Array.from({ length: 200_001 }, (_, at) => (order === "all alike" ? 5 : order === "sorted" ? at : 200_000 - at));
  expect(middleOf(times)).toBe(order === "all alike" ? 5 : 100_000);
});
