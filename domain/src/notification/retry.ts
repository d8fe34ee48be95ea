import { type DurationMs, milliseconds, seconds } from "../basics/index.ts";

/** First wait 1 s (chosen: a gateway being restarted), doubled each time, never above 30 s (chosen: well inside the shortest escalation step). */
const FIRST_RETRY = seconds(1);
const LONGEST_RETRY = seconds(30);

/** How long to wait after the given number of failed attempts (1 or more). Not random, so that a test and a journal can be read against it. */
export function retryDelay(failedAttempts: number): DurationMs {
  return milliseconds(Math.min(FIRST_RETRY * 2 ** (failedAttempts - 1), LONGEST_RETRY));
}
