import type { Run } from "@labcanary/domain/document";
import fc from "fast-check";
import { expect, test } from "vitest";
import { setLines } from "./lines.ts";

/** A Chinese character is as wide as it is high, a Latin letter half of that. */
const measure = (text: string): number => [...text].reduce((width, character) => width + (character > "\u2e80" ? 10 : 5), 0);
const set = (text: string, width: number): readonly string[] =>
  setLines([{ text }], width, measure).map(({ pieces }) => pieces.map((piece) => piece.text).join(""));

test.each([
  { text: "冷库温度高于上限", width: 40, lines: ["冷库温度", "高于上限"], because: "Chinese breaks at any character" },
  { text: "冷库温度，高于上限", width: 40, lines: ["冷库温", "度，高于", "上限"], because: "no line begins with 。 or ，" },
  { text: "温度高（八度）", width: 40, lines: ["温度高", "（八度）"], because: "no line ends with （" },
  { text: "too warm for long", width: 45, lines: ["too warm", "for long"], because: "words stay whole" },
  { text: "abcdefghijklmnop", width: 30, lines: ["abcdef", "ghijkl", "mnop"], because: "a word wider than a line is broken, not cut" },
  { text: "one\ntwo", width: 100, lines: ["one", "two"], because: "a line break is kept" },
  { text: "one\n\ntwo", width: 100, lines: ["one", "", "two"], because: "so is an empty line" },
  { text: "", width: 100, lines: [""], because: "nothing takes a line of its own" },
])("$text in $width becomes $lines: $because", ({ text, width, lines }) => {
  expect(set(text, width)).toEqual(lines);
});

test("loses nothing and leaves no line wider than it may be, whatever the runs", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", " ", "温", "，", "。", "（", "）", "-", "8.5 °C", "\n"), maxLength: 60 });
  fc.assert(
    fc.property(
      fc.array(fc.record({ text, strong: fc.boolean() }), { maxLength: 5 }),
      fc.integer({ min: 30, max: 120 }),
      (runs: Run[], width) => {
        const lines = setLines(runs, width, measure);
        const unspaced = (all: readonly Run[]): string => all.map((run) => run.text.replaceAll(/\s/g, "")).join("");
        expect(unspaced(lines.flatMap(({ pieces }) => pieces))).toBe(unspaced(runs));
        for (const line of lines) expect(line.width).toBeLessThanOrEqual(width);
      },
    ),
  );
});
