import type { Drill, DrillDue, DrillLesson, DrillResult, ObservedStep } from "@labcanary/domain/governance";
import type { LedgerLine } from "@labcanary/domain/messages";
import type { DrillPlan } from "@labcanary/domain/site";
import { ask, sendPicture } from "../asking.ts";
import type { Confirmation } from "../components/signing.svelte.ts";

export interface ToldPlan extends DrillPlan, DrillDue {}
export interface ToldDrill {
  readonly drill: Drill;
  readonly plan?: DrillPlan;
  readonly lines: readonly LedgerLine[];
}
const commandId = (): string => crypto.randomUUID();
const act = (number: number, verb: string, said: object) =>
  ask<{ readonly drill: Drill }>("POST", `drills/${number}/${verb}`, { commandId: commandId(), ...said });

export const drillPhotoPath = (number: number, sha256: string): string => `/api/v1/drills/${number}/photos/${sha256}`;
export const drillPaperPath = (number: number, language: string): string => `/api/v1/drills/${number}/record.pdf?language=${language}`;
export const drillCsvPath = (number: number): string => `/api/v1/drills/${number}/record.csv`;

export const drillApi = {
  list: () => ask<{ readonly plans: readonly ToldPlan[]; readonly drills: readonly Drill[] }>("GET", "drills"),
  one: (number: number | string) => ask<ToldDrill>("GET", `drills/${number}`),
  plan: (said: { readonly plan: string; readonly plannedFor: string; readonly leader: string; readonly who: string }) =>
    ask<{ readonly drill: Drill }>("POST", "drills", { commandId: commandId(), ...said }),
  begin: (number: number, confirmation: Confirmation) => act(number, "begin", confirmation),
  cancel: (number: number, words: string) => act(number, "cancel", { words }),
  observe: (number: number, step: ObservedStep) => act(number, "observe", { step }),
  correct: (number: number, said: { readonly step: ObservedStep; readonly at?: string; readonly words: string }) =>
    act(number, "correct", said),
  note: (number: number, words: string) => act(number, "note", { words }),
  addPhoto: (number: number, picture: Blob) =>
    sendPicture<unknown>(`drills/${number}/photos?${new URLSearchParams({ commandId: commandId() })}`, picture),
  stop: (number: number) => act(number, "stop", {}),
  conclude: (
    number: number,
    said: Confirmation & { readonly result: DrillResult; readonly words: string; readonly lessons: readonly DrillLesson[] },
  ) => act(number, "conclude", said),
};
