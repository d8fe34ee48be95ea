import { type DurationMs, type EpochMs, elapsed, milliseconds } from "@labcanary/domain/basics";

/** Allows `perSecond` for ever and `burst` at once. What is above is not lost, it is told how long to wait. */
export interface TokenBucket {
  /** Takes `count`, and returns how long to wait until they would have been there; zero when they were. */
  take(count: number, now: EpochMs): DurationMs;
  /** How long it has been drawn below zero again and again without a rest. */
  overdrawnFor(now: EpochMs): DurationMs;
  /** Counts `overdrawnFor` from now on. */
  forgive(): void;
}

export function createTokenBucket(perSecond: number, burst: number, start: EpochMs): TokenBucket {
  let tokens = burst;
  let at = start;
  let overdrawnSince: EpochMs | undefined;

  return {
    take(count, now) {
      tokens = Math.min(burst, tokens + (elapsed(at, now) * perSecond) / 1000);
      at = now;
      // A second's worth in hand is a rest: a sender that is always held back to its rate never has it.
      if (tokens >= Math.min(burst, perSecond)) overdrawnSince = undefined;
      tokens -= count;
      if (tokens >= 0) return milliseconds(0);
      overdrawnSince ??= now;
      return milliseconds(Math.ceil((-tokens * 1000) / perSecond));
    },
    overdrawnFor: (now) => (overdrawnSince === undefined ? milliseconds(0) : elapsed(overdrawnSince, now)),
    forgive() {
      overdrawnSince = undefined;
    },
  };
}
