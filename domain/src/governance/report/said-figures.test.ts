import { describe, expect, test } from "vitest";
import { yearCounted } from "../../../../test/support/counted-year.ts";
import { epochMs, hours } from "../../basics/index.ts";
import type { FigureName } from "./figure.ts";
import { FIGURE_NAMES } from "./figure.ts";
import type { SafetyReport } from "./report.ts";
import { sentencesOf } from "./sentences.ts";
import { latestDueWeek } from "./week.ts";
import { weeklyReport } from "./weekly-report.ts";
import { latestDueYear } from "./year.ts";

const ZONE = "UTC";
const AT = epochMs(Date.UTC(2027, 0, 11, 7));
const WEEK = weeklyReport([], latestDueWeek(ZONE, AT), ZONE, {});
const { report: YEAR } = yearCounted([], { timeZone: ZONE, year: latestDueYear(ZONE, AT), began: AT, facts: { unproven: [] } }, {});

/** What there must be besides for a figure to be more than none: it is a part of it, or taken from the same things. */
const WITH: Readonly<Partial<Record<FigureName, readonly FigureName[]>>> = {
  "alarms-critical": ["alarms"],
  "alarms-high": ["alarms"],
  "alarms-medium": ["alarms"],
  "alarms-low": ["alarms"],
  acknowledged: ["alarms", "acknowledge-median", "acknowledge-longest"],
  "acknowledge-median": ["alarms", "acknowledge-longest"],
  "acknowledge-longest": ["alarms", "acknowledge-median"],
  "not-acknowledged": ["alarms"],
  "first-human-median": ["alarms", "first-human-longest"],
  "first-human-longest": ["alarms", "first-human-median"],
  "no-human": ["alarms", "first-human-median", "first-human-longest"],
  "shelved-at-end": ["shelved-time"],
  "out-of-service-at-end": ["out-of-service-time"],
  "silent-at-end": ["silent-time"],
  "faulty-at-end": ["faulty-time"],
  "over-range-at-end": ["over-range-time"],
  "suspect-at-end": ["suspect-time"],
  "inhibited-at-end": ["inhibited-time"],
  "simulated-at-end": ["simulated-time"],
  "uncalibrated-at-end": ["uncalibrated-time"],
  "suppressed-at-end": ["suppressed-time"],
  "measures-overdue": ["measures-in-force-at-end"],
  "measures-overdue-at-end": ["measures-in-force-at-end"],
  "checks-done-late": ["checks-done"],
  "check-items-failed": ["checks-done"],
  "drills-interrupted": ["drills-not-held"],
  "drills-failed": ["drills-concluded"],
  "drill-lessons": ["drills-concluded"],
  "stock-corrections": ["stock-movements"],
  "count-differences": ["cabinets-counted"],
  "flood-time": ["floods"],
  "verification-mean": ["verification-longest"],
  "verification-longest": ["verification-mean"],
  "drill-safe-median": ["drill-acknowledged-median"],
};

/** Figures that stand in the table alone, and why no sentence needs them. */
const TABLE_ALONE: Readonly<Partial<Record<FigureName, string>>> = {
  "hazards-settled": "a step on the way: what is open, and late, is said",
  "hazards-remedied": "a step on the way: it is on the books until somebody else has looked",
  "checks-lapsed": "it was missed before, which is said",
  "checks-stand-in": "it was done, which is said",
  "drills-planned": "nothing has happened yet: that none was held is true beside it",
  "watched-time": "what of the time was not watched is said",
  "drill-acknowledged-longest": "half of them is said",
  "drill-safe-longest": "half of them is said",
  "excursions-decided": "a step on the way: what was approved, and what is open, is said",
  "periods-reviewed": "those that ended are said, and a report nobody reviews is an alarm",
  "periods-cancelled": "nothing was sealed in them: those that ended are said",
};

const OF_SOME = /-(median|longest|mean)$/;

/** What a report says in which these figures are an hour, or so many, and all others none. */
function says(report: SafetyReport, some: readonly FigureName[]): readonly string[] {
  const sections = report.sections.map(({ name, figures }) => ({
    name,
    figures: figures.map((figure) => {
      if (some.includes(figure.name)) return { ...figure, value: hours(1) };
      // Of none there is no value at all, and the report is of nothing.
      return OF_SOME.test(figure.name) ? figure : { ...figure, value: 0 };
    }),
  }));
  return sentencesOf({ ...report, sections } as SafetyReport).flatMap(({ text }) => [text.en, text.zh]);
}

const figuresOf = ({ sections }: SafetyReport): readonly FigureName[] => sections.flatMap(({ figures }) => figures.map(({ name }) => name));

describe.each([
  { of: "week", report: WEEK },
  { of: "year", report: YEAR },
])("in a $of", ({ report }) => {
  test.each(figuresOf(report))("%s is in a sentence, or in the table alone for a reason", (name) => {
    const others = WITH[name] ?? [];
    const [without, said] = [says(report, others), says(report, [name, ...others])];
    const isSaid = (language: 0 | 1): boolean => {
      const of = (sentences: readonly string[]) => sentences.filter((_, place) => place % 2 === language).join("\n");
      return of(without) !== of(said);
    };
    const isTableAlone = name in TABLE_ALONE;
    expect([isSaid(0), isSaid(1)]).toEqual([!isTableAlone, !isTableAlone]);
  });
});

test("no figure is left out", () => {
  expect(new Set([...figuresOf(WEEK), ...figuresOf(YEAR)])).toEqual(new Set(FIGURE_NAMES));
});
