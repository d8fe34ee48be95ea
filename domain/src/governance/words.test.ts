import { expect, test } from "vitest";
import { isSaid, isTooLong, LONGEST_WORDS, type SaidOf } from "./words.ts";

test.each(Object.entries(LONGEST_WORDS))("of %s at most %i characters are kept, and not none", (of, most) => {
  const subject = of as SaidOf;
  expect([isSaid("x".repeat(most), subject), isTooLong("x".repeat(most), subject)]).toEqual([true, false]);
  expect([isSaid("x".repeat(most + 1), subject), isTooLong("x".repeat(most + 1), subject)]).toEqual([false, true]);
  expect([isSaid(" \n", subject), isSaid(undefined, subject), isTooLong(undefined, subject)]).toEqual([false, false, false]);
});
