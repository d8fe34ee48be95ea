import type { Text } from "@labcanary/domain/basics";
import type { ToldReport } from "../../../src/public/report-routes.ts";
import { ask } from "../asking.ts";

export type { ToldReport };

export interface Door {
  readonly zoneId: string;
  readonly path: Text;
  readonly code: string;
}

export const reportApi = {
  list: () => ask<{ readonly reports: readonly ToldReport[]; readonly total: number }>("GET", "public-reports"),
  answer: (number: number, answer: { readonly words: string; readonly ends: boolean; readonly seen: number; readonly commandId: string }) =>
    ask<{ readonly report: ToldReport }>("POST", `public-reports/${number}/answer`, answer),
  contact: (number: number) => ask<{ readonly contact: string }>("POST", `public-reports/${number}/contact`, {}),
  forgetContact: (number: number) => ask<{ readonly report: ToldReport }>("DELETE", `public-reports/${number}/contact`),
  doors: () => ask<{ readonly doors: readonly Door[] }>("GET", "door-codes"),
};

/** Where the platform gives a photo out. */
export const reportPhotoPath = (number: number, sha256: string): string => `/api/v1/public-reports/${number}/photos/${sha256}`;
