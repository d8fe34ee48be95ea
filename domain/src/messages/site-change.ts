import type { EpochMs, Result, Text } from "../basics/index.ts";
import type { SiteDifference } from "../site/index.ts";

/** A site its files describe and that is not in force, because one person alone may not put it there. */
export interface SiteProposal {
  /** Of the site that waits. */
  readonly version: string;
  /** Of the site that stays in force meanwhile. */
  readonly from: string;
  readonly proposedAt: EpochMs;
  /** Who made the change, as the file says. Absent: it does not, and nobody can be a second person. */
  readonly changedBy?: string;
  /** What needs a second person first; at most LISTED_DIFFERENCES. */
  readonly differences: readonly SiteDifference[];
  /** How many are not listed. */
  readonly more: number;
  /** The key period in which it came, where that alone makes it wait: it loosens nothing. */
  readonly frozen?: Text;
  /** Somebody has said no: it stays out of force until the files change. */
  readonly rejected?: { readonly by: string; readonly at: EpochMs; readonly reason: string };
}

/** Chosen: more than anybody reads, and a line of the journal stays below 64 kB. */
export const LISTED_DIFFERENCES = 100;

/** What a person says to a proposal. */
export interface SiteDecision {
  /** Of the proposal that was looked at: exactly that one is meant. */
  readonly version: string;
  /** Account name of who says it. */
  readonly by: string;
}

export const SITE_CHANGE_REFUSALS = {
  SITE_CHANGE_NONE: "no change of the site waits for anybody",
  SITE_CHANGE_OTHER_VERSION: "the change that waits is another one by now; look at it first",
  SITE_CHANGE_REJECTED: "this change was rejected; it stays out of force until the site's files change",
  SITE_CHANGE_AUTHOR_MISSING: "the site file does not say who changed it; give changedBy the name of an account",
  SITE_CHANGE_AUTHOR_UNKNOWN: "changedBy of the site file is not the name of an account",
  SITE_CHANGE_SAME_PERSON: "whoever changed the site cannot also be the second person",
  SITE_CHANGE_NO_ACCOUNT: "only a person with an account of their own can be the second person",
  SITE_CHANGE_REASON_MISSING: "rejecting a change needs a reason",
} as const;
export type SiteChangeRefusalCode = keyof typeof SITE_CHANGE_REFUSALS;

/** `inForce`: the platform runs by that version now. Otherwise what was decided is kept, and carried out as soon as it can be. */
export type SiteDecisionOutcome = Result<
  { readonly version: string; readonly inForce: boolean },
  { readonly code: SiteChangeRefusalCode; readonly message: string }
>;

/** Where a second person looks at what waits, and decides. */
export interface SiteChangeDesk {
  proposal(): SiteProposal | undefined;
  approve(decision: SiteDecision): Promise<SiteDecisionOutcome>;
  reject(decision: SiteDecision & { readonly reason: string }): Promise<SiteDecisionOutcome>;
}
