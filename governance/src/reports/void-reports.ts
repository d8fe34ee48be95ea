import type { EpochMs } from "@labcanary/domain/basics";
import { isWeekly, isYearly, type SafetyReport, wasMadeAhead } from "@labcanary/domain/governance";
import { type ReportBook, sha256Of } from "./counting.ts";

/** Says of each report that was made under a clock that was ahead that it is void, once. Throws where that could not be kept. */
export function voidReports(book: ReportBook, now: EpochMs): void {
  for (const item of book.all()) {
    if (item.voidedAt !== undefined || !wasMadeAhead(item, now)) continue;
    const outcome = book.carryOut({ id: `void ${item.number}`, actor: "system", number: item.number, order: { verb: "void" } });
    if (!outcome.ok) throw new Error(`report ${item.number}: ${outcome.error.code}`);
  }
}

/** What is made. */
export interface CountedOf {
  readonly report: SafetyReport;
  readonly zoneId: string;
  readonly involved?: readonly string[];
}

/** Keeps a report that was counted: of what it is of one, whatever is restarted in between, and another where those before are void. Throws where it could not be kept. */
export function makeReport(book: ReportBook, made: CountedOf): void {
  const subject = subjectOf(made.report);
  const before = book.all().filter(({ report, voidedAt }) => voidedAt !== undefined && subjectOf(report) === subject).length;
  const id = before === 0 ? subject : `${subject} anew ${before}`;
  const outcome = book.carryOut({ id, actor: "system", order: { verb: "make", ...made, sha256: sha256Of(made.report) } });
  if (!outcome.ok) throw new Error(`report ${id}: ${outcome.error.code}`);
}

/** Names what a report is of: of a week and a year there is one for the site and for each department, of a month one for each regime. */
function subjectOf(report: SafetyReport): string {
  const { department = { en: "site" } } = report;
  if (isYearly(report)) return `yearly ${report.year.year} ${department.en}`;
  return isWeekly(report) ? `weekly ${report.week.monday} ${department.en}` : `custody ${report.month.month} ${report.regime}`;
}
