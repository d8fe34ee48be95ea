import { expect, test } from "vitest";
import { createBackoff } from "./backoff.ts";

test("waits twice as long after each failure, 5 s at most, and from the start again after a success", () => {
  const backoff = createBackoff();
  const waits = (count: number) => Array.from({ length: count }, () => backoff.failed());
  expect(waits(8)).toEqual([500, 1000, 2000, 4000, 5000, 5000, 5000, 5000]);
  expect(waits(2000).every((wait) => wait === 5000)).toBe(true);
  backoff.succeeded();
  expect(waits(1)).toEqual([500]);
});
