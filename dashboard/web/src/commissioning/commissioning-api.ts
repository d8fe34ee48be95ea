import type { SignatureMeaning, Stimulus } from "@labcanary/domain/commissioning";
import type { CommissioningAnswer, ToldCommissioning } from "../../../src/http/commissioning-routes.ts";
import type { Confirmation } from "../components/signing.svelte.ts";
import { ask } from "../asking.ts";

export type { CommissioningAnswer, Stimulus, ToldCommissioning };
/** In the order of the choice; `all` shows every signal. */
export const SHOWN = ["all", "unproven", "testing", "described", "connected", "in-service", "overdue"] as const;
export type Shown = (typeof SHOWN)[number];

/** What whoever signs types. */
export interface Signature extends Confirmation {
  readonly note?: string;
}

/** Of what is done about a signal, below `/api/v1/`. */
export function commissioningPath(key: string, verb: string): string {
  const slash = key.indexOf("/");
  return `signals/${encodeURIComponent(key.slice(0, slash))}/${encodeURIComponent(key.slice(slash + 1))}/commissioning/${verb}`;
}

export const commissioningApi = {
  list: ({ q, show }: { readonly q: string; readonly show: Shown }) =>
    ask<CommissioningAnswer>("GET", `commissioning?${new URLSearchParams(show === "all" ? { q } : { q, show })}`),
  start: (signal: string, stimulus: Stimulus) => ask<unknown>("POST", commissioningPath(signal, "start"), { stimulus }),
  /** What the form says that the signature means goes with it. */
  sign: (signal: string, test: string, said: Signature) =>
    ask<unknown>("POST", commissioningPath(signal, "sign"), { test, means: "seen-and-fit" satisfies SignatureMeaning, ...said }),
  abandon: (signal: string, test: string) => ask<unknown>("POST", commissioningPath(signal, "abandon"), { test }),
  voidProof: (signal: string, reason: string) => ask<unknown>("POST", commissioningPath(signal, "void"), { reason }),
};
