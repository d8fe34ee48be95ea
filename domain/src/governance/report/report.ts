import { days, type EpochMs, plus } from "../../basics/index.ts";
import type { LedgerItem } from "../ledger.ts";
import type { SignatureMeaning } from "../signature.ts";
import type { CustodyMonth } from "./custody-month.ts";
import type { WeeklyReport } from "./weekly-report.ts";
import type { YearlyReport } from "./yearly-report.ts";

/** What is counted, read by somebody of a different department, and signed. */
export type SafetyReport = WeeklyReport | YearlyReport | CustodyMonth;
export const isWeekly = (report: SafetyReport): report is WeeklyReport => "week" in report;
export const isYearly = (report: SafetyReport): report is YearlyReport => "year" in report;
export const isCustodyMonth = (report: SafetyReport): report is CustodyMonth => "month" in report;

/** How people say a report by its number: WR-12, YR-13, CM-14. All reports are numbered together. */
export const nameOfReport = ({ number, report }: Pick<ReportItem, "number" | "report">): string =>
  `${isYearly(report) ? "YR" : isWeekly(report) ? "WR" : "CM"}-${number}`;

/** A report on the books: of a week, of a year, or of the custody of a month. */
export interface ReportItem extends LedgerItem {
  readonly report: SafetyReport;
  /** SHA-256 of the report as canonical JSON, in hexadecimal: what whoever signs has signed. */
  readonly sha256: string;
  /** Who signed what it is about, where that is no matter of departments: they do not review it. */
  readonly involved?: readonly string[];
  readonly madeAt: EpochMs;
  readonly signed?: ReportSignature;
  /** When it was found that nobody had signed it in time. */
  readonly unreadAt?: EpochMs;
  /** When the time to sign it was over and nobody of the site might have: it is no alarm. */
  readonly unsignableAt?: EpochMs;
  /** When after that somebody might: their time to sign it runs from here. */
  readonly signableAt?: EpochMs;
  /** Since when it is known to have been made under a clock that was ahead: it counts as not made, and nobody signs it. */
  readonly voidedAt?: EpochMs;
}

/** The time a report is of. */
export const spanOfReport = (report: SafetyReport): { readonly from: EpochMs; readonly to: EpochMs } =>
  isYearly(report) ? report.year : isWeekly(report) ? report.week : report.month;

/** Chosen: no report is made less than this after what it is of; clocks of summer and of other zones are less wrong. */
const AHEAD = days(1);

/** Whether a report was made under a clock that was ahead, as can be told at a time: what it is of had not been, or is not over yet. */
export const wasMadeAhead = ({ report, madeAt }: Pick<ReportItem, "report" | "madeAt">, at: EpochMs): boolean =>
  at < spanOfReport(report).to || plus(at, AHEAD) < madeAt;

/** Whether it counts as not made. */
export const isVoid = (item: Pick<ReportItem, "report" | "madeAt" | "voidedAt">, at: EpochMs): boolean =>
  item.voidedAt !== undefined || wasMadeAhead(item, at);

export interface ReportSignature {
  readonly by: string;
  readonly at: EpochMs;
  readonly meaning: SignatureMeaning;
  readonly words: string;
}

interface MadeReport {
  readonly report: SafetyReport;
  readonly sha256: string;
  readonly zoneId: string;
  readonly involved?: readonly string[];
}

export type ReportCommand =
  | (MadeReport & { readonly verb: "make" })
  /** Of one that was made under a clock that was ahead; of another it does nothing. */
  | { readonly verb: "void" }
  /** It was not the clock by which it was made that was wrong, but the one by which it was voided, which was behind. */
  | { readonly verb: "lift-void" }
  | { readonly verb: "sign"; readonly words: string; readonly signed: SignatureMeaning; readonly sha256: string };

export type ReportAct =
  | (MadeReport & { readonly act: "made" })
  | { readonly act: "signed"; readonly words: string; readonly signed: SignatureMeaning; readonly sha256: string }
  | { readonly act: "unread" }
  | { readonly act: "unsignable" }
  | { readonly act: "signable" }
  | { readonly act: "voided" }
  | { readonly act: "void-lifted" };

/** Why an act on a report is refused. */
export const WEEKLY_REPORT_REFUSALS = {
  WEEKLY_REPORT_UNKNOWN: "there is no such report of this number",
  WEEKLY_REPORT_WORDS: "what is said with the signature has at most 1000 characters",
  WEEKLY_REPORT_MEANING: "a report is signed as reviewed",
  WEEKLY_REPORT_VOID:
    "the report was made while the platform's clock was ahead, of a time that had not been: it is void; another is made when that time is over",
  WEEKLY_REPORT_SIGNED: "the report is signed already; what is signed is not signed again",
  WEEKLY_REPORT_OTHER: "what was read is not this report: load it anew, and sign what it says then",
  REVIEWER_DEPARTMENT_UNKNOWN:
    "the site does not say which department you are of: a report is signed by a different one; give your person a department in the site file",
  REVIEWER_OWN_DEPARTMENT: "you are of the department the report is about; somebody of a different one must sign it",
  REVIEWER_INVOLVED: "you signed a record that is in it; somebody who did not must sign it",
} as const;
export type WeeklyReportRefusalCode = keyof typeof WEEKLY_REPORT_REFUSALS;
