import { type DurationMs, milliseconds, seconds } from "@labcanary/domain/basics";
import type { Random } from "../random.ts";

/** First wait after a lost connection (chosen: shorter than the 3 s after which an operator sees a stale screen). */
const FIRST = seconds(1);
/** Longest wait (chosen: well inside the usual 90 s after which a silent device is an alarm). */
const LONGEST = seconds(30);

/**
 * How long to wait before connection attempt `attempt`, 0 for the first after a loss: doubling, spread over ±25 % so that a fleet
 * does not return all at once.
 */
export function backoff(attempt: number, random: Random): DurationMs {
  const wait = Math.min(LONGEST, FIRST * 2 ** Math.min(attempt, 10));
  return milliseconds(Math.round(wait * (0.75 + random.next() / 2)));
}
