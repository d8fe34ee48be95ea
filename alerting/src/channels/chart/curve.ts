import type { DurationMs, EpochMs } from "@labcanary/domain/basics";
import type { Priority } from "@labcanary/domain/rules";

/** What a chart shows of one signal around a moment. */
export interface Curve {
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** When the alarm was raised; within the two. */
  readonly moment: EpochMs;
  /** Oldest first. */
  readonly points: readonly CurvePoint[];
  /** Points further apart than this are not joined: nothing is known of the time between. */
  readonly gap: DurationMs;
  readonly limits: readonly CurveLimit[];
  /** As people write it; empty of a signal with states. */
  readonly unit: string;
  /** Names of the states by their number. */
  readonly states?: readonly string[];
  readonly isSimulated: boolean;
}

/** A reading, or a span of readings summed up. Without `value` the device could not measure. */
export interface CurvePoint {
  readonly at: EpochMs;
  /** The reading, or the mean; of states the last. */
  readonly value?: number;
  /** Lowest and highest of a span. */
  readonly min?: number;
  readonly max?: number;
}

export interface CurveLimit {
  readonly at: number;
  /** What a value is that is beyond it. */
  readonly sign: ">" | "≥" | "<" | "≤";
  readonly priority: Priority;
  /** It is the one the alarm is about: always in sight. */
  readonly isOfAlarm: boolean;
}
