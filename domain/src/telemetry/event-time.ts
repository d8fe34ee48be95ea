import { type DurationMs, type EpochMs, days, elapsed, epochMs, type Result, err, ok } from "../basics/index.ts";

/** A zone is required: without one the time is a guess (Tasmota sends such). */
const ISO_8601 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})$/;

/** Chosen: no device keeps readings longer than this while its server is away; an older time is a clock that was never set. */
export const OLDEST_BELIEVABLE: DurationMs = days(30);

/** The whole milliseconds since 1970 that a device's `at` means; undefined when it is no time at all. */
export function parseTime(at: string | number): EpochMs | undefined {
  if (typeof at === "number") return Number.isFinite(at) ? epochMs(Math.round(at)) : undefined;
  if (!ISO_8601.test(at)) return undefined;
  const parsed = Date.parse(at);
  return Number.isNaN(parsed) ? undefined : epochMs(parsed);
}

/** Years 1970 to 9999: what a time can be at all on the wire. */
const LATEST = Date.UTC(9999, 11, 31);

export interface PlacedTime {
  readonly at: EpochMs;
  /** What the device said, when it was not believed. */
  readonly deviceAt?: EpochMs;
}

/**
 * When a reading counts as taken. A device whose clock is further ahead than `tolerance`, or further behind than any backlog
 * reaches, is placed at the time of receipt: a gas reading must not be lost to a clock.
 */
export function placeInTime(
  said: string | number | undefined,
  receivedAt: EpochMs,
  tolerance: DurationMs,
): Result<PlacedTime, "DECODE_TIME" | "DECODE_TIME_RANGE"> {
  if (said === undefined) return ok({ at: receivedAt });
  const at = parseTime(said);
  if (at === undefined) return err("DECODE_TIME");
  if (at < 0 || at > LATEST) return err("DECODE_TIME_RANGE");
  const late = elapsed(at, receivedAt);
  return ok(late < -tolerance || late > OLDEST_BELIEVABLE ? { at: receivedAt, deviceAt: at } : { at });
}
