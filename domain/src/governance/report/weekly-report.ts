import {
  COUNTED_BY,
  type CountedReport,
  ownLines,
  type ReportScope,
  SECTIONS,
  type SectionName,
  sectionOf,
  type SpanSection,
  spanOf,
  tallySources,
  withEarlier,
} from "./counted-report.ts";
import { countDays } from "./count-ledgers.ts";
import { countWatched } from "./count-watched.ts";
import type { CountedFigure, FigureName } from "./figure.ts";
import type { CountedSpan, ReportLine } from "./report-line.ts";
import { daysOf, type Week, weeksBefore } from "./week.ts";

const SECTION_NAMES = Object.keys(SECTIONS) as readonly SpanSection[];

/** One week of a site or a department. */
export interface WeeklyReport extends CountedReport {
  readonly week: Week;
}

/** How many weeks before are told beside each figure (chosen: a month). */
export const EARLIER_WEEKS = 4;

/** Counts a week and those before it. `lines`: in their order, of every place, up to an hour after the week, in which it is said that it was watched to its end. */
export function weeklyReport(lines: readonly ReportLine[], week: Week, timeZone: string, scope: ReportScope): WeeklyReport {
  const steps = weeklyReportInSteps(lines, week, timeZone, scope);
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}

/** The same in steps of some milliseconds, one for each section of each week: whoever has other work to do as well does it between them. */
export function* weeklyReportInSteps(
  lines: readonly ReportLine[],
  week: Week,
  timeZone: string,
  scope: ReportScope,
): Generator<void, WeeklyReport> {
  const own = ownLines(lines, scope, week);
  yield;
  const weeks = Array.from({ length: EARLIER_WEEKS + 1 }, (_, before) => weeksBefore(timeZone, week, before));
  const now = spanOf(own, week);
  const tally = tallySources();
  tally.take(now);
  const sources = tally.top();
  yield;
  const counted: { readonly figures: ReadonlyMap<SectionName, readonly CountedFigure[]>; readonly kept: readonly CountedFigure[] }[] = [];
  for (const each of weeks) {
    // Whether the platform watched at all is no matter of a place.
    const kept = keptOf(lines, each, timeZone);
    yield;
    const isKnown = counted.length === 0 || kept[0]?.value !== 0;
    counted.push({ kept, figures: isKnown ? yield* sectionsInSteps(each === weeks[0] ? now : spanOf(own, each)) : new Map() });
  }
  return {
    version: COUNTED_BY,
    ...scope,
    timeZone,
    week,
    sections: [
      ...SECTION_NAMES.map((name) => ({ name, figures: withEarlier(counted.map(({ figures }) => figures.get(name) ?? [])) })),
      { name: "kept", figures: withEarlier(counted.map(({ kept }) => kept)) },
    ],
    sources,
  };
}

/** The first of it is on how many days there are lines. */
const keptOf = (lines: readonly ReportLine[], week: Week, timeZone: string): readonly CountedFigure[] => [
  ...countDays(spanOf(lines, week), daysOf(timeZone, week)),
  ...countWatched(lines, week),
];

function* sectionsInSteps(span: CountedSpan): Generator<void, ReadonlyMap<SectionName, readonly CountedFigure[]>> {
  const figures = new Map<SectionName, readonly CountedFigure[]>();
  for (const name of SECTION_NAMES) {
    figures.set(name, SECTIONS[name](span));
    yield;
  }
  return figures;
}

/** Every line a figure of a report was counted from, also where the report names the first of them only. Its own section alone is counted. */
export function linesOfFigure(lines: readonly ReportLine[], report: WeeklyReport, name: FigureName): readonly number[] {
  const { week, timeZone } = report;
  const section = sectionOf(report, name);
  if (section === undefined) return [];
  const figures =
    section === "kept" ? keptOf(lines, week, timeZone) : SECTIONS[section as SpanSection](spanOf(ownLines(lines, report, week), week));
  return figures.find((figure) => figure.name === name)?.lines ?? [];
}
