import { expect, test } from "vitest";
import { epochMs, minutes } from "../../basics/index.ts";
import { stepRate } from "./rate.ts";
import { emptySlope } from "./slope.ts";

/** The rate after each of these samples, given as [minute, value]; a sample holds for 2 min. */
function rates(samples: readonly (readonly [number, number])[], over = minutes(4)): (number | undefined)[] {
  const memory = emptySlope();
  return samples.map(([minute, value]) =>
    stepRate({ kind: "rate", over }, memory, { at: epochMs(minutes(minute)), value, hold: minutes(2) }),
  );
}

test.each([
  { values: [0, 1, 2, 3, 4], last: 1, because: "it rises by 1 a minute" },
  { values: [4, 2, 0, -2, -4], last: -2, because: "it falls by 2 a minute" },
  { values: [7, 7, 7, 7, 7], last: 0, because: "it stands still" },
  { values: [0, 1, 100, 3, 4], last: 1, because: "of slopes -97 -48 1 1 1 1 1 1 50 99 the median is 1" },
  { values: [0, 1, 1, 2, 2], last: 0.5, because: "of slopes 0 0 1/3 1/2 1/2 1/2 1/2 2/3 1 1 the median is 1/2" },
  { values: [0, 1, 2, 3, 4, 6, 8, 10, 12], last: 2, because: "what left the window counts no more" },
  { values: [-1.6e308, -0.8e308, 0, 0.8e308, 1.6e308], last: 0.8e308, because: "a difference may be too huge for a number" },
])("one sample a minute, $values, ends at $last a minute: $because", ({ values, last }) => {
  expect(rates(values.map((value, minute) => [minute, value])).at(-1)! / (last || 1)).toBeCloseTo(last === 0 ? 0 : 1, 12);
});

test("a rate too steep for a number is the greatest number there is", () => {
  const values = [-1.6e308, -0.8e308, 0, 0.8e308, 1.6e308];
  const rising = values.map((value, index) => [index / 4, value] as const);
  const falling = values.map((value, index) => [index / 4, -value] as const);
  expect([rates(rising, minutes(1)).at(-1), rates(falling, minutes(1)).at(-1)]).toEqual([Number.MAX_VALUE, -Number.MAX_VALUE]);
});

test("nothing is said with fewer than five samples: they cannot outvote a wild one", () => {
  expect(rates([0, 1, 2, 3].map((minute) => [minute, minute]))).toEqual([undefined, undefined, undefined, undefined]);
});

test("nothing is said before half of the window was watched", () => {
  const quick = [0, 0.4, 0.8, 1.2, 1.6, 2].map((minute) => [minute, minute] as const);
  expect(rates(quick).map((rate) => rate !== undefined)).toEqual([false, false, false, false, false, true]);
});

test("a slope never bridges a gap: it begins again with the sample after it", () => {
  const before = [0, 1, 2, 3, 4].map((minute) => [minute, minute] as const);
  const after = [6.1, 7, 8, 9, 10].map((minute) => [minute, 50 - 3 * minute] as const);
  const said = rates([...before, ...after]);
  expect(said.map((rate) => rate !== undefined)).toEqual([false, false, false, false, true, false, false, false, false, true]);
  expect([said[4], said[9]]).toEqual([expect.closeTo(1, 12), expect.closeTo(-3, 12)]);
});

test("a sample that comes when the one before has just held for long enough comes after no gap", () => {
  expect(rates([0, 2, 3, 3.5, 4].map((minute) => [minute, minute])).at(-1)).toBeCloseTo(1, 12);
});

test("of samples with equal times the first counts", () => {
  const twice = [0, 1, 2, 3, 4].flatMap((minute) => [[minute, minute] as const, [minute, 99] as const]);
  expect(rates(twice).at(-1)).toBeCloseTo(1, 12);
});
