import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { EFFECT_ROWS, EFFECTS, type EffectRow, MANNERS, type Manner } from "../../tools/sample-effects.ts";
import { effectOf } from "../support/sample-effects.ts";

const page = readFileSync(join(import.meta.dirname, "../../docs/reference/sample-effects.md"), "utf8");

/** The cells of the last table of the page, line by line. */
const lines = page
  .slice(page.indexOf("## Effects"))
  .split("\n")
  .filter((line) => line.startsWith("|"))
  .map((line) => line.slice(1, -1).split("|"))
  .map((cells) => cells.map((cell) => cell.trim().replaceAll("`", "")));
const [[, ...columns] = [], , ...rows] = lines;

test("the page has a row for every kind of rule and a column for every way a sample can come", () => {
  expect(rows.map(([row]) => row)).toEqual(EFFECT_ROWS);
  expect(columns).toEqual(Object.keys(MANNERS));
});

describe.each(rows)("%s", (row, ...cells) => {
  test.each(columns.map((manner, column) => ({ manner, effect: cells[column] ?? "" })))("$manner: $effect", ({ manner, effect }) => {
    expect(Object.keys(EFFECTS)).toContain(effect);
    expect(effectOf(row as EffectRow, manner as Manner)).toBe(effect);
  });
});
