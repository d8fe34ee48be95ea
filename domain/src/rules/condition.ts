import type { EpochMs } from "../basics/index.ts";
import type { LogPosition, Quality, SignalKey } from "../telemetry/index.ts";
import type { Priority, RuleId } from "./rule.ts";

/** A sample as it stands in the evidence of a transition. */
export interface EvidenceSample {
  readonly at: EpochMs;
  readonly receivedAt: EpochMs;
  readonly value: number;
  readonly quality: Quality;
  /** The sensor was at or beyond the top of its range; see `Sample`. */
  readonly overRange?: true;
}

/** What made a condition change: enough to answer "why" without the log. */
export interface Evidence {
  /** The last samples of the signal, oldest first, at most EVIDENCE_SAMPLES. */
  readonly samples: readonly EvidenceSample[];
  /** Of a rule over several signals: the newest sample of each of the others, at most EVIDENCE_INPUTS of them. */
  readonly inputs?: readonly (EvidenceSample & { readonly signal: SignalKey })[];
  /** In one English sentence: which figure met which limit for how long. */
  readonly reason: string;
  /** The record of the accepted log that decided. */
  readonly position: LogPosition;
}

/**
 * `raised` and `cleared` begin and end an occurrence. `historical`: an excursion found in late samples; recorded, wakes nobody.
 * `suppressed` and `unsuppressed`: the occurrence goes on, but what its rule names as the reason (a door open, a defrost) began or ended.
 * `joined` and `left`: the occurrence goes on, and is one of many behind one cause (`parent`), or no longer.
 */
export const CONDITION_CHANGES = ["raised", "cleared", "historical", "suppressed", "unsuppressed", "joined", "left"] as const;
export type ConditionChangeKind = (typeof CONDITION_CHANGES)[number];

/**
 * A rule's condition began or ended. A pure function of the accepted log: `id` is the same after any restart or replay,
 * so whoever receives it can tell that it already has it.
 */
export interface ConditionChange {
  /** `${occurrenceId}:raised` or `:cleared` or `:historical`; what can happen to an occurrence again has the log position behind it. */
  readonly id: string;
  /** One time that the rule's condition was met; the alarm record carries it as its id. `A-Z a-z 0-9 -`, at most 40 characters. */
  readonly occurrenceId: string;
  readonly change: ConditionChangeKind;
  readonly ruleId: RuleId;
  readonly ruleVersion: string;
  readonly signal: SignalKey;
  readonly priority: Priority;
  /** Event time: of the sample that decided, or of the deadline that passed. */
  readonly at: EpochMs;
  /** Receive time of the log record that decided. */
  readonly receivedAt: EpochMs;
  /** The value that decided, in the signal's unit; absent for silence. */
  readonly value?: number;
  /** The reading that decided was simulated: everything that follows says so. */
  readonly simulated: boolean;
  readonly evidence: Evidence;
  /** Of `raised` and `suppressed`: what the rule names as the reason not to annunciate it now, as people read it. */
  readonly suppressedBy?: string;
  /** Of `raised` and `joined`: the occurrence this one is part of, raised before it. */
  readonly parent?: string;
}
