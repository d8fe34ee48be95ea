import { type EpochMs, epochMs } from "@labcanary/domain/basics";
import type { HistoryQuery } from "@labcanary/domain/ports";

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

/** The times covered by the buckets of `every` that start in from..to. Throws a RangeError for more than MAX_BUCKETS of them. */
export function bucketSpan(query: Pick<HistoryQuery, "from" | "to">, every: number): { readonly from: EpochMs; readonly to: EpochMs } {
  if (!Number.isSafeInteger(every) || every < MIN_EVERY) {
    throw new RangeError(`every must be a whole number of milliseconds from ${MIN_EVERY}, it is ${every}`);
  }
  const first = Math.ceil(query.from / every);
  const end = Math.ceil(query.to / every);
  if (!(end - first <= MAX_BUCKETS)) throw new RangeError(`a query may ask for ${MAX_BUCKETS} buckets, not ${end - first}`);
  return { from: epochMs(first * every), to: epochMs(end * every) };
}
