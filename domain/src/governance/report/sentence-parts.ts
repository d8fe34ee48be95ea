import type { Text } from "../../basics/index.ts";
import type { FigureName } from "./figure.ts";
import { lastedText } from "./report-words.ts";
import { daysOfMonth } from "./month.ts";
import { isWeekly, isYearly, type SafetyReport } from "./report.ts";
import { lengthOfYear } from "./year.ts";

/** How a span is named in sentences: "this week", "the year before". */
export interface SpanWords {
  readonly en: "week" | "month" | "year";
  /** Of the span itself, and of the one before. */
  readonly zh: { readonly now: string; readonly before: string };
  /** How many it has. */
  readonly days: number;
}

/** How the span of a report is named. */
export function saidOf(report: SafetyReport): SpanWords {
  if (isYearly(report)) return { en: "year", zh: { now: "本年度", before: "上年度" }, days: lengthOfYear(report.year) };
  if (isWeekly(report)) return { en: "week", zh: { now: "本周", before: "上周" }, days: 7 };
  return { en: "month", zh: { now: "本月", before: "上月" }, days: daysOfMonth(report.timeZone, report.month).length - 1 };
}

/** What sentences ask of a report. */
export interface Figures {
  readonly said: SpanWords;
  value(name: FigureName): number;
  /** As people read it; undefined where there is none. */
  lasted(name: FigureName): Text | undefined;
  /** In the span before; undefined where that is not known. */
  before(name: FigureName): number | undefined;
}

export function figuresOf(report: SafetyReport): Figures {
  const all = new Map(report.sections.flatMap(({ figures }) => figures.map((figure) => [figure.name, figure] as const)));
  return {
    said: saidOf(report),
    value: (name) => all.get(name)?.value ?? 0,
    lasted(name) {
      const value = all.get(name)?.value;
      return value === undefined ? undefined : lastedText(value);
    },
    before: (name) => all.get(name)?.earlier.at(-1) ?? undefined,
  };
}

/** Said behind something else where there were some, and left out where there were none: ", 2 became overdue". */
export const besides = (count: number, en: string, zh: string): Text =>
  count === 0 ? { en: "", zh: "" } : { en: `, ${count} ${en}`, zh: `，${zh.replace("{count}", String(count))}` };

/** "1 alarm", "2 alarms". */
export const many = (count: number, one: string, more = `${one}s`): string => `${count} ${count === 1 ? one : more}`;
export const was = (count: number): string => (count === 1 ? "was" : "were");
