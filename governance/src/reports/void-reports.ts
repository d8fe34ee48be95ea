import { type EpochMs, epochMs } from "@labcanary/domain/basics";
import { isVoid, isWeekly, isYearly, type ReportItem, type SafetyReport, spanOfReport, wasMadeAhead } from "@labcanary/domain/governance";
import type { ReportLineSource } from "@labcanary/domain/ports";
import { type ReportBook, sha256Of } from "./counting.ts";

/** Says of each report that was made under a clock that was ahead that it is void, once. Throws where that could not be kept. */
export function voidReports(book: ReportBook, now: EpochMs): void {
  for (const item of book.all())
    if (item.voidedAt === undefined && wasMadeAhead(item, now)) carryOut(book, { id: `void ${item.number} ${now}`, item, verb: "void" });
}

/**
 * Takes back what a clock that was behind said was void: what it is of is over, no other of it was made, and no line of its time was written after
 * it, as there would be of time that had not been. Throws where that could not be kept.
 */
export function liftVoids(book: ReportBook, lines: Pick<ReportLineSource, "numbersOf">, now: EpochMs): void {
  for (const item of book.all()) {
    const { voidedAt, madeAt, report } = item;
    if (voidedAt === undefined || now < madeAt || wasMadeAhead(item, now)) continue;
    const subject = subjectOf(report);
    if (book.all().some((other) => !isVoid(other, now) && subjectOf(other.report) === subject)) continue;
    const made = lines.numbersOf({ from: madeAt, to: epochMs(madeAt + 1) });
    const counted = lines.numbersOf(spanOfReport(report));
    if (made !== undefined && counted !== undefined && counted.last > made.first) continue;
    carryOut(book, { id: `lift void ${item.number} ${now}`, item, verb: "lift-void" });
  }
}

function carryOut(book: ReportBook, { id, item, verb }: { id: string; item: ReportItem; verb: "void" | "lift-void" }): void {
  const outcome = book.carryOut({ id, actor: "system", number: item.number, order: { verb } });
  if (!outcome.ok) throw new Error(`report ${item.number}: ${outcome.error.code}`);
}

/** What is made. */
export interface CountedOf {
  readonly report: SafetyReport;
  readonly zoneId: string;
  readonly involved?: readonly string[];
}

/** Keeps a report that was counted: of what it is of one, whatever is restarted in between, and another where those before are void. Throws where it could not be kept. */
export function makeReport(book: ReportBook, made: CountedOf, now: EpochMs): void {
  const subject = subjectOf(made.report);
  const before = book.all().filter((item) => isVoid(item, now) && subjectOf(item.report) === subject).length;
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
