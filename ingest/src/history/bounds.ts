import { type EpochMs, epochMs } from "@labcanary/domain/basics";
import { type HistoryQuery, ROLLUPS } from "@labcanary/domain/ports";
import { clampedTo, timeWindow } from "./admission.ts";
import type { Retention } from "./retention.ts";

/** Chosen: ten times the pixels of a wide chart; a query that could answer with more is a mistake of its caller. */
export const MAX_BUCKETS = 100_000;
/** Chosen: a day of a signal that reports every second, with room; callers page on with the last time. */
export const MAX_POINTS = 100_000;
const MIN_EVERY = 1000;

/** Throws a RangeError for a limit no store answers. */
export function checkLimit(limit: number): void {
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_POINTS) {
    throw new RangeError(`limit must be a whole number from 1 to ${MAX_POINTS}, it is ${limit}`);
  }
}

/** The coarsest that buckets of `every` can be put together from. */
export function sourceOf(every: number): keyof Retention {
  if (every % ROLLUPS["1h"] === 0) return "hours";
  return every % ROLLUPS["1m"] === 0 ? "minutes" : "raw";
}

/**
 * The times covered by the buckets of `every` that start in from..to, as far back as what they are put together from is kept. Throws
 * a RangeError for more than MAX_BUCKETS of them.
 */
export function bucketSpan(
  query: Pick<HistoryQuery, "from" | "to">,
  every: number,
  { now, retention }: { readonly now: EpochMs; readonly retention: Retention },
): { readonly from: EpochMs; readonly to: EpochMs } {
  if (!Number.isSafeInteger(every) || every < MIN_EVERY) {
    throw new RangeError(`every must be a whole number of milliseconds from ${MIN_EVERY}, it is ${every}`);
  }
  const { from, to } = clampedTo(timeWindow(now, retention[sourceOf(every)]), query.from, query.to);
  const first = Math.ceil(from / every);
  const end = Math.ceil(to / every);
  if (!(end - first <= MAX_BUCKETS)) throw new RangeError(`a query may ask for ${MAX_BUCKETS} buckets, not ${end - first}`);
  return { from: epochMs(first * every), to: epochMs(end * every) };
}
