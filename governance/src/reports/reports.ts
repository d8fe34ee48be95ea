import { isYearly, type SafetyReport } from "@labcanary/domain/governance";
import type { ReportDesk } from "@labcanary/domain/ports";
import { createQueue } from "./counting.ts";
import { createWeeklyReports } from "./weekly-reports.ts";
import { createYearlyReports, type YearlyReportsDeps } from "./yearly-reports.ts";

export interface Reports extends ReportDesk {
  /** Makes what is missing, and from then on each report when it is due. */
  start(): void;
  /** Resolves when nothing is being made any more. */
  stop(): Promise<void>;
}

/** Makes the reports of weeks and years, one after the other: each reads much of the journal. */
export function createReports(deps: YearlyReportsDeps): Reports {
  const queue = createQueue();
  const weekly = createWeeklyReports(deps, queue);
  const yearly = createYearlyReports(deps, queue);
  const { book } = deps;

  const recount = (report: SafetyReport): Promise<string> => (isYearly(report) ? yearly.recount(report) : weekly.recount(report));
  return {
    start() {
      weekly.start();
      yearly.start();
    },
    async stop() {
      await Promise.all([weekly.stop(), yearly.stop()]);
    },
    reports: () => book,
    missing: weekly.missing,
    missingYears: yearly.missing,
    async recount(number) {
      const report = book.get(number)?.report;
      return report === undefined ? undefined : recount(report);
    },
    async linesOfFigure(number, figure) {
      const report = book.get(number)?.report;
      const named = report?.sections.flatMap(({ figures }) => figures).find(({ name }) => name === figure);
      if (report === undefined) return undefined;
      if (named === undefined || named.of === named.lines.length) return named?.lines ?? [];
      return isYearly(report) ? yearly.linesOfFigure(report, figure) : weekly.linesOfFigure(report, figure);
    },
  };
}
