import fc from "fast-check";
import { expect, test } from "vitest";
import { tieBreakOf } from "./tie-break.ts";

test.each([
  { seq: 7, value: 1, is: 7, because: "the device's count tells its messages apart" },
  { seq: 0, value: 1, is: 0, because: "zero is a count" },
  { seq: 1_000_001, value: 1, is: 1, because: "nanoseconds of one millisecond end at a million" },
])("count $seq gives $is: $because", ({ seq, value, is }) => {
  expect(tieBreakOf(seq, value)).toBe(is);
});

test("whatever comes, it is a whole number of nanoseconds within the millisecond, and the same again", () => {
  fc.assert(
    fc.property(fc.option(fc.nat({ max: Number.MAX_SAFE_INTEGER }), { nil: undefined }), fc.double(), (seq, value) => {
      const tieBreak = tieBreakOf(seq, value);
      expect(Number.isInteger(tieBreak) && tieBreak >= 0 && tieBreak < 1_000_000).toBe(true);
      expect(tieBreakOf(seq, value)).toBe(tieBreak);
    }),
  );
});

test("zero is zero, whichever sign it has", () => {
  expect(tieBreakOf(undefined, -0)).toBe(tieBreakOf(undefined, 0));
});

test.each([
  { what: "whole numbers", step: 1 },
  { what: "quarters", step: 0.25 },
  { what: "tenths", step: 0.1 },
])("neighbouring readings in one millisecond stay apart: $what", ({ step }) => {
  // 300 of a million places: about 0.04 pairs meet by chance, so hardly one in 25 such tables holds any.
  const places = new Set(Array.from({ length: 300 }, (_, index) => tieBreakOf(undefined, index * step)));
  expect(places.size).toBeGreaterThanOrEqual(299);
});
