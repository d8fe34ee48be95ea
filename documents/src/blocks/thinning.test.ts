import { expect, test } from "vitest";
import { thinned } from "./thinning.ts";

test("keeps the first, the last and both extremes of what is drawn on one spot, in order", () => {
  const points = [5, 9, 1, 6, 4].map((y, index) => ({ x: index / 100, y }));
  expect(thinned(points).map(({ y }) => y)).toEqual([5, 9, 1, 4]);
});

test("leaves what lies apart as it is", () => {
  const points = [1, 2, 3].map((y, index) => ({ x: index, y }));
  expect(thinned(points)).toEqual(points);
});
