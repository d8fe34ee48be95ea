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
  return new Bucket(perSecond, burst, start);
}

/** A class, as each device has one: its functions would be closures of their own for each. */
class Bucket implements TokenBucket {
  readonly #perSecond: number;
  readonly #burst: number;
  #tokens: number;
  #at: EpochMs;
  #overdrawnSince: EpochMs | undefined;

  constructor(perSecond: number, burst: number, start: EpochMs) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#tokens = burst;
    this.#at = start;
  }

  take(count: number, now: EpochMs): DurationMs {
    this.#tokens = Math.min(this.#burst, this.#tokens + (elapsed(this.#at, now) * this.#perSecond) / 1000);
    this.#at = now;
    // A second's worth in hand is a rest: a sender that is always held back to its rate never has it.
    if (this.#tokens >= Math.min(this.#burst, this.#perSecond)) this.#overdrawnSince = undefined;
    this.#tokens -= count;
    if (this.#tokens >= 0) return milliseconds(0);
    this.#overdrawnSince ??= now;
    return milliseconds(Math.ceil((-this.#tokens * 1000) / this.#perSecond));
  }

  overdrawnFor(now: EpochMs): DurationMs {
    return this.#overdrawnSince === undefined ? milliseconds(0) : elapsed(this.#overdrawnSince, now);
  }

  forgive(): void {
    this.#overdrawnSince = undefined;
  }
}
