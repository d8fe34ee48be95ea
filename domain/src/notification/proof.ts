import { type DurationMs, seconds } from "../basics/index.ts";
import { PROOF_LEVELS, type ProofLevel, type RouteStep } from "../site/index.ts";
import type { DeliveryReport } from "./notification.ts";

/** How long a channel has for its proof where the step says nothing and the person has another channel: as `RouteStep.proofWithin`. */
const DEFAULT_PROOF_WITHIN: DurationMs = seconds(60);

/** How well a notification is known to have got through so far; undefined: no provider has it. */
export type ProofSoFar = ProofLevel | undefined;

const rankOf = (proof: ProofSoFar): number => (proof === undefined ? -1 : PROOF_LEVELS.indexOf(proof));

/** Whether what is known is as much as `wanted`. */
export const isProven = (proof: ProofSoFar, wanted: ProofLevel): boolean => rankOf(proof) >= rankOf(wanted);

/** What is known after more was learnt: proof is never taken back. */
export const betterProof = (proof: ProofSoFar, learnt: ProofSoFar): ProofSoFar => (rankOf(learnt) > rankOf(proof) ? learnt : proof);

/** What a provider's report proves. What it has, it took; that it lost it proves nothing. */
export function proofOfReport(status: DeliveryReport["status"]): ProofSoFar {
  switch (status) {
    case "read":
    case "delivered":
      return status;
    case "buffered":
    case "sent":
      return "accepted";
    case "failed":
    case "rejected":
      return undefined;
  }
}

/** How long the channel that took a notification has for its proof; undefined: as long as it takes. */
export function proofTime(step: Pick<RouteStep, "proofWithin">, hasAnotherChannel: boolean): DurationMs | undefined {
  return step.proofWithin ?? (hasAnotherChannel ? DEFAULT_PROOF_WITHIN : undefined);
}

/** A notification, as far as it matters for whether its person is being reached. */
export interface Reaching {
  /** Nobody can tell who of a group reads it, and a siren is no person. */
  readonly isPerson: boolean;
  readonly state: "to-come" | "under-way" | "accepted" | "over";
  readonly proof: ProofSoFar;
  readonly wanted: ProofLevel;
  /** What the channel that took it can prove at best. */
  readonly proves: "accepted" | "delivered";
  /** The time for the proof is over. */
  readonly isUnproven: boolean;
}

/** Whether a person is reached, or may still be by what is under way: then nobody else need be told before their time. */
export function isReaching({ isPerson, state, proof, wanted, proves, isUnproven }: Reaching): boolean {
  if (!isPerson) return false;
  // That a provider took it is no person reached, also where the step wants no more than that.
  if (isProven(proof, wanted === "read" ? "read" : "delivered")) return true;
  return !isUnproven && (state === "under-way" || (state === "accepted" && proves === "delivered"));
}
