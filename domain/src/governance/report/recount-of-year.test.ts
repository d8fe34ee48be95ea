import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { yearCounted } from "../../../../test/support/counted-year.ts";
import { journalOf, RAISED, YEAR_STEP } from "../../../../test/support/random-journal.ts";
import { recount } from "../../../../test/support/weekly-recount.ts";
import { recountOfYear } from "../../../../test/support/year-recount.ts";
import { epochMs } from "../../basics/index.ts";
import type { ReportScope } from "./counted-report.ts";
import type { FigureName } from "./figure.ts";
import type { ReportLine } from "./report-line.ts";
import { latestDueYear, monthsOf, yearBefore } from "./year.ts";
import type { YearlyReport } from "./yearly-report.ts";

const ZONE = "UTC";
const YEAR = latestDueYear(ZONE, epochMs(Date.UTC(2027, 0, 8, 6)));
const BEFORE = yearBefore(ZONE, YEAR);
const DEPARTMENT: ReportScope = { department: { en: "A", zh: "A" }, zones: ["a"] };

/** Days on which a step is not a day or two: two years in some hundred steps. */
const PACE = 10;
const JOURNAL = fc
  .tuple(fc.array(RAISED, { minLength: 1, maxLength: 6 }), fc.array(YEAR_STEP, { minLength: 60, maxLength: 150 }))
  .map(([raised, steps]) => journalOf(raised, steps, { from: BEFORE.from - 3_600_000, pace: PACE }));

/** To look for a smaller journal takes a quarter of an hour. */
const AT_ONCE = { endOnFailure: true };

const count = (lines: readonly ReportLine[], scope: ReportScope, figure?: FigureName) =>
  yearCounted(lines, { timeZone: ZONE, year: YEAR, began: lines[0]?.at ?? YEAR.from, facts: { unproven: [] } }, scope, figure);
const figuresOf = ({ sections }: YearlyReport) =>
  new Map(sections.flatMap(({ figures }) => figures.map((figure) => [figure.name, figure] as const)));

describe("every figure of a year is what a recount of the lines gives", () => {
  test.each([{ scope: {} }, { scope: DEPARTMENT }])("of $scope.department.en", ({ scope }: { scope: ReportScope }) => {
    const asked = scope.zones === undefined ? {} : { zones: scope.zones, department: "A" };
    const again = (lines: readonly ReportLine[], span: { readonly from: typeof YEAR.from; readonly to: typeof YEAR.to }) => ({
      ...recount(lines, span, scope.zones),
      ...recountOfYear(lines, span, asked),
    });
    fc.assert(
      fc.property(JOURNAL, (lines) => {
        const figures = figuresOf(count(lines, scope).report);
        const [now, before] = [again(lines, YEAR), again(lines, BEFORE)];
        for (const [name, value] of Object.entries(now)) expect([name, figures.get(name as FigureName)?.value]).toEqual([name, value]);
        for (const [name, value] of Object.entries(before)) {
          const isKnown = before["days-kept"] !== 0;
          expect([name, figures.get(name as FigureName)?.earlier]).toEqual([name, [isKnown ? (value ?? null) : null]]);
        }
        // All that is in the report is counted again, but the figures of the alarm system.
        const known = new Set(Object.keys(now));
        const others = [...figures.keys()].filter((name) => !known.has(name));
        expect(others).toEqual(scope.zones === undefined ? SYSTEM : SYSTEM.filter((name) => !name.startsWith("flood")));
      }),
      { numRuns: 40, ...AT_ONCE },
    );
  });

  test("and so is each month, whose alarms are followed to the end of the year", () => {
    const months = monthsOf(ZONE, YEAR);
    const ADDED = [
      "alarms",
      "alarms-high",
      "acknowledged",
      "not-acknowledged",
      "nobody-reached",
      "hazards-filed",
      "checks-done",
      "days-kept",
    ];
    const BY_ITSELF = [
      "alarms",
      "alarms-high",
      "hazards-filed",
      "hazards-open-at-end",
      "checks-missed",
      "measures-overdue-at-end",
      "days-kept",
    ];
    fc.assert(
      fc.property(JOURNAL, (lines) => {
        const figures = figuresOf(count(lines, {}).report);
        for (const name of ADDED) {
          const figure = figures.get(name as FigureName);
          expect([name, (figure?.months ?? []).reduce((sum: number, each) => sum + (each ?? 0), 0)]).toEqual([name, figure?.value]);
        }
        for (const [place, month] of months.entries()) {
          const again: Record<string, number | undefined> = { ...recount(lines, month, undefined), ...recountOfYear(lines, month) };
          for (const name of BY_ITSELF) {
            const told = figures.get(name as FigureName)?.months?.[place];
            expect([month.month, name, told]).toEqual([month.month, name, again["days-kept"] === 0 ? null : again[name]]);
          }
        }
      }),
      { numRuns: 20, ...AT_ONCE },
    );
  });

  test("each names its lines, and all of them when it is asked for", () => {
    fc.assert(
      fc.property(
        JOURNAL,
        fc.constantFrom<FigureName>("alarms", "shelved-time", "silent-time", "hazards-filed", "days-kept"),
        (lines, name) => {
          const { report, lines: all } = count(lines, {}, name);
          const figure = figuresOf(report).get(name);
          expect(all).toHaveLength(figure?.of ?? -1);
          expect(new Set(all).size).toBe(all.length);
          expect(all.slice(0, 50)).toEqual(figure?.lines);
        },
      ),
      { numRuns: 20, ...AT_ONCE },
    );
  });
});

test.each([
  { corrected: "a step of the year before, to a time of then", at: -7_200_000, value: undefined },
  { corrected: "a step of the year before, as not having happened", at: undefined, value: undefined },
  { corrected: "a step of the year before, to a time of this year", at: 60_000, value: 7_260_000 },
])("a drill is counted where it was: $corrected", ({ at, value }) => {
  const begunAt = YEAR.from - 7_200_000;
  const line = (number: number, when: number, act: object): ReportLine => {
    const detail = { record: "drill/1", act };
    return { number, at: epochMs(when), kind: "drill-recorded", actor: "user:li", zoneId: "a", detail };
  };
  const lines = [
    line(1, begunAt, { act: "begun" }),
    line(2, begunAt + 600_000, { act: "reached", step: "safe", reached: { at: begunAt + 600_000 } }),
    line(3, YEAR.from + 3_600_000, {
      act: "step-corrected",
      step: "safe",
      ...(at === undefined ? {} : { reached: { at: YEAR.from + at } }),
    }),
  ];
  const figure = figuresOf(count(lines, {}).report).get("drill-safe-longest");
  expect(figure?.value).toBe(value);
  expect(recountOfYear(lines, YEAR)["drill-safe-longest"]).toBe(value);
  expect(recountOfYear(lines, BEFORE)["drill-safe-longest"]).toBe(600_000);
});

const SYSTEM: readonly FigureName[] = [
  "alarms-per-day",
  "alarms-busiest-day",
  "alarms-busiest-ten-minutes",
  "chattering-alarms",
  "fleeting-alarms",
  "stale-at-end",
  "stale-worst-day",
  "unauthorised-suppressions",
  "floods",
  "flood-time",
];
