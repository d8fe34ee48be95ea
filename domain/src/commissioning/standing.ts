import { type EpochMs, plus } from "../basics/index.ts";
import type { Signal } from "../rules/index.ts";
import type { SignalKey } from "../telemetry/index.ts";
import type { CommissioningProof, CommissioningTest } from "./proof.ts";
import type { Protected } from "./protected.ts";

/**
 * How far a signal has come. `described`: the site has it. `connected`: it has been heard. `in-service`: its test was passed and signed.
 * `overdue`: it was, and the proof is too old, or of something else. A device that took the place of a proven one has come no further than
 * `connected`.
 */
export const COMMISSIONING_STATES = ["described", "connected", "in-service", "overdue"] as const;
export type CommissioningState = (typeof COMMISSIONING_STATES)[number];

/** Why a proof holds no longer: its time is over, somebody said so, or what it proved, or the device itself, is another now. */
export const PROOF_GAPS = ["never-proven", "time-over", "voided", "replaced", "sensor-changed", "rules-changed", "routes-changed"] as const;
export type ProofGap = (typeof PROOF_GAPS)[number];

export interface CommissioningStanding {
  readonly signal: SignalKey;
  readonly state: CommissioningState;
  /** Why it is not in service; absent of what is. */
  readonly gap?: ProofGap;
  /** The site asks for proof, or there was one, and none holds: protection that is not proven. */
  readonly isUnproven: boolean;
  /** When it must be proven anew. */
  readonly dueAt?: EpochMs;
  readonly proof?: CommissioningProof;
  readonly test?: CommissioningTest;
}

export interface StandingFacts {
  readonly signal: Pick<Signal, "key" | "prove">;
  /** As the signal is protected now; asked only where there is a proof to hold against it. */
  readonly protects: () => Protected;
  readonly isHeard: boolean;
  readonly proof?: CommissioningProof | undefined;
  readonly test?: CommissioningTest | undefined;
  readonly now: EpochMs;
}

export function commissioningStanding({ signal, protects, isHeard, proof, test, now }: StandingFacts): CommissioningStanding {
  const gap = gapOf(signal, protects, proof, now);
  const dueAt = dueOf(signal, proof);
  const isOfThisDevice = proof !== undefined && gap !== "replaced";
  const state = !isOfThisDevice ? (isHeard ? "connected" : "described") : gap === undefined ? "in-service" : "overdue";
  return {
    signal: signal.key,
    state,
    ...(gap === undefined ? {} : { gap }),
    isUnproven: gap !== undefined && (proof !== undefined || signal.prove !== undefined),
    ...(dueAt === undefined ? {} : { dueAt }),
    ...(proof === undefined ? {} : { proof }),
    ...(test === undefined ? {} : { test }),
  };
}

const dueOf = ({ prove }: Pick<Signal, "prove">, proof: CommissioningProof | undefined): EpochMs | undefined =>
  prove === undefined || proof === undefined ? undefined : plus(proof.signedAt, prove);

/** What somebody has said comes first, then what has changed: both tell an engineer more than that it is late. */
function gapOf(
  signal: Pick<Signal, "prove">,
  protectsNow: () => Protected,
  proof: CommissioningProof | undefined,
  now: EpochMs,
): ProofGap | undefined {
  if (proof === undefined) return "never-proven";
  const protects = protectsNow();
  if (proof.protects.replacedAt !== protects.replacedAt) return "replaced";
  if (proof.voided !== undefined) return "voided";
  if (proof.protects.sensor !== protects.sensor) return "sensor-changed";
  if (proof.protects.rules !== protects.rules) return "rules-changed";
  if (proof.protects.routes !== protects.routes) return "routes-changed";
  const dueAt = dueOf(signal, proof);
  return dueAt !== undefined && dueAt <= now ? "time-over" : undefined;
}
