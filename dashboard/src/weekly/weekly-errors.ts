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

/** Ways an act on a weekly report is refused. */
export const WEEKLY_HTTP_ERRORS = Object.fromEntries(
  Object.entries(WEEKLY_REPORT_REFUSALS).map(([code, meaning]) => [code, { status: STATUS[code as WeeklyReportRefusalCode], meaning }]),
) as Readonly<Record<WeeklyReportRefusalCode, { readonly status: number; readonly meaning: string }>>;
