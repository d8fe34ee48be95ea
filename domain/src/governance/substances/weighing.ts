import { type DurationMs, elapsed, type EpochMs, hours, minutes, seconds } from "../../basics/index.ts";

/** In milligrams. */
export interface WeightReading {
  readonly at: EpochMs;
  readonly value: number;
}

/** A time in which what is on the shelf may have been changed. */
export interface WeighedSpan {
  readonly from: EpochMs;
  /** Absent: it is not over. */
  readonly to?: EpochMs;
}

/** Readings so long before and after say what the shelf weighed. Chosen: twenty readings of a scale that reports every half minute. */
const WEIGHED_OVER: DurationMs = minutes(10);
/** What it weighed longer ago is not what it weighed then. Chosen: shorter than what is read before the time that is judged. */
const WEIGHED_BEFORE: DurationMs = hours(4);
/** After the door has closed a shelf swings out (as the rule weight-without-opening has it). */
const SETTLE: DurationMs = seconds(30);
/** Fewer are no median: with three, one wild one does not decide. */
const FEWEST_READINGS = 3;

/** Spans between two weighings, by their places, and what the shelf weighed before and after them. */
export interface Weighed {
  readonly spans: readonly number[];
  /** Absent: the scale did not say. */
  readonly before?: number;
  readonly after?: number;
}

/**
 * What the shelf weighed around spans, which are in the order of their time; those too close together to weigh between are weighed as one.
 * A scale that was away says by its last readings what was there before, and by its first what is there after.
 */
export function weigh(spans: readonly WeighedSpan[], readings: readonly WeightReading[]): readonly Weighed[] {
  const weighed: Weighed[] = [];
  let together: number[] = [];
  let before: number | undefined;
  for (const [index, { from, to }] of spans.entries()) {
    if (together.length === 0) {
      const since = spans[index - 1]?.to;
      before = lastBetween(readings, Math.max(from - WEIGHED_BEFORE, since === undefined ? 0 : since + SETTLE), from);
    }
    together = [...together, index];
    const next = spans[index + 1]?.from;
    const after = to === undefined ? undefined : firstBetween(readings, to + SETTLE, next ?? Number.POSITIVE_INFINITY);
    if (after === undefined && next !== undefined && to !== undefined && elapsed(to, next) < WEIGHED_OVER) continue;
    weighed.push({ spans: together, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) });
    together = [];
  }
  return weighed;
}

function lastBetween(readings: readonly WeightReading[], from: number, to: number): number | undefined {
  const end = placeOf(readings, to);
  const last = readings[end - 1];
  if (last === undefined || last.at < from) return undefined;
  return median(readings.slice(placeOf(readings, Math.max(from, last.at - WEIGHED_OVER)), end));
}

function firstBetween(readings: readonly WeightReading[], from: number, to: number): number | undefined {
  const start = placeOf(readings, from);
  const first = readings[start];
  if (first === undefined || first.at >= to) return undefined;
  return median(readings.slice(start, placeOf(readings, Math.min(to, first.at + WEIGHED_OVER))));
}

/** The place of the first reading that is not before `at`. */
export function placeOf(readings: readonly WeightReading[], at: number): number {
  let [low, high] = [0, readings.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((readings[middle]?.at ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

function median(readings: readonly WeightReading[]): number | undefined {
  if (readings.length < FEWEST_READINGS) return undefined;
  const sorted = readings.map(({ value }) => value).toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
