import { WEEKLY_REPORT_REFUSALS, type WeeklyReportRefusalCode } from "@labcanary/domain/governance";

const STATUS: Readonly<Record<WeeklyReportRefusalCode, number>> = {
  WEEKLY_REPORT_UNKNOWN: 404,
  WEEKLY_REPORT_WORDS: 400,
  WEEKLY_REPORT_MEANING: 400,
  WEEKLY_REPORT_SIGNED: 409,
  WEEKLY_REPORT_OTHER: 409,
  REVIEWER_DEPARTMENT_UNKNOWN: 403,
  REVIEWER_OWN_DEPARTMENT: 403,
};

const OF_LEDGER = Object.fromEntries(
  Object.entries(WEEKLY_REPORT_REFUSALS).map(([code, meaning]) => [code, { status: STATUS[code as WeeklyReportRefusalCode], meaning }]),
) as Readonly<Record<WeeklyReportRefusalCode, { readonly status: number; readonly meaning: string }>>;

/** Ways a weekly report is not signed, or not printed. */
export const WEEKLY_HTTP_ERRORS = {
  ...OF_LEDGER,
  DOCUMENT_BUSY: { status: 503, meaning: "too many documents are being printed; ask again in a minute" },
};
