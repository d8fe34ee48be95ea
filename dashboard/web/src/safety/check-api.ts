import type { Answer, Check } from "@labcanary/domain/governance";
import type { Checklist, ChecklistItem } from "@labcanary/domain/site";
import { ask } from "../asking.ts";
import { SHOWN_CHECKS, type ShownCheck, type ToldCheck } from "../../../src/safety/told-check.ts";

export type { Answer, Check, Checklist, ChecklistItem, ShownCheck, ToldCheck };
export { SHOWN_CHECKS };

export interface ChecksAnswer {
  readonly total: number;
  readonly counts: Readonly<Record<ShownCheck, number>>;
  readonly matching: number;
  readonly checks: readonly ToldCheck[];
}
export interface CheckAnswer {
  readonly check: Check;
  readonly list: Checklist;
}

const of = (number: number): string => `checks/${number}`;

export const checkApi = {
  list: (state: ShownCheck) => ask<ChecksAnswer>("GET", `checks?${new URLSearchParams({ state })}`),
  get: (number: number) => ask<CheckAnswer>("GET", of(number)),
  start: (number: number) => ask<CheckAnswer>("POST", `${of(number)}/start`, { commandId: crypto.randomUUID() }),
  answer: (number: number, said: { readonly commandId: string; readonly item: string; readonly saidAt?: number } & Answer) =>
    ask<CheckAnswer>("POST", `${of(number)}/answer`, said),
  sign: (number: number, said: { readonly password?: string; readonly code?: string; readonly note?: string }) =>
    ask<CheckAnswer>("POST", `${of(number)}/sign`, { commandId: crypto.randomUUID(), ...said }),
  photoPath: (number: number, sha256: string): string => `/api/v1/${of(number)}/photos/${sha256}`,
};
