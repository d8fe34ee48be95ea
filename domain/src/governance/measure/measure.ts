import type { EpochMs } from "../../basics/index.ts";
import type { ZoneId } from "../../site/index.ts";
import type { LedgerItem } from "../ledger.ts";
import type { SignatureMeaning } from "../signature.ts";

/** A measure is something that is there or is done (a barrier, a round); a rule is what people are held to. */
export const MEASURE_KINDS = ["measure", "rule"] as const;
export type MeasureKind = (typeof MEASURE_KINDS)[number];

/** What a standing measure says of itself: what protects people day by day, whose it is, and when it is looked at again. */
export interface NewStandingMeasure {
  readonly zoneId: ZoneId;
  readonly kind: MeasureKind;
  /** 1 to 1000 characters. */
  readonly words: string;
  /** A person of the site. */
  readonly owner: string;
  /** By when it is looked at whether it still holds; within two years. */
  readonly reviewBy: EpochMs;
  /** Numbers of the hazards it answers. */
  readonly hazards: readonly number[];
}

export interface StandingMeasure extends NewStandingMeasure, LedgerItem {
  readonly state: "in-force" | "ended";
  readonly addedAt: EpochMs;
  readonly addedBy: string;
  /** Oldest first. */
  readonly reviews: readonly MeasureReview[];
  readonly ended?: MeasureStep;
  /** The date that was found to be over. */
  readonly overdueSince?: EpochMs;
}

export interface MeasureStep {
  readonly by: string;
  readonly at: EpochMs;
  readonly words: string;
}
export interface MeasureReview extends MeasureStep {
  readonly reviewBy: EpochMs;
}

export type StandingMeasureCommand =
  | { readonly verb: "add"; readonly measure: NewStandingMeasure }
  /** Said anew, whole; what it was before stays in its lines. */
  | { readonly verb: "change"; readonly measure: NewStandingMeasure }
  | { readonly verb: "review"; readonly words: string; readonly reviewBy: EpochMs; readonly signed: SignatureMeaning }
  | { readonly verb: "end"; readonly words: string; readonly signed: SignatureMeaning };

export type StandingMeasureAct =
  | { readonly act: "added"; readonly measure: NewStandingMeasure }
  | { readonly act: "changed"; readonly measure: NewStandingMeasure }
  | { readonly act: "reviewed"; readonly words: string; readonly reviewBy: EpochMs; readonly signed: SignatureMeaning }
  /** `signed` is absent of lines written before it was asked for. */
  | { readonly act: "ended"; readonly words: string; readonly signed?: SignatureMeaning }
  | { readonly act: "overdue"; readonly since: EpochMs };

/** Why an act on a standing measure is refused. */
export const STANDING_MEASURE_REFUSALS = {
  STANDING_MEASURE_UNKNOWN: "there is no standing measure of this number",
  STANDING_MEASURE_WORDS: "say it in 1 to 1000 characters",
  STANDING_MEASURE_ZONE: "the site has no such zone",
  STANDING_MEASURE_OWNER: "the owner is not one of the site's people",
  STANDING_MEASURE_REVIEW: "the date of the review must lie ahead, and within two years",
  STANDING_MEASURE_REVIEW_KEPT: "the date of a review is put off by reviewing it, and not by a change",
  STANDING_MEASURE_HAZARDS: "it answers at most 50 hazards, each named once",
  STANDING_MEASURE_ENDED: "the measure is no longer in force; add it anew",
} as const;
export type StandingMeasureRefusalCode = keyof typeof STANDING_MEASURE_REFUSALS;
