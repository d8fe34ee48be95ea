import type { DurationMs } from "../../basics/index.ts";
import { medianOf } from "../../rules/index.ts";

/** What a figure is in: things, milliseconds, or things a day. */
type FigureUnit = "count" | "duration" | "rate";

/** What is counted of a week, and of every other span. */
const SPAN_FIGURES = {
  alarms: "count",
  "alarms-critical": "count",
  "alarms-high": "count",
  "alarms-medium": "count",
  "alarms-low": "count",
  acknowledged: "count",
  "acknowledge-median": "duration",
  "acknowledge-longest": "duration",
  "not-acknowledged": "count",
  "first-human-median": "duration",
  "first-human-longest": "duration",
  "no-human": "count",
  "nobody-reached": "count",
  "shelvings-begun": "count",
  "shelved-time": "duration",
  "shelved-at-end": "count",
  "out-of-service-begun": "count",
  "out-of-service-time": "duration",
  "out-of-service-at-end": "count",
  "silences-begun": "count",
  "silent-time": "duration",
  "silent-at-end": "count",
  "faulty-begun": "count",
  "faulty-time": "duration",
  "faulty-at-end": "count",
  "over-range-begun": "count",
  "over-range-time": "duration",
  "over-range-at-end": "count",
  "suspect-begun": "count",
  "suspect-time": "duration",
  "suspect-at-end": "count",
  "inhibited-begun": "count",
  "inhibited-time": "duration",
  "inhibited-at-end": "count",
  "simulated-begun": "count",
  "simulated-time": "duration",
  "simulated-at-end": "count",
  "uncalibrated-begun": "count",
  "uncalibrated-time": "duration",
  "uncalibrated-at-end": "count",
  "suppressions-begun": "count",
  "suppressed-time": "duration",
  "suppressed-at-end": "count",
  "hazards-filed": "count",
  "hazards-settled": "count",
  "hazards-remedied": "count",
  "hazards-written-off": "count",
  "hazards-check-failed": "count",
  "hazards-reopened": "count",
  "hazards-overdue": "count",
  "hazards-open-at-end": "count",
  "hazards-overdue-at-end": "count",
  "measures-added": "count",
  "measures-reviewed": "count",
  "measures-ended": "count",
  "measures-overdue": "count",
  "measures-in-force-at-end": "count",
  "measures-overdue-at-end": "count",
  "reports-risk": "count",
  "reports-danger": "count",
  "reports-ended": "count",
  "reports-open-at-end": "count",
  "checks-opened": "count",
  "checks-done": "count",
  "checks-done-late": "count",
  "checks-missed": "count",
  "checks-missed-at-end": "count",
  "checks-lapsed": "count",
  "checks-stand-in": "count",
  "check-items-failed": "count",
  "drills-planned": "count",
  "drills-held": "count",
  "drills-not-held": "count",
  "drills-interrupted": "count",
  "drills-cancelled": "count",
  "drills-concluded": "count",
  "drills-failed": "count",
  "drill-lessons": "count",
  "stock-movements": "count",
  "stock-corrections": "count",
  "stock-unsigned": "count",
  "stock-late": "count",
  "findings-found": "count",
  "findings-accounted": "count",
  "findings-explained": "count",
  "findings-open-at-end": "count",
  "cabinets-counted": "count",
  "count-differences": "count",
  "stock-takes-late": "count",
  "not-counted-test": "count",
  "not-counted-simulated": "count",
  "not-counted-withheld": "count",
  "days-kept": "count",
  "watched-time": "duration",
  "unwatched-time": "duration",
} as const satisfies Record<string, FigureUnit>;
export type WeekFigureName = keyof typeof SPAN_FIGURES;

/** What is counted of a year besides. */
const YEAR_FIGURES = {
  "alarms-per-day": "rate",
  "alarms-busiest-day": "count",
  "alarms-busiest-ten-minutes": "count",
  "chattering-alarms": "count",
  "fleeting-alarms": "count",
  "stale-at-end": "count",
  "stale-worst-day": "count",
  "unauthorised-suppressions": "count",
  floods: "count",
  "flood-time": "duration",
  "verification-mean": "duration",
  "verification-longest": "duration",
  "drills-overdue": "count",
  "drill-acknowledged-median": "duration",
  "drill-acknowledged-longest": "duration",
  "drill-safe-median": "duration",
  "drill-safe-longest": "duration",
  "excursions-opened": "count",
  "excursions-decided": "count",
  "excursions-approved": "count",
  "excursions-open-at-end": "count",
  "periods-reported": "count",
  "periods-reviewed": "count",
  "periods-cancelled": "count",
  "seal-openings": "count",
  "seal-openings-without-leave": "count",
  "check-ins-missed": "count",
  "weekly-made": "count",
  "weekly-signed": "count",
  "weekly-unread": "count",
  "weekly-unsigned-at-end": "count",
  "site-changes": "count",
  "site-changes-approved": "count",
  "site-changes-rejected": "count",
  "proofs-signed": "count",
  "proofs-voided": "count",
  "duties-overdue": "count",
} as const satisfies Record<string, FigureUnit>;

export type YearFigureName = keyof typeof YEAR_FIGURES;

export const REPORT_FIGURES: Readonly<Record<WeekFigureName | YearFigureName, FigureUnit>> = { ...SPAN_FIGURES, ...YEAR_FIGURES };
export type FigureName = keyof typeof REPORT_FIGURES;

/** Most lines a report names of each figure (chosen: more than anybody looks up one by one; the others are found by counting again). */
export const MOST_LINES = 50;
export const FIGURE_NAMES = Object.keys(REPORT_FIGURES) as readonly FigureName[];

/** A number, and the lines of the journal it was counted from. */
export interface CountedFigure {
  readonly name: FigureName;
  /** Absent: there is nothing to take it from, such as the median of none. */
  readonly value?: number;
  /** Numbers of the lines: all of them while it is counted, and the first MOST_LINES in a report. */
  readonly lines: readonly number[];
  /** How many lines it was counted from. */
  readonly of: number;
  /** Of a median or the longest while it is counted: the times it is taken from, milliseconds, in any order. No report has them. */
  readonly times?: readonly number[];
}

const from = (lines: readonly number[]): Pick<CountedFigure, "lines" | "of"> => ({ lines, of: lines.length });

/** As many as there are lines. */
export const count = (name: FigureName, lines: readonly number[]): CountedFigure => ({ name, value: lines.length, ...from(lines) });

/** A number of its own, counted from these lines. */
export const figure = (name: FigureName, value: number, lines: readonly number[]): CountedFigure => ({ name, value, ...from(lines) });

/** A time, and the line it ended with. */
export interface Timed {
  readonly took: DurationMs;
  readonly line: number;
}

/** The median: the middle one, of an even number the mean of the two in the middle, rounded to a whole; undefined of none. */
export const middleOf = (times: readonly number[]): number | undefined =>
  times.length === 0 ? undefined : Math.round(medianOf(new Float64Array(times), times.length));

const mostOf = (times: readonly number[]): number | undefined => {
  let most: number | undefined;
  for (const time of times) if (most === undefined || time > most) most = time;
  return most;
};

/** The middle one, and the longest. */
export function medianAndLongest(median: FigureName, longest: FigureName, timed: readonly Timed[]): readonly CountedFigure[] {
  const times = timed.map(({ took }) => took);
  const lines = timed.map(({ line }) => line);
  return [median, longest].map((name) => ({ name, ...valueOfTimes(name, times), ...from(lines), times }));
}

/** What of these times a figure says; nothing where there are none. */
export function valueOfTimes(name: FigureName, times: readonly number[]): { readonly value?: number } {
  const value = name.endsWith("-median") ? middleOf(times) : mostOf(times);
  return value === undefined ? {} : { value };
}
