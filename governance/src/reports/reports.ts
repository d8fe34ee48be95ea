import { err, hours, ok } from "@labcanary/domain/basics";
import { COUNTED_BY, type FigureName, isCustodyMonth, isVoid, isWeekly, isYearly, type SafetyReport } from "@labcanary/domain/governance";
import type { ReportDesk } from "@labcanary/domain/ports";
import { createCustodyMonths, type CustodyBooks } from "./custody-months.ts";
import { TRY_AGAIN_AFTER } from "./counting.ts";
import { createQueue } from "./queue.ts";
import { createWeeklyReports } from "./weekly-reports.ts";
import { voidReports } from "./void-reports.ts";
import { createYearlyReports, type YearlyReportsDeps } from "./yearly-reports.ts";

export interface Reports extends ReportDesk {
  /** Makes what is missing, and from then on each report when it is due. */
  start(): void;
  /** Resolves when nothing is being made any more. */
  stop(): Promise<void>;
}

/** Chosen: by then NTP has put right a clock that was behind when the machine was started, and what it found void is not said for ever. */
const SURE_AFTER = hours(1);

/** Makes the reports of weeks, of months of custody and of years, one after the other, and counts them again for those who ask when none is to be made. */
export function createReports(deps: YearlyReportsDeps & { readonly custody: CustodyBooks }): Reports {
  const queue = createQueue();
  const weekly = createWeeklyReports(deps, queue);
  const custody = createCustodyMonths(deps, deps.custody, queue);
  const yearly = createYearlyReports(deps, queue);
  const makers = [weekly, custody, yearly];
  const { book, clock, logger } = deps;
  let stopVoiding: (() => void) | undefined;

  function voidMade(): void {
    queue
      .add(async () => voidReports(book, clock.now()))
      .catch((error: unknown) => {
        logger.error({ error: String(error) }, "It could not be kept that a report is void; tried again in ten minutes");
        if (stopVoiding !== undefined) stopVoiding = clock.after(TRY_AGAIN_AFTER, voidMade);
      });
  }

  function recount(report: SafetyReport): Promise<string> {
    if (isYearly(report)) return yearly.recount(report);
    return isWeekly(report) ? weekly.recount(report) : custody.recount(report);
  }
  function linesOfFigure(report: SafetyReport, figure: FigureName): Promise<readonly number[]> {
    if (isYearly(report)) return yearly.linesOfFigure(report, figure);
    return isWeekly(report) ? weekly.linesOfFigure(report, figure) : custody.linesOfFigure(report, figure);
  }
  return {
    start() {
      for (const maker of makers) maker.start();
      stopVoiding = clock.after(SURE_AFTER, voidMade);
    },
    async stop() {
      stopVoiding?.();
      stopVoiding = undefined;
      await Promise.all(makers.map((maker) => maker.stop()));
    },
    reports: () => book,
    missing: weekly.missing,
    missingMonths: custody.missing,
    missingYears: yearly.missing,
    async recount(number, asker) {
      const item = book.get(number);
      if (item === undefined) return ok(undefined);
      const { report } = item;
      if (isVoid(item, clock.now())) return err({ code: "WEEKLY_REPORT_VOID" });
      if (!isCustodyMonth(report) && report.version !== COUNTED_BY) return err({ code: "REPORT_EARLIER_RULE" });
      return queue.ask(`recount ${number}`, asker, () => recount(report));
    },
    async linesOfFigure(number, figure, asker) {
      const report = book.get(number)?.report;
      const named = report?.sections.flatMap(({ figures }) => figures).find(({ name }) => name === figure);
      if (report === undefined) return ok(undefined);
      if (named === undefined || named.of === named.lines.length) return ok(named?.lines ?? []);
      return queue.ask(`lines ${number} ${figure}`, asker, () => linesOfFigure(report, figure));
    },
  };
}
