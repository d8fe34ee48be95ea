import { expect, test } from "vitest";
import { type CountedFigure, figure } from "./figure.ts";
import { mergeFigures } from "./merged-figures.ts";

const absent = (name: CountedFigure["name"]): CountedFigure => ({ name, lines: [], of: 0 });
const median = (times: readonly number[]): CountedFigure => ({ name: "acknowledge-median", lines: [], of: times.length, times });
const longest = (times: readonly number[]): CountedFigure => ({ ...median(times), name: "acknowledge-longest" });
const merged = (...parts: readonly CountedFigure[]) => {
  const all = mergeFigures(() => 50);
  for (const part of parts) all.take([part]);
  return all.figures()[0]?.value;
};

test.each([
  { of: "parts that are known", parts: [figure("alarms", 2, [1, 2]), figure("alarms", 0, [])], value: 2, because: "things are added up" },
  { of: "noughts", parts: [figure("alarms", 0, []), figure("alarms", 0, [])], value: 0, because: "nothing was counted, and that is known" },
  { of: "parts of which none is known", parts: [absent("alarms"), absent("alarms")], value: undefined, because: "absent is no nought" },
  {
    of: "a part that is not known first",
    parts: [absent("alarms"), figure("alarms", 2, [1, 2])],
    value: undefined,
    because: "2 would be too few",
  },
  {
    of: "a part that is not known last",
    parts: [figure("alarms", 2, [1, 2]), absent("alarms")],
    value: undefined,
    because: "2 would be too few",
  },
  {
    of: "what stands at the end",
    parts: [absent("shelved-at-end"), figure("shelved-at-end", 1, [7])],
    value: 1,
    because: "the last says it",
  },
  { of: "no times", parts: [median([]), median([])], value: undefined, because: "there is no median of none" },
  { of: "the longest of parts", parts: [longest([]), longest([5, 9]), longest([7])], value: 9, because: "the longest of each is enough" },
  { of: "times of one part alone", parts: [median([]), median([5, 9, 7])], value: 7, because: "a median is of all times" },
])("of $of a year has $value: $because", ({ parts, value }) => {
  expect(merged(...parts)).toBe(value);
});
