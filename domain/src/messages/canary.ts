import type { EpochMs } from "../basics/index.ts";

/**
 * The way of a breach, in order: `published` to the broker, `acknowledged` by it since the accepted log has it, `evaluated` by the rules,
 * `raised` with alerting, `queued` in the outbox, `accepted` by the gateway, `delivered` to the recipient.
 */
export const CANARY_HOPS = ["published", "acknowledged", "evaluated", "raised", "queued", "accepted", "delivered"] as const;
export type CanaryHop = (typeof CANARY_HOPS)[number];

/** Number of a run of the canary: the time it began, in ms since 1970. Goes along as the value that breaches. */
export type CanaryRunNumber = number;

/** A run of the canary has come through a hop. Saying the same twice changes nothing. */
export interface CanaryPassage {
  readonly run: CanaryRunNumber;
  readonly hop: CanaryHop;
  readonly at: EpochMs;
}

/** One run: when it came through each hop. */
export interface CanaryRun {
  readonly number: CanaryRunNumber;
  readonly startedAt: EpochMs;
  readonly passed: Readonly<Partial<Record<CanaryHop, EpochMs>>>;
}

/** The furthest hop it came through, and the one it has not come through since; the first is absent before it was published. */
export interface CanaryStanding {
  readonly lastSeen?: CanaryHop;
  /** Absent when it came through. */
  readonly missing?: CanaryHop;
}

/** The run with the passage; the same run where the passage is another's, or known. */
export function withPassage(run: CanaryRun, { run: number, hop, at }: CanaryPassage): CanaryRun {
  if (number !== run.number || run.passed[hop] !== undefined) return run;
  return { ...run, passed: { ...run.passed, [hop]: at } };
}

/** Where a run stands. Whoever tells of a hop may be late or be cut off: one that is passed later stands for all before it. */
export function standingOf({ passed }: CanaryRun): CanaryStanding {
  const furthest = CANARY_HOPS.findLastIndex((hop) => passed[hop] !== undefined);
  const [lastSeen, missing] = [CANARY_HOPS[furthest], CANARY_HOPS[furthest + 1]];
  return { ...(lastSeen === undefined ? {} : { lastSeen }), ...(missing === undefined ? {} : { missing }) };
}

/** What stands in the way where a hop is missing, in English, for whoever has to mend it. */
export const MISSING_HOPS: Readonly<Record<CanaryHop, string>> = {
  published: "the MQTT broker did not let it in",
  acknowledged: "the accepted log did not take it",
  evaluated: "the rules did not evaluate it",
  raised: "the rules did not tell alerting of it",
  queued: "alerting could not keep it in the outbox",
  accepted: "no gateway took it",
  delivered: "no report of its delivery came",
};
