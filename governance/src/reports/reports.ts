import { ok } from "@labcanary/domain/basics";
import { type FigureName, isWeekly, isYearly, type SafetyReport } from "@labcanary/domain/governance";
import type { ReportDesk } from "@labcanary/domain/ports";
import { createCustodyMonths, type CustodyBooks } from "./custody-months.ts";
import { createQueue } from "./queue.ts";
import { createWeeklyReports } from "./weekly-reports.ts";
import { createYearlyReports, type YearlyReportsDeps } from "./yearly-reports.ts";

export interface Reports extends ReportDesk {
  /** Makes what is missing, and from then on each report when it is due. */
  start(): void;
  /** Resolves when nothing is being made any more. */
  stop(): Promise<void>;
}

/** Makes the reports of weeks, of months of custody and of years, one after the other, and counts them again for those who ask when none is to be made. */
export function createReports(deps: YearlyReportsDeps & { readonly custody: CustodyBooks }): Reports {
  const queue = createQueue();
  const weekly = createWeeklyReports(deps, queue);
  const custody = createCustodyMonths(deps, deps.custody, queue);
  const yearly = createYearlyReports(deps, queue);
  const makers = [weekly, custody, yearly];
  const { book } = deps;

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
    },
    async stop() {
      await Promise.all(makers.map((maker) => maker.stop()));
    },
    reports: () => book,
    missing: weekly.missing,
    missingMonths: custody.missing,
    missingYears: yearly.missing,
    async recount(number) {
      const report = book.get(number)?.report;
      return report === undefined ? ok(undefined) : queue.ask(`recount ${number}`, () => recount(report));
    },
    async linesOfFigure(number, figure) {
      const report = book.get(number)?.report;
      const named = report?.sections.flatMap(({ figures }) => figures).find(({ name }) => name === figure);
      if (report === undefined) return ok(undefined);
      if (named === undefined || named.of === named.lines.length) return ok(named?.lines ?? []);
      return queue.ask(`lines ${number} ${figure}`, () => linesOfFigure(report, figure));
    },
  };
}
