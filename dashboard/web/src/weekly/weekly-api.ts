import type { ToldFigure, ToldReport, WholeReport } from "../../../src/weekly/told-report.ts";
import { ask } from "../api.ts";
import type { Confirmation } from "../safety/hazard-api.ts";

export type { ToldFigure, ToldReport, WholeReport };

export interface ReportsAnswer {
  readonly total: number;
  readonly unsigned: number;
  /** Mondays of weeks whose reports are due and not made. */
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

const of = (number: number): string => `weekly-reports/${number}`;

export const weeklyPrint = (number: number, language: "en" | "zh"): string => `/api/v1/${of(number)}/report.pdf?language=${language}`;
export const weeklyFile = (number: number): string => `/api/v1/${of(number)}/report.csv`;

export const weeklyApi = {
  list: (before?: number) => ask<ReportsAnswer>("GET", before === undefined ? "weekly-reports" : `weekly-reports?before=${before}`),
  get: (number: number) => ask<ReportAnswer>("GET", of(number)),
  linesOf: (number: number, figure: string) => ask<{ readonly lines: readonly number[] }>("GET", `${of(number)}/figures/${figure}`),
  recount: (number: number) => ask<{ readonly counted: string; readonly same: boolean }>("POST", `${of(number)}/recount`, {}),
  sign: (number: number, said: Confirmation & { readonly sha256: string; readonly words: string }) =>
    ask<ReportAnswer>("POST", `${of(number)}/sign`, { commandId: crypto.randomUUID(), ...said }),
};
