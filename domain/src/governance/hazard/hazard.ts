import type { EpochMs } from "../../basics/index.ts";
import type { HazardClass, HazardLevel, ZoneId } from "../../site/index.ts";
import type { LedgerItem } from "../ledger.ts";
import type { SignatureMeaning } from "../signature.ts";

export { HAZARD_CLASSES, HAZARD_LEVELS, type HazardClass, type HazardLevel } from "../../site/index.ts";

/** How it came to be known. */
export const HAZARD_ORIGINS = ["inspection", "alarm", "impaired-protection", "report", "outside-inspection"] as const;
export type HazardOrigin = (typeof HAZARD_ORIGINS)[number];

/**
 * `filed`: known, and nobody's yet. `settled`: the five settlements are agreed. `remedied`: whoever it was given to says it is done.
 * `written-off`: somebody else has looked and found it so. A check that fails, and opening it again, put it back.
 */
export const HAZARD_STATES = ["filed", "settled", "remedied", "written-off"] as const;
export type HazardState = (typeof HAZARD_STATES)[number];

/** The five settlements (五落实): who, how, with what money, by when, and what protects people until then. */
export interface Settlement {
  /** A person of the site. */
  readonly responsible: string;
  readonly department: string;
  readonly measures: string;
  readonly funds: string;
  readonly deadline: EpochMs;
  readonly interimPlan: string;
}

/** What a hazard says of itself when it is filed. */
export interface NewHazard {
  readonly zoneId: ZoneId;
  readonly origin: HazardOrigin;
  readonly class: HazardClass;
  readonly level: HazardLevel;
  /** What is wrong, in the words of whoever filed it; 1 to 1000 characters. */
  readonly words: string;
  /** It was found at this item of a check. */
  readonly check?: { readonly number: number; readonly item: string };
}

export interface Hazard extends NewHazard, LedgerItem {
  readonly state: HazardState;
  readonly filedAt: EpochMs;
  readonly filedBy: string;
  readonly settlement?: Settlement;
  readonly remedied?: HazardStep;
  /** Of those who looked whether it was done, oldest first. */
  readonly checks: readonly HazardCheck[];
  /** When the deadline was found to be over. */
  readonly overdueAt?: EpochMs;
}

export interface HazardStep {
  readonly by: string;
  readonly at: EpochMs;
  readonly words: string;
}
export interface HazardCheck extends HazardStep {
  readonly passed: boolean;
}

export type HazardCommand =
  | { readonly verb: "file"; readonly hazard: NewHazard }
  | { readonly verb: "settle"; readonly settlement: Settlement }
  | { readonly verb: "remedy"; readonly words: string }
  | { readonly verb: "verify"; readonly passed: boolean; readonly words: string; readonly signed: SignatureMeaning };

export type HazardAct =
  | { readonly act: "filed"; readonly hazard: NewHazard }
  | { readonly act: "settled"; readonly settlement: Settlement }
  | { readonly act: "remedied"; readonly words: string }
  | { readonly act: "verified"; readonly passed: boolean; readonly words: string; readonly signed: SignatureMeaning }
  | { readonly act: "overdue" };

/** Why an act on a hazard is refused. */
export const HAZARD_REFUSALS = {
  HAZARD_UNKNOWN: "there is no hazard of this number",
  HAZARD_WORDS: "say what is the matter in 1 to 1000 characters",
  HAZARD_ZONE: "the site has no such zone",
  SETTLEMENT_INCOMPLETE:
    "a hazard is settled by all five: a responsible person and department, measures, funds, a deadline, and a plan until then",
  SETTLEMENT_PERSON: "the responsible person is not one of the site's people",
  SETTLEMENT_DEADLINE: "the deadline lies in the past",
  HAZARD_STATE: "the hazard is not where this can be done",
  VERIFIER_SAME: "somebody else than who remedied it, or is responsible for it, must verify",
} as const;
export type HazardRefusalCode = keyof typeof HAZARD_REFUSALS;
