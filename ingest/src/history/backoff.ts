import { type DurationMs, milliseconds, seconds, times } from "@labcanary/domain/basics";

/** Chosen: short enough that a restarted store is found at once, long enough not to add to its trouble. */
const FIRST = milliseconds(500);
/** Chosen: whoever has just started the store again sees within 5 s that it is found. */
const LONGEST = seconds(5);

/** How long to wait before the next attempt: twice as long after each failure, up to 5 s, from 0.5 s again after a success. */
export function createBackoff(): { failed(): DurationMs; succeeded(): void } {
  let failures = 0;
  return {
    failed: () => milliseconds(Math.min(times(FIRST, 2 ** Math.min(failures++, 10)), LONGEST)),
    succeeded: () => {
      failures = 0;
    },
  };
}
