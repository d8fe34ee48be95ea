import { type DurationMs, type EpochMs, epochMs, hours, minus, plus } from "@labcanary/domain/basics";
import type { HistoryPoint } from "@labcanary/domain/ports";

/** Why a point will never be taken, whatever the store. Such points are put aside and counted; their neighbours are stored. */
export const HISTORY_REFUSALS = {
  HISTORY_TOO_OLD: "the time is before what raw retention keeps",
  HISTORY_IN_FUTURE: "the time is more than a day ahead",
  HISTORY_TIME: "the time or its tie-break is no whole number in range",
  HISTORY_NOT_FINITE: "the value is not a finite number",
  HISTORY_SIGNAL_NAME: "the signal's name is not well-formed Unicode",
  HISTORY_SIGNAL_UNKNOWN: "the site does not describe the signal",
  HISTORY_STORE_REFUSED: "the store refused this point alone",
} as const;
export type HistoryRefusal = keyof typeof HISTORY_REFUSALS;

/** Chosen: more than any time zone mistake, and at most one shard more in InfluxDB, however wild the clock. */
const FUTURE = hours(24);
const NANOSECONDS_PER_MS = 1_000_000;

/** Event times a store takes, both ends included. */
export interface TimeWindow {
  readonly earliest: EpochMs;
  readonly latest: EpochMs;
}

export function timeWindow(now: EpochMs, kept: DurationMs): TimeWindow {
  return { earliest: minus(now, kept), latest: plus(now, FUTURE) };
}

/** Why the point itself cannot be stored; undefined when it can. */
export function refusalOf(point: HistoryPoint, window: TimeWindow): HistoryRefusal | undefined {
  const { at, tieBreak, value } = point;
  if (!Number.isSafeInteger(at) || !Number.isSafeInteger(point.receivedAt)) return "HISTORY_TIME";
  if (!(tieBreak >= 0 && tieBreak < NANOSECONDS_PER_MS && Number.isInteger(tieBreak))) return "HISTORY_TIME";
  if (at < window.earliest) return "HISTORY_TOO_OLD";
  if (at > window.latest) return "HISTORY_IN_FUTURE";
  if (value !== undefined && !Number.isFinite(value)) return "HISTORY_NOT_FINITE";
  return point.signal.isWellFormed() ? undefined : "HISTORY_SIGNAL_NAME";
}

/** The part of a query that can hold anything: nothing is kept before `earliest` or taken after `latest`. */
export function clampedTo(window: TimeWindow, from: EpochMs, to: EpochMs): { readonly from: EpochMs; readonly to: EpochMs } {
  return { from: epochMs(Math.max(from, window.earliest)), to: epochMs(Math.min(to, window.latest + 1)) };
}
