import { type DurationMs, type EpochMs, elapsed, milliseconds, minutes, seconds, times } from "@labcanary/domain/basics";

/** Remembers who failed, and how long the next answer to them shall take. */
export interface SlowDown {
  /** `who` failed once more. Returns the delay that goes with it. */
  failed(who: string, now: EpochMs): DurationMs;
  /** The delay of the last failure, or zero when there was none lately. */
  delayFor(who: string, now: EpochMs): DurationMs;
  readonly size: number;
}

/** First delay; doubled by each further failure. Chosen: too short to notice after one slip. */
const FIRST_DELAY = milliseconds(250);
/** Chosen: below the 30 s after which MQTT clients give up on CONNACK, so that the reason still reaches them. */
const LONGEST_DELAY = seconds(10);
/** Chosen: a device that was repaired is not slowed on the next day's round. */
const FORGOTTEN_AFTER = minutes(10);

/** Keeps at most `capacity` names, the ones that failed last. */
export function createSlowDown(capacity: number): SlowDown {
  const failures = new Map<string, { count: number; at: EpochMs }>();

  const recent = (who: string, now: EpochMs): number => {
    const known = failures.get(who);
    return known === undefined || elapsed(known.at, now) > FORGOTTEN_AFTER ? 0 : known.count;
  };
  const delayOf = (count: number): DurationMs =>
    count === 0 ? milliseconds(0) : milliseconds(Math.min(LONGEST_DELAY, times(FIRST_DELAY, 2 ** (count - 1))));

  return {
    failed(who, now) {
      const count = recent(who, now) + 1;
      failures.delete(who); // a Map keeps the order of insertion: the first key is the one that failed longest ago
      failures.set(who, { count, at: now });
      if (failures.size > capacity) failures.delete(failures.keys().next().value as string);
      return delayOf(count);
    },
    delayFor: (who, now) => delayOf(recent(who, now)),
    get size() {
      return failures.size;
    },
  };
}
