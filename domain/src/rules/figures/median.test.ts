import fc from "fast-check";
import { expect, test } from "vitest";
import { medianOf } from "./median.ts";

const byHand = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[upper]! : sorted[upper - 1]! / 2 + sorted[upper]! / 2;
};

test("it is the middle of the sorted values, or half-way between the two middle ones, of as many as are asked for", () => {
  const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true, noDefaultInfinity: true }));
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 60 }), fc.array(value, { maxLength: 5 }), (values, others) => {
      expect(medianOf(Float64Array.from([...values, ...others]), values.length) + 0).toBe(byHand(values) + 0);
    }),
  );
});
