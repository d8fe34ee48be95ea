import type { ToldFigure, ToldReport, WholeReport } from "../../../src/weekly/told-report.ts";
import { ApiError, ask } from "../asking.ts";
import type { Confirmation } from "../components/signing.svelte.ts";

export type { ToldFigure, ToldReport, WholeReport };

export interface ReportsAnswer {
  readonly total: number;
  readonly unsigned: number;
  /** Mondays of weeks, or years, whose reports are due and not made. */
  readonly missing: readonly string[];
  /** Nobody of the site may sign some of those that are not signed. */
  readonly unsignable: boolean;
  /** How many more there are below the last of these. */
  readonly older: number;
  readonly reports: readonly ToldReport[];
}
export interface ReportAnswer {
  readonly report: WholeReport;
  /** Why whoever asks may not sign it. */
  readonly refusal?: string;
  /** Nobody of the site may. */
  readonly unsignable: boolean;
}

/** Pages of reports: of weeks, and of years. */
export type ReportPage = "weekly" | "yearly";
type Which = Pick<ToldReport, "number" | "year">;
export const pageOf = ({ year }: Pick<ToldReport, "year">): ReportPage => (year === undefined ? "weekly" : "yearly");
const of = (report: Which): string => `${pageOf(report)}-reports/${report.number}`;

export const reportPrint = (report: Which, language: "en" | "zh"): string => `/api/v1/${of(report)}/report.pdf?language=${language}`;
export const reportFile = (report: Which): string => `/api/v1/${of(report)}/report.csv`;
export const signAct = (report: Which): string => `${of(report)}/sign`;

export const weeklyApi = {
  list: (page: ReportPage, before?: number) =>
    ask<ReportsAnswer>("GET", before === undefined ? `${page}-reports` : `${page}-reports?before=${before}`),
  /** Whichever of the two it is: what is numbered knows no kinds. */
  async get(page: ReportPage, number: number): Promise<ReportAnswer> {
    try {
      return await ask<ReportAnswer>("GET", `${page}-reports/${number}`);
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== "WEEKLY_REPORT_UNKNOWN") throw error;
      return ask<ReportAnswer>("GET", `${page === "weekly" ? "yearly" : "weekly"}-reports/${number}`);
    }
  },
  linesOf: (report: Which, figure: string) => ask<{ readonly lines: readonly number[] }>("GET", `${of(report)}/figures/${figure}`),
  recount: (report: Which) => ask<{ readonly counted: string; readonly same: boolean }>("POST", `${of(report)}/recount`, {}),
  sign: (report: Which, said: Confirmation & { readonly sha256: string; readonly words: string }) =>
    ask<ReportAnswer>("POST", signAct(report), { commandId: crypto.randomUUID(), ...said }),
};
