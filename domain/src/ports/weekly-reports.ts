import type { EpochMs } from "../basics/index.ts";
import type { FigureName, ReportLine, WeeklyReportCommand, WeeklyReportItem, WeeklyReportRefusalCode } from "../governance/index.ts";
import type { LedgerBook } from "./ledgers.ts";

/** What weekly reports are counted from. */
export interface ReportLineSource {
  /**
   * Lines of the journal up to `to`, in their order: all that are counted from `from` on, and of before it what may have lasted until then.
   * Reads in slices, so that alarms wait for none of it.
   */
  reportLines(span: { readonly from: EpochMs; readonly to: EpochMs }): Promise<readonly ReportLine[]>;
  /** When the journal has its first line; undefined before it. */
  journalBegan(): EpochMs | undefined;
}

/** The weekly reports. */
export interface ReportDesk {
  reports(): LedgerBook<WeeklyReportItem, WeeklyReportCommand, WeeklyReportRefusalCode>;
  /** Mondays of weeks whose reports are due and not all made: they are on their way, or could not be made so far. The oldest first. */
  missing(): readonly string[];
  /** Counts a report again from the journal: the hash it has now. Equal to its own, the figures are what the journal says. Undefined where there is no such report. */
  recount(number: number): Promise<string | undefined>;
  /** Numbers of every line a figure of it was counted from; undefined where there is no such report. */
  linesOfFigure(number: number, figure: FigureName): Promise<readonly number[] | undefined>;
}
