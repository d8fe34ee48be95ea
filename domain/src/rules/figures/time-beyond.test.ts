import { expect, test } from "vitest";
import { epochMs, minutes } from "../../basics/index.ts";
import { emptyWindow } from "./held-window.ts";
import { stepTimeBeyond } from "./time-beyond.ts";

const ABOVE_8 = { kind: "time-beyond", direction: "high", limit: 8, inclusive: false, over: minutes(10) } as const;

// Over 10 min; a sample holds for 2 min.
test.each([
  { at: [0], values: [9], is: 0, because: "no time has passed" },
  { at: [0, 1, 2, 3], values: [9, 7, 9, 7], is: 2, because: "two single minutes add up" },
  { at: [0, 1, 2], values: [8, 8, 8], is: 0, because: "the limit is not beyond it" },
  { at: [0, 1, 2], values: [8, 8, 8], inclusive: true, is: 2, because: "the limit itself counts" },
  { at: [0, 1, 2, 3], values: [1, 2, 3, 4], direction: "low", limit: 2, is: 1, because: "only 1 is below 2" },
  { at: [0, 1, 2, 3], values: [1, 2, 3, 4], direction: "low", limit: 2, inclusive: true, is: 2, because: "1 and 2 are" },
  { at: [0, 1, 2], values: [-0.5, -0.4, -0.6], direction: "low", limit: -0.5, inclusive: true, is: 1, because: "-0.4 is above -0.5" },
  { at: [0, 5, 6], values: [9, 9, 9], is: 3, because: "of the first 5 min only 2 were watched" },
  { at: [0, 2, 4, 6, 8, 10, 12], values: [9, 9, 9, 9, 9, 9, 9], is: 10, because: "there is no more than the window" },
  { at: [0, 2, 4, 6, 8, 10, 11.5], values: [9, 7, 7, 7, 7, 9, 9], is: 2, because: "half a minute of the first, one and a half now" },
  { at: [0, 2, 30], values: [9, 9, 9], is: 0, because: "it is long ago, and what was then is not known" },
  { at: [0, 0, 1, 1], values: [7, 9, 9, 7], is: 1, because: "of equal times the last value counts" },
  { at: [0, 1], values: [1.7e308, -1.7e308], is: 1, because: "huge values are values" },
] as const)("samples at minutes $at of $values: $is min, because $because", (row) => {
  const window = emptyWindow();
  const said = row.at.map((minute, index) =>
    stepTimeBeyond({ ...ABOVE_8, ...row }, window, { at: epochMs(minutes(minute)), value: row.values[index]!, hold: minutes(2) }),
  );
  expect(said.at(-1)).toBe(row.is);
});

test("an excursion that lasts is one piece, however often the signal reports", () => {
  const window = emptyWindow();
  for (let second = 0; second < 600; second++) {
    stepTimeBeyond(ABOVE_8, window, { at: epochMs(second * 1000), value: 8.1 + (second % 7), hold: minutes(2) });
  }
  expect(window.from).toHaveLength(1);
});
