import { expect, test } from "vitest";
import { epochMs } from "../../basics/index.ts";
import { recountOfYear } from "../../../../test/support/year-recount.ts";
import { countPeriods } from "./count-year.ts";
import type { ReportLine } from "./report-line.ts";

test("a report of a key period that a clock that was ahead made before its end is not counted, the true one is", () => {
  const acts = [
    { at: 10, act: { act: "taken-up", plan: { to: 500 } } },
    { at: 900, act: { act: "reported" } },
    { at: 910, act: { act: "reviewed" } },
    { at: 20, act: { act: "set-back" } },
    { at: 510, act: { act: "reported" } },
    // Of a check-in that was ahead: the report stays.
    { at: 505, act: { act: "set-back" } },
  ];
  expect(figuresOf(acts)).toEqual({ "periods-reported": [5], "periods-reviewed": [] });
});

test("a report that a clock that was behind took for one of those counts once it is put back", () => {
  const acts = [
    { at: 10, act: { act: "taken-up", plan: { to: 500 } } },
    { at: 510, act: { act: "reported" } },
    { at: 520, act: { act: "reviewed" } },
    { at: 490, act: { act: "set-back" } },
    { at: 600, act: { act: "put-back", checkIns: [], report: true } },
  ];
  expect(figuresOf(acts)).toEqual({ "periods-reported": [2], "periods-reviewed": [3] });
});

/** Lines of each figure; a recount by another way has as many. */
function figuresOf(acts: readonly { readonly at: number; readonly act: unknown }[]): Record<string, unknown> {
  const lines: readonly ReportLine[] = acts.map(({ at, act }, place) => ({
    number: place + 1,
    at: epochMs(at),
    kind: "key-period-recorded",
    actor: "system",
    detail: { record: "key-period/1", act },
  }));
  const span = { from: epochMs(0), to: epochMs(1000) };
  const names = ["periods-reported", "periods-reviewed"];
  const figures = countPeriods({ lines, ...span }).filter(({ name }) => names.includes(name));
  expect(recountOfYear(lines, span)).toMatchObject(Object.fromEntries(figures.map(({ name, value }) => [name, value])));
  return Object.fromEntries(figures.map(({ name, lines: of }) => [name, of]));
}
