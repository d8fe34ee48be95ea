import { type DurationMs, elapsed, type EpochMs, minutes, seconds } from "../../basics/index.ts";
import type { Opening } from "./openings.ts";

/** In milligrams. */
export interface WeightReading {
  readonly at: EpochMs;
  readonly value: number;
}

/** Readings this long before and after a visit say what the shelf weighed. Chosen: twenty readings of a scale that reports every half minute. */
const WEIGHED_OVER: DurationMs = minutes(10);
/** After the door has closed a shelf swings out (as the rule weight-without-opening has it). */
const SETTLE: DurationMs = seconds(30);
/** Fewer are no median: with three, one wild one does not decide. */
const FEWEST_READINGS = 3;

/** Visits between two weighings, by their places, and what the shelf weighed before and after them. */
export interface Weighed {
  readonly visits: readonly number[];
  readonly before: number;
  readonly after: number;
}

/** What the shelf weighed around visits; those too close together to weigh between are weighed as one. Visits that cannot be weighed are left out. */
export function weigh(visits: readonly Opening[], readings: readonly WeightReading[]): readonly Weighed[] {
  const weighed: Weighed[] = [];
  let together: number[] = [];
  let before: number | undefined;
  for (const [index, { openedAt, closedAt }] of visits.entries()) {
    if (together.length === 0) {
      const since = visits[index - 1]?.closedAt;
      before = medianBetween(readings, later(openedAt - WEIGHED_OVER, since === undefined ? undefined : since + SETTLE), openedAt);
    }
    together = [...together, index];
    if (closedAt === undefined) break;
    const next = visits[index + 1]?.openedAt;
    const from = closedAt + SETTLE;
    const after = medianBetween(readings, from, Math.min(from + WEIGHED_OVER, next ?? Number.POSITIVE_INFINITY));
    if (after === undefined && next !== undefined && elapsed(closedAt, next) < WEIGHED_OVER) continue;
    if (before !== undefined && after !== undefined) weighed.push({ visits: together, before, after });
    together = [];
  }
  return weighed;
}

const later = (one: number, other: number | undefined): number => (other === undefined || other < one ? one : other);

function medianBetween(readings: readonly WeightReading[], from: number, to: number): number | undefined {
  const values = readings.filter(({ at }) => at >= from && at < to).map(({ value }) => value);
  if (values.length < FEWEST_READINGS) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
