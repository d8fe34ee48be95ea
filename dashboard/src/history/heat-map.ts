import { type DurationMs, type EpochMs, epochMs, minutes } from "@labcanary/domain/basics";
import type { HistoryBucket } from "@labcanary/domain/ports";
import type { LimitRule, RecoveryRule } from "@labcanary/domain/rules";
import { type CivilDay, civilAt, formatDay, parseDay, startOfDay } from "@labcanary/domain/schedule";
import type { Signal } from "@labcanary/domain/site";

const HOUR_MS = 3_600_000;
const MONTH = /^\d{4}-\d{2}$/;

/** The readings of one hour by the clocks of the site. */
export interface HeatCell {
  /** Where the clocks are put back the hour is two long. */
  readonly from: number;
  readonly to: number;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  /** Milliseconds beyond a limit on the value; absent where sums are too coarse to tell. */
  readonly beyond?: number;
}
export interface HeatDay {
  /** Such as `2026-11-22`. */
  readonly day: string;
  /** 24; null where nothing was read. */
  readonly hours: readonly (HeatCell | null)[];
}

/** Days of a month such as `2026-11`, and the times it lasts by the clocks of a zone; undefined of what is no month. */
export function monthOf(
  text: string,
  timeZone: string,
): { readonly days: readonly CivilDay[]; readonly from: EpochMs; readonly to: EpochMs } | undefined {
  const first = MONTH.test(text) ? parseDay(`${text}-01`) : undefined;
  if (first === undefined) return undefined;
  const days: CivilDay[] = [];
  for (let day = first; formatDay(day).startsWith(text); day = (day + 1) as CivilDay) days.push(day);
  return { days, from: startOfDay(timeZone, first), to: startOfDay(timeZone, (first + days.length) as CivilDay) };
}

/** The limits on the value itself, by which it is told how long it was beyond them. */
export const valueLimitsOf = ({ rules }: Signal): readonly (LimitRule | RecoveryRule)[] =>
  rules.filter((rule): rule is LimitRule | RecoveryRule => (rule.kind === "limit" && rule.of === undefined) || rule.kind === "recovery");

/** Whether something in the bucket was beyond a limit. */
function isBeyond({ min, max }: HistoryBucket, limits: readonly (LimitRule | RecoveryRule)[]): boolean {
  return limits.some(({ direction, setpoint, inclusive }) =>
    direction === "high" ? max > setpoint || (inclusive && max === setpoint) : min < setpoint || (inclusive && min === setpoint),
  );
}

/**
 * A month by days and hours of the site's clocks. A minute counts as beyond a limit when a reading in it was, and stands until the next
 * one with a reading, as long as the signal's value is held and no longer. `buckets` are oldest first, of `every`: where that is more
 * than a minute it is not told how long a limit was passed.
 */
export function heatDays(
  { days, timeZone, every }: { readonly days: readonly CivilDay[]; readonly timeZone: string; readonly every: DurationMs },
  buckets: readonly HistoryBucket[],
  signal: Signal,
): readonly HeatDay[] {
  const limits = valueLimitsOf(signal);
  const tellsBeyond = every <= minutes(1) && limits.length > 0;
  const cells = new Map<number, { from: number; to: number; min: number; max: number; sum: number; count: number; beyond: number }>();
  for (const [index, bucket] of buckets.entries()) {
    const civil = civilAt(timeZone, bucket.at);
    const place = Math.floor(civil / HOUR_MS);
    const next = buckets[index + 1]?.at ?? bucket.at + every;
    const beyond = tellsBeyond && isBeyond(bucket, limits) ? Math.min(next - bucket.at, Math.max(every, signal.hold)) : 0;
    const cell = cells.get(place);
    const sum = bucket.mean * bucket.count;
    if (cell === undefined) {
      const from = epochMs(bucket.at - (civil % HOUR_MS));
      cells.set(place, { from, to: from + HOUR_MS, min: bucket.min, max: bucket.max, sum, count: bucket.count, beyond });
      continue;
    }
    cell.min = Math.min(cell.min, bucket.min);
    cell.max = Math.max(cell.max, bucket.max);
    cell.sum += sum;
    cell.count += bucket.count;
    cell.beyond += beyond;
    if (bucket.at >= cell.to) cell.to = bucket.at - (civil % HOUR_MS) + HOUR_MS;
  }
  return days.map((day) => ({
    day: formatDay(day),
    hours: Array.from({ length: 24 }, (_, hour) => {
      const cell = cells.get(day * 24 + hour);
      if (cell === undefined) return null;
      const { from, to, min, max, sum, count, beyond } = cell;
      return { from, to, mean: sum / count, min, max, ...(tellsBeyond ? { beyond } : {}) };
    }),
  }));
}
