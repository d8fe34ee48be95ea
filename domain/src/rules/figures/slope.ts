import type { DurationMs } from "../../basics/index.ts";
import type { FigureSample } from "./figure.ts";
import { medianOf } from "./median.ts";

/** A single wild sample spoils n − 1 of n (n − 1) / 2 pairs: with fewer samples than this, half of them or more. */
export const LEAST_SLOPE_SAMPLES = 5;

/** Most samples a slope is worked out from. Chosen: its cost, about 2.5 µs, grows with their square. */
const MOST_SAMPLES = 24;

/** The part of the window that must have been watched since the last gap. Chosen: less says little about a rate over the whole. */
const LEAST_PART = 0.5;

/**
 * Samples of a window, oldest first, and their slope. Plain data.
 *
 * Kept is every sample that comes over / 23 or more after the one kept before; the slope is worked out anew with each that is kept, so it
 * is never as much as that old. A signal that reports more slowly loses nothing. Of a faster one, values that stay within ±e of a straight
 * line through a full window are given its slope to within 9 e per window: half of the pairs are a quarter of the window apart or more.
 */
export interface SlopeMemory {
  readonly kind: "slope";
  readonly at: number[];
  readonly value: number[];
  /** Until when the newest sample counts: one that comes later comes after a gap, and the samples before it say nothing any more. */
  heldUntil?: number;
  trend?: Trend;
}

export interface Trend {
  /** Half signal units per millisecond. Halves, because the difference of two huge values may be none. */
  readonly slope: number;
  /** The share of pairwise slopes that have the sign of the slope, 0 to 1. */
  readonly agreement: number;
}

export function emptySlope(): SlopeMemory {
  return { kind: "slope", at: [], value: [] };
}

/** Takes the next sample. */
export function advanceSlope(memory: SlopeMemory, sample: FigureSample, over: DurationMs): void {
  const { at, value } = memory;
  if (memory.heldUntil !== undefined && sample.at > memory.heldUntil) at.length = value.length = 0;
  memory.heldUntil = sample.at + sample.hold;
  const last = at.at(-1);
  if (last !== undefined && sample.at - last < over / (MOST_SAMPLES - 1)) return;
  at.push(sample.at);
  value.push(sample.value);
  while (at[0]! < sample.at - over) {
    at.shift();
    value.shift();
  }
  if (at.length >= LEAST_SLOPE_SAMPLES && sample.at - at[0]! >= over * LEAST_PART) memory.trend = trendOf(at, value);
  else delete memory.trend;
}

/** Scratch for the slopes of all pairs; nothing in it outlives a call. */
const slopes = new Float64Array((MOST_SAMPLES * (MOST_SAMPLES - 1)) / 2);

/** The median of the slopes of all pairs (Theil–Sen): up to 29 % of the samples may be anything at all. */
function trendOf(at: readonly number[], value: readonly number[]): Trend {
  let count = 0;
  let rising = 0;
  let falling = 0;
  for (let later = 1; later < at.length; later++) {
    for (let earlier = 0; earlier < later; earlier++) {
      const slope = (value[later]! / 2 - value[earlier]! / 2) / (at[later]! - at[earlier]!);
      slopes[count++] = slope;
      if (slope > 0) rising++;
      else if (slope < 0) falling++;
    }
  }
  const slope = medianOf(slopes, count);
  const agreeing = slope > 0 ? rising : slope < 0 ? falling : count - rising - falling;
  return { slope, agreement: agreeing / count };
}
