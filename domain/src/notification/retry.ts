import { type DurationMs, milliseconds, seconds } from "../basics/index.ts";

/** Chosen: a gateway being restarted is back in seconds. */
const FIRST_RETRY = seconds(1);
/** Chosen: well inside the shortest escalation step. */
const LONGEST_RETRY = seconds(30);

/**
 * How long to wait after the given number of failed attempts (1 or more): doubled each time.
 * Not random, so that the journal can be read against it.
 */
export function retryDelay(failedAttempts: number): DurationMs {
  return milliseconds(Math.min(FIRST_RETRY * 2 ** (failedAttempts - 1), LONGEST_RETRY));
}
