import { createHash } from "node:crypto";
import { canonicalJson, type EpochMs, epochMs } from "@labcanary/domain/basics";
import {
  latestDueWeek,
  linesOfFigure,
  type ReportLine,
  type ReportScope,
  type WeeklyReport,
  weeklyReport,
  type WeeklyReportCommand,
  type WeeklyReportItem,
  type WeeklyReportRefusalCode,
} from "@labcanary/domain/governance";
import type { LedgerBook, ReportDesk } from "@labcanary/domain/ports";

/** Weekly reports counted from lines a test makes up. */
export interface MemoryWeekly extends ReportDesk {
  /** Makes the report of the latest week that is due at a time. */
  makeReport(at: EpochMs, scope: ReportScope & { readonly zoneId: string }): WeeklyReportItem;
  /** The lines it is counted from. */
  readonly reportLines: ReportLine[];
  /** Mondays of weeks that are said to be missing. */
  readonly missingWeeks: string[];
}

type Book = LedgerBook<WeeklyReportItem, WeeklyReportCommand, WeeklyReportRefusalCode>;
const sha256Of = (report: WeeklyReport): string => createHash("sha256").update(canonicalJson(report)).digest("hex");

export function createMemoryWeekly(book: Book, timeZone: () => string): MemoryWeekly {
  const reportLines: ReportLine[] = [];
  const missing: string[] = [];
  return {
    reportLines,
    missingWeeks: missing,
    makeReport(at, { zoneId, ...scope }) {
      const report = weeklyReport(reportLines, latestDueWeek(timeZone(), at), timeZone(), scope);
      const id = `made ${report.week.monday} ${scope.department?.en ?? ""}`;
      const made = book.carryOut({ id, actor: "system", order: { verb: "make", report, sha256: sha256Of(report), zoneId } });
      if (!made.ok) throw new Error(made.error.code);
      return made.value;
    },
    reports: () => book,
    missing: () => missing,
    async recount(number) {
      const report = book.get(number)?.report;
      if (report === undefined) return undefined;
      const { week, department, zones } = report;
      return sha256Of(
        weeklyReport(reportLines, week, report.timeZone, {
          ...(department === undefined ? {} : { department }),
          ...(zones === undefined ? {} : { zones }),
        }),
      );
    },
    async linesOfFigure(number, figure) {
      const report = book.get(number)?.report;
      return report === undefined ? undefined : linesOfFigure(reportLines, report, figure);
    },
  };
}

/** An alarm of these zones, put before people and acknowledged after three minutes: two lines. */
export function toldAlarm(number: number, at: EpochMs, zoneId: string): readonly ReportLine[] {
  const alarmId = `told-${number}`;
  const about = {
    subject: `${zoneId}/high`,
    what: { en: "Solvent vapour high", zh: "溶剂蒸气浓度高" },
    where: { en: "Room 114", zh: "114室" },
  };
  const line = { alarmId, zoneId };
  return [
    { ...line, number, at, kind: "raised", actor: "rules", detail: { priority: "high" }, about },
    { ...line, number: number + 1, at: epochMs(at + 180_000), kind: "acknowledged", actor: "user:mei", detail: {} },
  ];
}
