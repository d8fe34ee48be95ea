import type { HazardCause, HazardClass, HazardLevel, HazardOrigin } from "@labcanary/domain/governance";
import type { LedgerLine } from "@labcanary/domain/messages";
import type { HazardCounts, HazardFilter, ToldHazard } from "../../../src/safety/told-hazard.ts";
import type { Confirmation } from "../components/signing.svelte.ts";
import { ask, sendPicture } from "../asking.ts";

export type { HazardFilter, ToldHazard };

export interface HazardsAnswer {
  readonly counts: HazardCounts;
  readonly matching: number;
  readonly hazards: readonly ToldHazard[];
}
export interface HazardAnswer {
  readonly hazard: ToldHazard;
  readonly lines: readonly LedgerLine[];
  /** Numbers of those filed since that name this one. */
  readonly later: readonly number[];
}
export interface FiledHazard {
  readonly zone: string;
  readonly origin: HazardOrigin;
  readonly class: HazardClass;
  readonly level: HazardLevel;
  readonly words: string;
  readonly cause?: HazardCause;
  readonly alarm?: string;
}
export interface SaidSettlement {
  readonly responsible: string;
  readonly department: string;
  readonly measures: string;
  readonly funds: string;
  readonly deadline: string;
  readonly interimPlan: string;
}
/** What a hazard is to say instead, and why. */
export interface SaidCorrection {
  readonly zone: string;
  readonly class: HazardClass;
  readonly level: HazardLevel;
  readonly cause?: HazardCause;
  readonly words: string;
}

const paramsOf = (filter: HazardFilter): string => new URLSearchParams({ ...filter }).toString();
const commandId = (): string => crypto.randomUUID();

export const hazardFile = (filter: HazardFilter): string => `/api/v1/hazards.csv?${paramsOf(filter)}`;
export const hazardPhotoPath = (number: number, sha256: string): string => `/api/v1/hazards/${number}/photos/${sha256}`;

export const hazardApi = {
  list: (filter: HazardFilter) => ask<HazardsAnswer>("GET", `hazards?${paramsOf(filter)}`),
  one: (number: number) => ask<HazardAnswer>("GET", `hazards/${number}`),
  file: (hazard: FiledHazard) => ask<{ readonly hazard: ToldHazard }>("POST", "hazards", { commandId: commandId(), ...hazard }),
  settle: (number: number, said: SaidSettlement) => ask<unknown>("POST", `hazards/${number}/settle`, { commandId: commandId(), ...said }),
  say: (number: number, verb: "remedy" | "reopen" | "comment", words: string) =>
    ask<unknown>("POST", `hazards/${number}/${verb}`, { commandId: commandId(), words }),
  verify: (number: number, said: Confirmation & { readonly passed: boolean; readonly words: string }) =>
    ask<unknown>("POST", `hazards/${number}/verify`, { commandId: commandId(), ...said }),
  correct: (number: number, said: SaidCorrection) => ask<unknown>("POST", `hazards/${number}/correct`, { commandId: commandId(), ...said }),
  agreeCorrection: (number: number, said: Confirmation & { readonly agreed: boolean; readonly words: string; readonly seen: number }) =>
    ask<unknown>("POST", `hazards/${number}/agree-correction`, { commandId: commandId(), ...said }),
  addPhoto: (number: number, picture: Blob) =>
    sendPicture<unknown>(`hazards/${number}/photos?${new URLSearchParams({ commandId: commandId() })}`, picture),
};
