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
/** Kinds of reports; months of custody are listed on the page of controlled substances. */
export type ReportKind = ReportPage | "custody";
type Which = Pick<ToldReport, "number" | "year" | "month">;
export const kindOf = ({ year, month }: Pick<ToldReport, "year" | "month">): ReportKind =>
  year === undefined ? (month === undefined ? "weekly" : "custody") : "yearly";
const PATHS: Readonly<Record<ReportKind, string>> = { weekly: "weekly-reports", yearly: "yearly-reports", custody: "custody-months" };
const KINDS = Object.keys(PATHS) as readonly ReportKind[];
const of = (report: Which): string => `${PATHS[kindOf(report)]}/${report.number}`;
const fileOf = (report: Which): string => `${of(report)}/${report.month === undefined ? "report" : "pack"}`;

export const reportPrint = (report: Which, language: "en" | "zh"): string => `/api/v1/${fileOf(report)}.pdf?language=${language}`;
export const reportFile = (report: Which, format: "csv" | "json" = "csv"): string => `/api/v1/${fileOf(report)}.${format}`;
export const signAct = (report: Which): string => `${of(report)}/sign`;

export const weeklyApi = {
  list: (kind: ReportKind, before?: number) =>
    ask<ReportsAnswer>("GET", before === undefined ? PATHS[kind] : `${PATHS[kind]}?before=${before}`),
  /** Whichever of them it is: what is numbered knows no kinds. */
  async get(page: ReportPage, number: number): Promise<ReportAnswer> {
    let failure: unknown;
    for (const kind of KINDS.toSorted((a, b) => Number(b === page) - Number(a === page))) {
      try {
        return await ask<ReportAnswer>("GET", `${PATHS[kind]}/${number}`);
      } catch (error) {
        if (!(error instanceof ApiError) || error.code !== "WEEKLY_REPORT_UNKNOWN") throw error;
        failure = error;
      }
    }
    throw failure;
  },
  linesOf: (report: Which, figure: string) => ask<{ readonly lines: readonly number[] }>("GET", `${of(report)}/figures/${figure}`),
  recount: (report: Which) =>
    ask<{ readonly counted: string; readonly same: boolean; readonly untouched: readonly string[] }>("POST", `${of(report)}/recount`, {}),
  sign: (report: Which, said: Confirmation & { readonly sha256: string; readonly words: string }) =>
    ask<ReportAnswer>("POST", signAct(report), { commandId: crypto.randomUUID(), ...said }),
};
