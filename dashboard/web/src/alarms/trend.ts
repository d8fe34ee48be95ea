import type { Measured } from "@labcanary/domain/alarm";

/** Which way a value goes. */
export type Trend = "rising" | "falling" | "steady";

/** A reading: event time in ms, value in the signal's unit. */
export interface TrendReading {
  readonly at: number;
  readonly value: number;
}

/** Readings a trend looks back on, in ms (chosen: three of a freezer's, which reports every five minutes, and no more of the past). */
const LOOK_BACK = 15 * 60_000;
/** And no more readings than that (chosen: a minute and more of a detector that reports each second or two). */
const MOST_READINGS = 64;
/** What a slope is drawn out to, to be compared with the deadband, in ms (chosen: the span in which somebody has to act on a gas alarm). */
const AHEAD = 5 * 60_000;
/** Of a rule without a deadband: this part of its set-point stands for one (chosen: where ISA-18.2 begins with the deadband of a temperature). */
const PART_OF_SETPOINT = 0.01;
/** A trend that is told ends below this part of what began it, so that the arrow does not flicker (chosen). */
const END_PART = 0.5;

/** The readings with one more, as far back as a trend looks. One that is not newer than the last is passed over. */
export function withTrendReading(readings: readonly TrendReading[], reading: TrendReading): readonly TrendReading[] {
  const last = readings.at(-1);
  if (last !== undefined && reading.at <= last.at) return readings;
  const from = reading.at - LOOK_BACK;
  return [...readings.filter(({ at }) => at >= from), reading].slice(-MOST_READINGS);
}

/**
 * Which way the readings go: the slope of their regression line, drawn out over five minutes, is more than a deadband. `before` is what
 * was told last: to leave it takes less than half a deadband. Undefined of a discrete signal, and while there is one reading only.
 */
export function trendOf(readings: readonly TrendReading[], measured: Measured, before: Trend | undefined): Trend | undefined {
  const { states, limit } = measured;
  const slope = slopeOf(readings);
  if (states !== undefined || slope === undefined) return undefined;
  const enough = limit === undefined || limit.deadband > 0 ? (limit?.deadband ?? spreadOf(readings)) : stepOf(limit.setpoint);
  const change = slope * AHEAD;
  const direction = change > 0 ? "rising" : "falling";
  return Math.abs(change) > enough * (before === direction ? END_PART : 1) ? direction : "steady";
}

/** Whether the value goes further beyond its limit, or back; undefined where it is steady or there is no limit. */
export function courseOf(trend: Trend | undefined, { limit }: Measured): "worse" | "better" | undefined {
  if (limit === undefined || trend === undefined || trend === "steady") return undefined;
  return (trend === "rising") === (limit.direction === "high") ? "worse" : "better";
}

/** A set-point of 0 has no hundredth. */
const stepOf = (setpoint: number): number => Math.abs(setpoint) * PART_OF_SETPOINT || PART_OF_SETPOINT;

/** Without a limit: a hundredth of what the readings are. */
const spreadOf = (readings: readonly TrendReading[]): number => stepOf(Math.max(...readings.map(({ value }) => Math.abs(value))));

/** Of the line of least squares, in units per ms. Undefined of fewer than two readings. */
function slopeOf(readings: readonly TrendReading[]): number | undefined {
  const [first] = readings;
  if (first === undefined || readings.length < 2) return undefined;
  const count = readings.length;
  const meanAt = readings.reduce((sum, { at }) => sum + (at - first.at), 0) / count;
  const meanValue = readings.reduce((sum, { value }) => sum + value, 0) / count;
  let over = 0;
  let under = 0;
  for (const { at, value } of readings) {
    const away = at - first.at - meanAt;
    over += away * (value - meanValue);
    under += away * away;
  }
  return over / under;
}
