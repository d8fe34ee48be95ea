import type { DurationMs, EpochMs } from "../../basics/index.ts";

/** What a limit may be set on instead of the value itself. `over` is the window that ends with the newest sample; it is above zero. */
export type Figure = RateFigure | TimeToFigure | AverageFigure | TimeBeyondFigure | MeanKineticTemperatureFigure;

/**
 * How fast the value changes, in signal units per minute: the robust slope (see `slope.ts`). Undefined while there is too little to go by:
 * fewer than LEAST_SLOPE_SAMPLES, or less than half of `over`, since the last gap.
 */
export interface RateFigure {
  readonly kind: "rate";
  readonly over: DurationMs;
}

/**
 * Minutes until the value reaches `limit` at its present robust slope; 0 when it is there or beyond. "away" while it is surely not on its
 * way there: not past `from`, or moving away with an agreement of `confidence`. Undefined while there is no slope, the value stands still,
 * or the slope's agreement is below `confidence`.
 */
export interface TimeToFigure {
  readonly kind: "time-to";
  /** `high`: the limit is reached from below. */
  readonly direction: "high" | "low";
  readonly limit: number;
  readonly over: DurationMs;
  /** The least share of pairwise slopes, 0 to 1, that must have the sign of the slope. */
  readonly confidence: number;
  /**
   * On this side of it the value may move as it likes: the swing of a compressor. What moves within its usual bounds trends whenever less
   * than a whole swing was watched, as after a gap.
   */
  readonly from?: number;
}

/** Time-weighted average (8 h TWA, 15 min STEL). Undefined, not assessable, while less than `coverage` of the window was watched. */
export interface AverageFigure {
  readonly kind: "average";
  readonly over: DurationMs;
  /** 0 to 1. What was not watched is left out of the average: neither zero nor the last value is put in its place. */
  readonly coverage: number;
}

/** Minutes within the last `over` that the value was beyond the limit, whether at a stretch or not. */
export interface TimeBeyondFigure {
  readonly kind: "time-beyond";
  readonly direction: "high" | "low";
  readonly limit: number;
  /** The limit value itself counts. */
  readonly inclusive: boolean;
  readonly over: DurationMs;
}

/** The one temperature that would do as much harm over the window as the real ones did, °C from °C. `coverage` as for an average. */
export interface MeanKineticTemperatureFigure {
  readonly kind: "mean-kinetic-temperature";
  readonly over: DurationMs;
  readonly coverage: number;
}

export const FIGURE_KINDS = [
  "rate",
  "time-to",
  "average",
  "time-beyond",
  "mean-kinetic-temperature",
] as const satisfies readonly Figure["kind"][];

/** In place of a figure: the value is surely not on its way to the limit, however long that would take. */
export type Away = "away";

/** A sample as figures see it. */
export interface FigureSample {
  readonly at: EpochMs;
  readonly value: number;
  /** It counts until the next one, but at most this long. */
  readonly hold: DurationMs;
}

const MS_PER_MINUTE = 60_000;

export const minutesOf = (span: DurationMs): number => span / MS_PER_MINUTE;
