import { epochMs, minutes, plus, seconds } from "@labcanary/domain/basics";
import { expect, it } from "vitest";
import { createTokenBucket } from "./token-bucket.ts";

const START = epochMs(0);

it("lets a burst through at once, and then tells how long to wait for what is above", () => {
  const bucket = createTokenBucket(10, 100, START);
  expect(bucket.take(100, START)).toBe(0);
  expect(bucket.take(5, START)).toBe(500);
  expect(bucket.take(5, plus(START, seconds(1)))).toBe(0);
});

it("gathers no more than a burst", () => {
  const bucket = createTokenBucket(10, 100, START);
  expect(bucket.take(110, plus(START, minutes(60)))).toBe(seconds(1));
});

it("counts as overdrawn from the first wait until there has been a second's rest", () => {
  const bucket = createTokenBucket(10, 100, START);
  bucket.take(200, START);
  expect(bucket.overdrawnFor(plus(START, seconds(10)))).toBe(seconds(10));
  bucket.take(10, plus(START, seconds(10))); // just held back to its rate: no rest
  expect(bucket.overdrawnFor(plus(START, seconds(11)))).toBe(seconds(11));
  bucket.take(1, plus(START, seconds(14)));
  expect(bucket.overdrawnFor(plus(START, seconds(14)))).toBe(0);
});

it("forgives on request", () => {
  const bucket = createTokenBucket(10, 10, START);
  bucket.take(20, START);
  bucket.forgive();
  expect(bucket.overdrawnFor(plus(START, seconds(9)))).toBe(0);
});
