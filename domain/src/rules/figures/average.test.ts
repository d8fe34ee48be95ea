import { expect, test } from "vitest";
import { epochMs, minutes } from "../../basics/index.ts";
import { stepAverage } from "./average.ts";
import { emptyWindow } from "./held-window.ts";

// Over 4 min, of which 3 must have been watched; a sample holds for 2 min.
test.each([
  { at: [0], values: [10], is: undefined, because: "no time has passed" },
  { at: [0, 1, 2], values: [10, 20, 30], is: undefined, because: "2 min are too little" },
  { at: [0, 1, 2, 3], values: [10, 20, 30, 40], is: 20, because: "10, 20 and 30 held for a minute each, 40 not yet" },
  { at: [0, 1, 2, 3, 4], values: [10, 20, 30, 40, 50], is: 25, because: "all four minutes" },
  {
    at: [0, 1, 2, 3, 4, 4.5],
    values: [10, 20, 30, 40, 50, 60],
    is: 30,
    because: "half of the first and last: (5 + 20 + 30 + 40 + 25) / 4",
  },
  { at: [0, 2, 3], values: [10, 40, 0], is: 20, because: "(10 × 2 + 40 × 1) / 3: time counts, not samples" },
  { at: [0, 3, 4], values: [10, 40, 0], is: 20, because: "10 holds for 2 min only; the third minute is left out" },
  { at: [0, 3.5, 4], values: [10, 40, 0], is: undefined, because: "2 + 0.5 min were watched" },
  { at: [0, 1, 2, 3, 9], values: [10, 20, 30, 40, 50], is: undefined, because: "the window lies in the gap" },
  { at: [0, 0, 3, 3], values: [99, 30, 99, 0], is: undefined, because: "30 holds for 2 min; 99 for none" },
  { at: [0, 0, 2, 2, 3], values: [99, 30, 99, 0, 7], is: 20, because: "of equal times the last value counts" },
  { at: [0, 1, 2, 3], values: [-6, 0, 3, 9], is: -1, because: "zero and negative values are values" },
  { at: [0, 2, 4], values: [1.7e308, -1.7e308, 0], is: 0, because: "the sum of huge values may be none" },
  { at: [0, 2, 4], values: [1.7e308, 1.7e308, 0], is: 1.7e308, because: "the sum of huge values may be none" },
  { at: [0, 1, 2, 3, 4], values: [0.1, 0.1, 0.1, 0.1, 0.1], is: 0.1, because: "a steady value is its own average, to the bit" },
])("samples at minutes $at of $values: $is, because $because", ({ at, values, is }) => {
  const window = emptyWindow();
  const figure = { kind: "average", over: minutes(4), coverage: 0.75 } as const;
  const said = at.map((minute, index) =>
    stepAverage(figure, window, { at: epochMs(minutes(minute)), value: values[index]!, hold: minutes(2) }),
  );
  expect(said.at(-1)).toBe(is);
});

test("nothing watched is no average, even where no coverage is asked for", () => {
  const sample = { at: epochMs(0), value: 5, hold: minutes(2) };
  expect(stepAverage({ kind: "average", over: minutes(4), coverage: 0 }, emptyWindow(), sample)).toBeUndefined();
});
