import type { DurationMs, EpochMs } from "../basics/index.ts";
import type { AccessEvent, DeviceId, DoorAuthorisation, Sample, SignalKey } from "../telemetry/index.ts";
import type { Observation } from "./delays.ts";
import type { RuleId } from "./rule.ts";

/**
 * How rules that look at more than the newest value of their own signal take part in the fold. Such a rule is stepped by everything it
 * watches, keeps a memory that is plain data and never changed in place, and answers with an observation, which the fold puts through
 * the rule's delays as it does for a limit. The fold knows nothing of what the rule means.
 */

/** The newest evaluated sample of a signal, as of the record being folded. */
export interface SignalNow {
  readonly at: EpochMs;
  readonly receivedAt: EpochMs;
  readonly value: number;
  /** By receive time: until then the sample still says what is so (`receivedAt` + the signal's hold). */
  readonly heldUntil: EpochMs;
  /** False after a fault, and while a reading is suspect: there is a sample, and it says nothing. */
  readonly isTrusted: boolean;
}

/** A figure that a limit is set on, as of the newest sample of its signal. */
export interface FigureNow {
  /** Absent while it cannot be told. */
  readonly value?: number;
  /** Event time of the first sample it was worked out from; absent before that. */
  readonly firstAt?: EpochMs;
}

/** What a rule may look at when it is stepped. */
export interface World {
  /** Event time of the input; of a deadline, the time it was due. */
  readonly at: EpochMs;
  /** Receive time of the record being folded. */
  readonly receivedAt: EpochMs;
  /** Undefined before the first sample of a signal. */
  signal(key: SignalKey): SignalNow | undefined;
  /**
   * Of a signal not heard since the platform knows of it, or since it was started: until then (receive time) it may still be on its way.
   * Undefined once it was heard.
   */
  awaitedUntil(key: SignalKey): EpochMs | undefined;
  /** Undefined of a rule that is none, or has no figure. */
  figure(rule: RuleId): FigureNow | undefined;
  /** Leave to open a door that is sealed, as far as the log has told; of now and of a while ago. */
  authorisations(door: SignalKey): readonly DoorAuthorisation[];
}

export type WatchInput =
  /** A live sample of a watched signal; `world` has it already. */
  | { readonly kind: "sample"; readonly sample: Sample }
  /** A watched signal's device could not measure. */
  | { readonly kind: "fault"; readonly signal: SignalKey }
  /** A live event of a watched device. */
  | { readonly kind: "event"; readonly event: AccessEvent }
  /** The time the rule asked for has come, or the platform has just started or changed its site. */
  | { readonly kind: "time" };

export interface Watched<Memory> {
  readonly memory: Memory;
  readonly observation: Observation;
  /** What decided, for the reason and the alarm's value; in one English clause without a full stop. */
  readonly because: string;
  readonly value?: number;
  /** Step the rule again when receive time reaches this, whether or not anything comes. */
  readonly lookAgainAt?: EpochMs;
}

/** What a rule is stepped by. */
export interface WatchedInputs {
  /** Signals whose samples and faults step the rule, its own among them where it matters. */
  readonly signals: readonly SignalKey[];
  /** Devices whose events step it. */
  readonly devices: readonly DeviceId[];
  /** Longest time back that its memory reaches: how much history it needs to be replayed. */
  readonly reach: DurationMs;
}
