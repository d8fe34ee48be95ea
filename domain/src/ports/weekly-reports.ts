import type { EpochMs, Result } from "../basics/index.ts";
import type { FigureName, ReportCommand, ReportItem, ReportLine, WeeklyReportRefusalCode } from "../governance/index.ts";
import type { LedgerBook } from "./ledgers.ts";

/** What reports are counted from. All reads are in slices, so that alarms wait for none of it; lines are in the order of the journal. */
export interface ReportLineSource {
  /** Lines up to `to`: all that are counted of a week from `from` on, and of before it what may have lasted until then. */
  reportLines(span: { readonly from: EpochMs; readonly to: EpochMs }): Promise<readonly ReportLine[]>;
  /**
   * Lines of alarms and signals that are counted of a year: from `from` to `to`, of before it those of alarms that stood then, and of after
   * it, up to `until`, what became of alarms that were not over.
   */
  alarmLines(span: { readonly from: EpochMs; readonly to: EpochMs; readonly until: EpochMs }): Promise<readonly ReportLine[]>;
  /** Lines of ledgers from their beginning up to `to`, of changes and proofs from `from` on, and of signals that may have been out of service then. */
  recordLines(span: { readonly from: EpochMs; readonly to: EpochMs }): Promise<readonly ReportLine[]>;
  /** The least time of a line of the journal, which is not its first where that was written by a clock that was ahead; undefined before there is one. */
  journalBegan(): EpochMs | undefined;
  /** Numbers of the first and the last line dated within a span; undefined where there is none. */
  numbersOf(span: { readonly from: EpochMs; readonly to: EpochMs }): { readonly first: number; readonly last: number } | undefined;
}

/** Reports of weeks, of months of custody and of years. */
export interface ReportDesk {
  reports(): LedgerBook<ReportItem, ReportCommand, WeeklyReportRefusalCode>;
  /** Mondays of weeks whose reports are due and not all made: they are on their way, or could not be made so far. The oldest first. */
  missing(): readonly string[];
  /** The same of months of custody, as 2026-11. */
  missingMonths(): readonly string[];
  /** The same of years, as 2026. */
  missingYears(): readonly string[];
  /** Counts a report again from the journal: the hash it has now. Equal to its own, the figures are what the journal says. Undefined where there is no such report. `asker`: may ask one thing at a time. */
  recount(number: number, asker: string): Promise<CountedAgain<string>>;
  /** Numbers of every line a figure of it was counted from; undefined where there is no such report. */
  linesOfFigure(number: number, figure: FigureName, asker: string): Promise<Result<readonly number[] | undefined, CountBusy>>;
}

/** Counting again reads much of the journal, of a year for minutes: refused while too much else is counted again. */
export interface CountBusy {
  readonly code: "REPORT_COUNT_BUSY";
}
/** What is void says nothing that could be the same; what was counted by an earlier release's rule cannot be compared. */
export type CountedAgain<Of> = Result<Of | undefined, CountBusy | { readonly code: "WEEKLY_REPORT_VOID" | "REPORT_EARLIER_RULE" }>;
