import { type DurationMs, type EpochMs, elapsed, epochMs, milliseconds, minus } from "../../basics/index.ts";
import type { FigureSample } from "./figure.ts";

/**
 * Pieces shorter than this part of the window are put together. Chosen: 2 min of an 8 h average, 3.75 s of a 15 min one; at most
 * 2 × 240 + 2 pieces, 15 kB, are kept however fast a signal reports.
 */
const PARTS = 240;

/**
 * What was watched within a window: pieces of time with the mean value that held in each, oldest first, as columns. Plain data.
 *
 * A piece is what one sample held. The next becomes part of it, at no cost, where the same value simply goes on: a detector that reads
 * zero all day is one piece. Otherwise it does while both together are no longer than over / 240, and what lay where inside is forgotten.
 * That matters only while the window's edge passes through the piece: the time watched is then wrong by at most over / 240, and the mean
 * by at most the spread of the values times over / 240 per time watched. A signal that reports more slowly is exact.
 */
export interface HeldWindow {
  readonly kind: "window";
  /** The newest sample: how long it will have counted is not known yet. */
  newest?: FigureSample;
  readonly from: number[];
  readonly until: number[];
  /** Milliseconds watched between `from` and `until`. */
  readonly watched: number[];
  readonly mean: number[];
}

export function emptyWindow(): HeldWindow {
  return { kind: "window", from: [], until: [], watched: [], mean: [] };
}

/** Takes the next sample, with which the window now ends. A sample with a hold of zero says nothing itself and ends the one before. */
export function advance(window: HeldWindow, { at, value, hold }: FigureSample, over: DurationMs): void {
  const { newest } = window;
  if (newest !== undefined) {
    const until = epochMs(Math.min(at, newest.at + newest.hold));
    if (until > newest.at) append(window, newest.at, until, newest.value, milliseconds(over / PARTS));
  }
  window.newest = { at, value, hold };
  forgetBefore(window, minus(at, over));
}

function append({ from, until, watched, mean }: HeldWindow, begin: EpochMs, end: EpochMs, value: number, together: DurationMs): void {
  const length = elapsed(begin, end);
  const last = from.length - 1;
  if (last >= 0) {
    const goesOn = until[last] === begin && mean[last] === value;
    if (goesOn || end - from[last]! <= together) {
      until[last] = end;
      watched[last] = watched[last]! + length;
      // Halves, because the difference of two huge values may be none.
      const half = (value / 2 - mean[last]! / 2) * (length / watched[last]);
      mean[last] = mean[last]! + half + half;
      return;
    }
  }
  from.push(begin);
  until.push(end);
  watched.push(length);
  mean.push(value);
}

function forgetBefore({ from, until, watched, mean }: HeldWindow, start: EpochMs): void {
  let gone = 0;
  while (gone < until.length && until[gone]! <= start) gone++;
  if (gone === 0) return;
  for (const column of [from, until, watched, mean]) column.splice(0, gone);
}

/** How long was watched within the last `over`. */
export function watchedTime(window: HeldWindow, over: DurationMs): DurationMs {
  const { from, watched } = window;
  if (from.length === 0) return milliseconds(0);
  let sum = watchedOfOldest(window, over);
  for (let piece = 1; piece < from.length; piece++) sum += watched[piece]!;
  return milliseconds(sum);
}

/**
 * The time-weighted mean of what was watched within the last `over`; undefined while less than `coverage` (0 to 1) of it was watched,
 * or nothing. The mean of a steady value is that value to the last bit, and no value is so huge that there is no mean.
 */
export function coveredMean(window: HeldWindow, over: DurationMs, coverage: number): number | undefined {
  const { from, watched, mean } = window;
  const sum = watchedTime(window, over);
  if (sum === 0 || sum / over < coverage) return undefined;
  // Summed as half deviations from the oldest piece, which itself then adds nothing. Halves as in `append`.
  const reference = mean[0]!;
  let half = 0;
  for (let piece = 1; piece < from.length; piece++) half += (mean[piece]! / 2 - reference / 2) * (watched[piece]! / sum);
  return reference + half + half;
}

/** The window may begin within its oldest piece, and within no other; what was watched in that piece is taken as spread evenly. */
function watchedOfOldest({ newest, from, until, watched }: HeldWindow, over: DurationMs): number {
  const start = newest!.at - over;
  if (from[0]! >= start) return watched[0]!;
  return (watched[0]! / (until[0]! - from[0]!)) * (until[0]! - start);
}
