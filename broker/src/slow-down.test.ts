import { epochMs, minutes, plus, seconds } from "@labcanary/domain/basics";
import { expect, it } from "vitest";
import { createSlowDown } from "./slow-down.ts";

const NOW = epochMs(0);

it("doubles the delay with each failure, up to ten seconds", () => {
  const slowDown = createSlowDown(10);
  expect(Array.from({ length: 8 }, () => slowDown.failed("10.0.0.1", NOW))).toEqual([250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
  expect(slowDown.delayFor("10.0.0.1", NOW)).toBe(seconds(10));
});

it("knows nothing of others", () => {
  const slowDown = createSlowDown(10);
  slowDown.failed("10.0.0.1", NOW);
  expect(slowDown.delayFor("10.0.0.2", NOW)).toBe(0);
});

it("forgets after ten minutes without a failure", () => {
  const slowDown = createSlowDown(10);
  slowDown.failed("10.0.0.1", NOW);
  slowDown.failed("10.0.0.1", NOW);
  const later = plus(plus(NOW, minutes(10)), seconds(1));
  expect(slowDown.delayFor("10.0.0.1", later)).toBe(0);
  expect(slowDown.failed("10.0.0.1", later)).toBe(250);
});

it("remembers no more names than it has room for, the latest", () => {
  const slowDown = createSlowDown(2);
  for (const who of ["a", "b", "a", "c"]) slowDown.failed(who, NOW);
  expect(slowDown.size).toBe(2);
  expect(slowDown.delayFor("b", NOW)).toBe(0);
  expect(slowDown.delayFor("a", NOW)).toBe(500);
});
