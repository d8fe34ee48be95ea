import { type DurationMs, elapsed, type EpochMs, minus } from "@labcanary/domain/basics";
import type { DoorReading } from "@labcanary/domain/governance";

/** Until when a door was heard without a gap of which word may still come. Told its readings step by step, in the order of their time. */
export interface DoorHeard {
  take(readings: readonly DoorReading[], from: EpochMs, to: EpochMs): void;
  until(now: EpochMs): EpochMs;
}

/** `waited`: a gap that ended longer ago than this is not waited for any more. */
export function createDoorHeard(since: EpochMs, hold: DurationMs, waited: DurationMs): DoorHeard {
  let last: EpochMs | undefined;
  const gaps: { readonly from: EpochMs; readonly to: EpochMs }[] = [];
  return {
    take(readings, from, to) {
      for (const { at, isOpen } of readings) {
        if (isOpen === undefined || at >= to || (last !== undefined && at <= last)) continue;
        const before = last ?? since;
        if (at >= from && elapsed(before, at) > hold) gaps.push({ from: before, to: at });
        last = at;
      }
    },
    until(now) {
      const heard = last ?? since;
      const awaited = gaps.find(({ to }) => to > minus(now, waited));
      return awaited?.from ?? (elapsed(heard, now) > hold ? heard : now);
    },
  };
}
