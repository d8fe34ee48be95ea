import { assert, integer, property } from "fast-check";
import { expect, test } from "vitest";
import { createRandom, noise } from "./random.ts";

const draw = (count: number, next: () => number): number[] => Array.from({ length: count }, next);

test("the same seed gives the same numbers, another seed others", () => {
  assert(
    property(integer(), (seed) => {
      const [one, same, other] = [createRandom(seed), createRandom(seed), createRandom(seed + 1)];
      const numbers = draw(20, one.next);
      expect(draw(20, same.next)).toEqual(numbers);
      expect(draw(20, other.next)).not.toEqual(numbers);
    }),
  );
});

test("numbers are spread evenly over 0 to 1", () => {
  const numbers = draw(100_000, createRandom(1).next);
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...numbers)).toBeLessThan(1);
  // 10 000 in each tenth; 5 standard deviations are 474.
  const tenths = Map.groupBy(numbers, (number) => Math.floor(number * 10));
  for (const tenth of tenths.values()) expect(Math.abs(tenth.length - 10_000)).toBeLessThan(474);
  expect(tenths.size).toBe(10);
});

test("a fork depends on its name, not on what was drawn before", () => {
  const fresh = createRandom(1);
  const used = createRandom(1);
  draw(5, used.next);
  expect(draw(5, used.fork("door").next)).toEqual(draw(5, fresh.fork("door").next));
  expect(draw(5, fresh.fork("door").next)).not.toEqual(draw(5, fresh.fork("vapour").next));
});

test("noise has mean 0 and standard deviation 1, and never goes beyond 3.47", () => {
  const random = createRandom(1);
  const values = draw(100_000, () => noise(random));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  expect(Math.abs(mean)).toBeLessThan(0.02);
  expect(Math.abs(variance - 1)).toBeLessThan(0.02);
  expect(Math.max(...values.map(Math.abs))).toBeLessThan(3.47);
});
