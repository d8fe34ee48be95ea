import { createHash } from "node:crypto";
import { canonicalJson, type EpochMs, epochMs, ok } from "@labcanary/domain/basics";
import {
  type FigureName,
  isCustodyMonth,
  isYearly,
  latestDueWeek,
  latestDueYear,
  linesOfFigure,
  type ReportLine,
  type ReportCommand,
  type ReportItem,
  type ReportScope,
  type SafetyReport,
  weeklyReport,
  type Year,
  type YearFacts,
  type WeeklyReportRefusalCode,
} from "@labcanary/domain/governance";
import type { LedgerBook, ReportDesk } from "@labcanary/domain/ports";
import { type YearCounted, yearCounted } from "./counted-year.ts";
import type { MemoryMonths, MonthWanted } from "./memory-months.ts";

/** Reports counted from lines a test makes up. */
export interface MemoryWeekly extends ReportDesk {
  /** Makes the report of the latest week that is due at a time. */
  makeReport(at: EpochMs, scope: ReportScope & { readonly zoneId: string }): ReportItem;
  /** The lines it is counted from. */
  readonly reportLines: ReportLine[];
  /** Makes the review of the latest year that is due at a time. */
  makeYear(at: EpochMs, scope: ReportScope & { readonly zoneId: string }, facts?: YearFacts): ReportItem;
  /** Files the custody of the latest month that is due at a time. */
  makeMonth(at: EpochMs, wanted: MonthWanted): ReportItem;
  /** Mondays of weeks that are said to be missing. */
  readonly missingWeeks: string[];
}

type Book = LedgerBook<ReportItem, ReportCommand, WeeklyReportRefusalCode>;
const sha256Of = (report: SafetyReport): string => createHash("sha256").update(canonicalJson(report)).digest("hex");

export function createMemoryWeekly(book: Book, timeZone: () => string, months: MemoryMonths): MemoryWeekly {
  const reportLines: ReportLine[] = [];
  const missing: string[] = [];
  function make(id: string, report: SafetyReport, zoneId: string, involved?: readonly string[]): ReportItem {
    const order = { verb: "make", report, sha256: sha256Of(report), zoneId, ...(involved === undefined ? {} : { involved }) } as const;
    const made = book.carryOut({ id, actor: "system", order });
    if (!made.ok) throw new Error(made.error.code);
    return made.value;
  }
  const yearOf = (zone: string, year: Year, facts: YearFacts, scope: ReportScope, figure?: FigureName): YearCounted =>
    yearCounted(reportLines, { timeZone: zone, year, facts, began: reportLines[0]?.at ?? year.from }, scope, figure);
  return {
    reportLines,
    missingWeeks: missing,
    makeReport(at, { zoneId, ...scope }) {
      const report = weeklyReport(reportLines, latestDueWeek(timeZone(), at), timeZone(), scope);
      return make(`made ${report.week.monday} ${scope.department?.en ?? ""}`, report, zoneId);
    },
    makeYear(at, { zoneId, ...scope }, facts = { unproven: [] }) {
      const { report } = yearOf(timeZone(), latestDueYear(timeZone(), at), facts, scope);
      return make(`made ${report.year.year} ${scope.department?.en ?? ""}`, report, zoneId);
    },
    makeMonth(at, wanted) {
      const { report, involved } = months.made(at, wanted);
      return make(`made ${report.month.month} ${report.regime} ${wanted.zoneId}`, report, wanted.zoneId, involved);
    },
    reports: () => book,
    missing: () => missing,
    missingMonths: () => [],
    missingYears: () => [],
    async recount(number) {
      const report = book.get(number)?.report;
      if (report === undefined) return ok(undefined);
      const { timeZone: zone } = report;
      if (isCustodyMonth(report)) return ok(sha256Of(months.again(report)));
      if (isYearly(report)) return ok(sha256Of(yearOf(zone, report.year, report.facts, scopeOf(report)).report));
      return ok(sha256Of(weeklyReport(reportLines, report.week, zone, scopeOf(report))));
    },
    async linesOfFigure(number, figure) {
      const report = book.get(number)?.report;
      if (report === undefined) return ok(undefined);
      const named = report.sections.flatMap(({ figures }) => figures).find(({ name }) => name === figure);
      if (isCustodyMonth(report)) return ok(named?.lines ?? []);
      if (isYearly(report)) return ok(yearOf(report.timeZone, report.year, report.facts, scopeOf(report), figure).lines);
      return ok(linesOfFigure(reportLines, report, figure));
    },
  };
}

const scopeOf = ({ department, zones }: SafetyReport): ReportScope => ({
  ...(department === undefined ? {} : { department }),
  ...(zones === undefined ? {} : { zones }),
});

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
