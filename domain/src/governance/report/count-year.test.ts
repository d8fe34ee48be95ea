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
  const lines: readonly ReportLine[] = acts.map(({ at, act }, place) => ({
    number: place + 1,
    at: epochMs(at),
    kind: "key-period-recorded",
    actor: "system",
    detail: { record: "key-period/1", act },
  }));
  const span = { from: epochMs(0), to: epochMs(1000) };
  const figures = new Map(countPeriods({ lines, ...span }).map(({ name, value, lines: of }) => [name, [value, of]]));
  expect(figures.get("periods-reported")).toEqual([1, [5]]);
  expect(figures.get("periods-reviewed")).toEqual([0, []]);
  expect(recountOfYear(lines, span)).toMatchObject({ "periods-reported": 1, "periods-reviewed": 0 });
});
