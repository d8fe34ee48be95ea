import type { DecodedFrame } from "./decode/frame-decoder.ts";

/** What one reader of the log has counted, entry by entry, since the log began. */
export interface Tally {
  /** Entries in all frames, a frame that could not be read at all being one. */
  readonly received: number;
  readonly readings: number;
  readonly duplicate: number;
  readonly refused: number;
  readonly quarantined: number;
}

export const EMPTY_TALLY: Tally = { received: 0, readings: 0, duplicate: 0, refused: 0, quarantined: 0 };

export function countFrame(tally: Tally, { readings, quarantined, refused, duplicates }: DecodedFrame): Tally {
  return {
    received: tally.received + readings.length + quarantined.length + refused.length + duplicates,
    readings: tally.readings + readings.length,
    duplicate: tally.duplicate + duplicates,
    refused: tally.refused + refused.length,
    quarantined: tally.quarantined + quarantined.length,
  };
}

export const isSameTally = (a: Tally, b: Tally): boolean =>
  a.received === b.received &&
  a.readings === b.readings &&
  a.duplicate === b.duplicate &&
  a.refused === b.refused &&
  a.quarantined === b.quarantined;
