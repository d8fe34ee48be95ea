import { type DurationMs, hours, minutes, seconds } from "@labcanary/domain/basics";

/**
 * Spans readings are summed up by, finest first. From one minute they are whole multiples of the minutes the history keeps summed up, and
 * from one hour of its hours; below, single readings are gone through.
 */
const STEPS: readonly DurationMs[] = [
  ...[1, 2, 5, 10, 15, 30].map(seconds),
  ...[1, 2, 5, 10, 15, 30].map(minutes),
  ...[1, 2, 3, 6, 12, 24].map(hours),
];

/** Single readings are gone through over a span up to this (chosen: 10,800 of a sensor that reports each second). */
export const SINGLE_READINGS_UP_TO = hours(3);

/**
 * The span to sum readings up by, so that there are at most `points` of them in `span`. Past SINGLE_READINGS_UP_TO it is one minute at
 * least, which the history has ready-made; past a day for each point it is a day.
 */
export function stepFor(span: DurationMs, points: number): DurationMs {
  const least = span <= SINGLE_READINGS_UP_TO ? seconds(1) : minutes(1);
  return STEPS.find((step) => step >= least && span / step <= points) ?? hours(24);
}

/** The same, and no shorter than `least`, up to a day: so that each has a reading of every signal that reports within it. */
export const stepOfAtLeast = (span: DurationMs, points: number, least: DurationMs): DurationMs =>
  STEPS.find((step) => step >= Math.max(least, stepFor(span, points))) ?? hours(24);
