import type { EpochMs, Text } from "@labcanary/domain/basics";
import type { Clock } from "@labcanary/domain/ports";
import { keyPeriodsAt, type Site } from "@labcanary/domain/site";
import type { ProposalRecord } from "./in-force-file.ts";
import { isProposed, type SiteChange } from "./site-change.ts";

/** The key period that freezes the site in force at an instant: what it is called. */
export const freezeAt = (inForce: Site, at: EpochMs): Text | undefined => keyPeriodsAt(inForce, at)[0]?.name;

/**
 * Whether a change waits for a second person: it loosens what lives depend on, or comes in a key period. What waits goes on waiting when
 * the period is over: that the days have passed is nobody's agreement, and with a restart in between it would be as without one.
 */
export const waits = (change: SiteChange, proposal: ProposalRecord | undefined, inForce: Site, { now }: Pick<Clock, "now">): boolean =>
  change.isForTwo || isProposed(change, proposal) || freezeAt(inForce, now()) !== undefined;
