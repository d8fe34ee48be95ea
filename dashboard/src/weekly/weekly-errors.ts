import { WEEKLY_REPORT_REFUSALS, type WeeklyReportRefusalCode } from "@labcanary/domain/governance";
import { withMeanings } from "../http/with-meanings.ts";

const STATUS: Readonly<Record<WeeklyReportRefusalCode, number>> = {
  WEEKLY_REPORT_UNKNOWN: 404,
  WEEKLY_REPORT_WORDS: 400,
  WEEKLY_REPORT_MEANING: 400,
  WEEKLY_REPORT_VOID: 409,
  WEEKLY_REPORT_SIGNED: 409,
  WEEKLY_REPORT_OTHER: 409,
  REVIEWER_DEPARTMENT_UNKNOWN: 403,
  REVIEWER_OWN_DEPARTMENT: 403,
  REVIEWER_INVOLVED: 403,
};

/** Ways a weekly report is not signed, or not counted again. */
export const WEEKLY_HTTP_ERRORS = {
  ...withMeanings(STATUS, WEEKLY_REPORT_REFUSALS),
  REPORT_COUNT_BUSY: { status: 503, meaning: "reports are being counted again, for others or for whoever asks; ask again in a minute" },
  REPORT_EARLIER_RULE: {
    status: 409,
    meaning: "the report was counted by an earlier release's rule; it cannot be compared with what is counted now",
  },
} as const;
