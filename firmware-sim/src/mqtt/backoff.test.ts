import { assert, integer, property } from "fast-check";
import { expect, test } from "vitest";
import { createRandom } from "../random.ts";
import { backoff } from "./backoff.ts";

test.each([
  [0, 1000],
  [1, 2000],
  [4, 16_000],
  [5, 30_000],
  [1000, 30_000],
])("attempt %i waits about %i ms", (attempt, about) => {
  assert(
    property(integer(), (seed) => {
      const wait = backoff(attempt, createRandom(seed));
      expect(wait).toBeGreaterThanOrEqual(about * 0.75);
      expect(wait).toBeLessThanOrEqual(about * 1.25);
    }),
  );
});
