import { expect, test } from "vitest";
import { linesText, rangesOf, recordBlocks } from "./records.ts";

test("lines that follow one another are a range, in whatever order they come, and each once", () => {
  expect(rangesOf([10_251, 10_235, 10_234, 10_236, 10_236])).toEqual([
    [10_234, 10_236],
    [10_251, 10_251],
  ]);
  expect(rangesOf([])).toEqual([]);
});

test.each([
  ["en", "1–3, 7"],
  ["zh", "1–3, 7"],
] as const)("in %s all of them are named where they are known", (language, said) => {
  expect(linesText([1, 2, 3, 7], 4, language)).toBe(said);
});

test("and how many more there are is said where they are not", () => {
  expect(linesText([1, 2], 9, "en")).toBe("1–2 and 7 more");
  expect(linesText([1, 2], 9, "zh")).toBe("1–2 等 9 行");
});

test("what has no line is not in the list", () => {
  const blocks = recordBlocks(
    [
      { about: "a", lines: [4] },
      { about: "b", lines: [] },
    ],
    "en",
  );
  expect(blocks.at(-1)).toMatchObject({ rows: [["a", "4"]] });
});
