import type { EpochMs } from "../basics/index.ts";
import type { LogPosition } from "../telemetry/index.ts";

/** What an occurrence began with. */
export interface OccurrenceOrigin {
  /** The record that decided. */
  readonly receivedAt: EpochMs;
  readonly position: LogPosition;
  /** How many changes the same record had brought before: one batch can raise, clear and raise a rule again. */
  readonly ordinal: number;
}

/**
 * Names one time that a rule's condition was met. No two in one log are alike; the same log gives the same names; a log begun anew
 * gives others, since its times differ. At most 40 characters of `0-9 a-z -`: 11 for any time, 11 for any position, the rest for the ordinal.
 */
export function occurrenceIdOf({ receivedAt, position, ordinal }: OccurrenceOrigin): string {
  return [receivedAt, position, ordinal].map((number) => number.toString(36)).join("-");
}
