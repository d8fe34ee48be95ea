import type { HistoryBucket } from "@labcanary/domain/ports";
import { conversion } from "@labcanary/domain/quantity";
import type { Signal } from "@labcanary/domain/site";

/** Whether two signals can be told against one another: the same quantity of the same substance. */
export const isAlike = (one: Signal, other: Signal): boolean => one.quantity === other.quantity && one.substance === other.substance;

/** What turns values of one signal into the unit of another that is alike; undefined where their units do not meet. */
export function inUnitOf(like: Signal, signal: Signal): ((value: number) => number) | undefined {
  const found = conversion(signal.unit, like.unit, signal.substance === undefined ? {} : { substance: signal.substance });
  return found.ok ? found.value : undefined;
}

export interface SourceOfRoom {
  readonly buckets: readonly HistoryBucket[];
  readonly convert: (value: number) => number;
}
/** A room in a bucket: its lowest and highest reading, and the mean of its signals, each of which counts the same however often it reports. */
export interface RoomBucket {
  readonly at: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
}

/** One line for all signals of a room; buckets of all of them are of one span. */
export function mergeRoom(sources: readonly SourceOfRoom[]): readonly RoomBucket[] {
  const merged = new Map<number, { min: number; max: number; sum: number; count: number }>();
  for (const { buckets, convert } of sources) {
    for (const bucket of buckets) {
      const [min, max, mean] = [convert(bucket.min), convert(bucket.max), convert(bucket.mean)];
      const known = merged.get(bucket.at);
      if (known === undefined) {
        merged.set(bucket.at, { min, max, sum: mean, count: 1 });
        continue;
      }
      known.min = Math.min(known.min, min);
      known.max = Math.max(known.max, max);
      known.sum += mean;
      known.count += 1;
    }
  }
  return [...merged].map(([at, { min, max, sum, count }]) => ({ at, min, max, mean: sum / count })).sort((one, other) => one.at - other.at);
}
