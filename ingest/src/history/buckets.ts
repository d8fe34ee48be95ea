import { epochMs } from "@labcanary/domain/basics";
import type { HistoryBucket } from "@labcanary/domain/ports";

/** What a span of time comes to; sums of it can be added to sums of the span after it. */
export interface Summary {
  readonly at: number;
  readonly min: number;
  readonly max: number;
  readonly sum: number;
  readonly count: number;
  /** The value with the latest time in the span. */
  readonly last: number;
}

/** Adds up values and summaries, given in order of time, into buckets of `every`. */
export function createBuckets(every: number): {
  addValue(at: number, value: number): void;
  add(summary: Summary): void;
  result(): readonly HistoryBucket[];
} {
  const buckets: { at: number; min: number; max: number; sum: number; count: number; last: number }[] = [];
  const add = ({ at, min, max, sum, count, last }: Summary): void => {
    const start = Math.floor(at / every) * every;
    const bucket = buckets.at(-1);
    if (bucket === undefined || bucket.at !== start) {
      buckets.push({ at: start, min, max, sum, count, last });
      return;
    }
    bucket.min = Math.min(bucket.min, min);
    bucket.max = Math.max(bucket.max, max);
    bucket.sum += sum;
    bucket.count += count;
    bucket.last = last;
  };
  return {
    addValue: (at, value) => add({ at, min: value, max: value, sum: value, count: 1, last: value }),
    add,
    result: () => buckets.map(({ at, min, max, sum, count, last }) => ({ at: epochMs(at), min, max, mean: sum / count, last, count })),
  };
}
