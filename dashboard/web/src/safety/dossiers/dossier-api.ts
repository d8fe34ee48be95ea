import type { ContentDecision, Dossier } from "@labcanary/domain/governance";
import type { ToldDossier } from "../../../../src/safety/dossier/dossier-document.ts";
import { ask } from "../../asking.ts";
import type { Confirmation } from "../../components/signing.svelte.ts";

export type { Dossier, ToldDossier };

export interface SaidDecision {
  readonly decision: ContentDecision;
  readonly contents: string;
  readonly reason: string;
}
interface DossierAnswer {
  readonly dossier: Dossier;
}
const post = (path: string, said: object) => ask<DossierAnswer>("POST", path, { commandId: crypto.randomUUID(), ...said });

export const dossierPaper = (number: number, language: string): string => `/api/v1/dossiers/${number}/document.pdf?language=${language}`;

export const dossierApi = {
  list: () => ask<{ readonly total: number; readonly dossiers: readonly Dossier[] }>("GET", "dossiers"),
  /** `isNow`: also of one that is decided, as readings, journal and site are now. */
  one: (number: number, isNow: boolean) => ask<ToldDossier>("GET", `dossiers/${number}${isNow ? "?now=true" : ""}`),
  /** Of an alarm that has one, that. */
  open: (alarm: string) => post("dossiers", { alarm }),
  decide: (number: number, said: SaidDecision) => post(`dossiers/${number}/decide`, said),
  approve: (number: number, said: Confirmation & { readonly words: string; readonly seen: number }) =>
    post(`dossiers/${number}/approve`, said),
  sendBack: (number: number, said: { readonly words: string; readonly seen: number }) => post(`dossiers/${number}/send-back`, said),
};
