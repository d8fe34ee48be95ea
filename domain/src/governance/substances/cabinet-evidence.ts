import { type DurationMs, type EpochMs, hours, minus, minutes, plus } from "../../basics/index.ts";
import type { RegimePolicy, StockCabinet } from "../../site/index.ts";
import { WITNESS_WITHIN } from "./container-ledger.ts";
import type { CustodyRecord } from "./custody-record.ts";
import type { Evidence, FindingKind, NewFinding } from "./finding.ts";
import type { DoorReading, Opening } from "./openings.ts";
import type { WeightReading } from "./weighing.ts";

/** A record is signed by two, and then they go to the store: the door may open as long after it as the second may take to sign. */
export const OPEN_WITHIN: DurationMs = WITNESS_WITHIN;
/** Word of a door that was not heard meanwhile may still come, from a device that kept it. Chosen: longer than most outages of a network. */
export const LATE_WORD: DurationMs = hours(1);
/** From badging to opening. Chosen: two badges, two locks, and a glove. */
const BADGE_WITHIN: DurationMs = minutes(5);
/** A door that stays open is asked about all the same. Chosen: nobody works in a store of controlled substances for longer. */
const LONGEST_VISIT: DurationMs = hours(1);

export interface BadgeSeen {
  readonly at: EpochMs;
  /** A person of the site. */
  readonly person?: string;
  readonly granted: boolean;
}

/** All that is known of one cabinet over a span, in the order of event time. Nothing is judged that was before `judgeFrom`. */
export interface CabinetEvidence {
  readonly cabinet: StockCabinet;
  /** Of the regimes that are kept there. */
  readonly policies: readonly RegimePolicy[];
  /** Longest time between two readings of the door that still counts as watching it. */
  readonly hold: DurationMs;
  readonly door: readonly DoorReading[];
  /** In milligrams. */
  readonly weights: readonly WeightReading[];
  readonly badges: readonly BadgeSeen[];
  readonly records: readonly CustodyRecord[];
  /** The site says where people badge at the door: nobody badging is something that was seen. */
  readonly hasReader: boolean;
  /** The person of the site that signed, where that person has a badge. */
  readonly badgeHolder: (signer: string) => string | undefined;
  readonly judgeFrom: EpochMs;
  readonly now: EpochMs;
  /** Up to when it was read; absent: now. */
  readonly readTo?: EpochMs;
}

/** A time a cabinet was open, with the records that are of it. */
export interface Visit {
  readonly opening: Opening;
  readonly records: readonly CustodyRecord[];
}

export type MakeFinding = (kind: FindingKind, from: EpochMs, to: EpochMs, evidence: readonly Evidence[]) => NewFinding;

export const longestOf = (policies: readonly RegimePolicy[]): DurationMs =>
  Math.max(0, ...policies.map(({ enterWithin }) => enterWithin)) as DurationMs;

export const endOf = ({ openedAt, closedAt }: Opening): EpochMs => closedAt ?? openedAt;

/** From when on nobody can make a record of a visit in time. */
export const decidedAt = ({ openedAt, closedAt }: Opening, enterWithin: DurationMs): EpochMs => {
  const latest = plus(openedAt, LONGEST_VISIT);
  return plus(closedAt === undefined || closedAt > latest ? latest : closedAt, enterWithin);
};

/** Who badged in a span, or just before it; of one that is not over, until now. */
export function badgesIn(
  { from, to }: { readonly from: EpochMs; readonly to?: EpochMs },
  { badges, now }: CabinetEvidence,
): readonly BadgeSeen[] {
  const since = minus(from, BADGE_WITHIN);
  return badges.filter(({ at }) => at >= since && at <= (to ?? now));
}

export const badgeEvidence = (badges: readonly BadgeSeen[]): readonly Evidence[] =>
  badges.map((badge) => ({ kind: "badge", ...badge }) as const);

/** What is known of when a door was open. */
export function doorEvidence({ door }: StockCabinet, { openedAt, closedAt, unheardSince }: Opening): readonly Evidence[] {
  return [
    { kind: "door", signal: door, openedAt, ...(closedAt === undefined ? {} : { closedAt }) },
    ...(unheardSince === undefined ? [] : [{ kind: "door-not-heard", signal: door, from: unheardSince, to: openedAt } as const]),
  ];
}
