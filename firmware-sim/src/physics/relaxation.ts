import type { DurationMs } from "@labcanary/domain/basics";

/** `value` on its way to `target` with a time constant, after `span`: exact for any span. A time constant of 0 follows at once. */
export function relax(value: number, target: number, timeConstant: DurationMs, span: DurationMs): number {
  return timeConstant === 0 ? target : target + (value - target) * Math.exp(-span / timeConstant);
}

/**
 * A first-order follower of something that went in a straight line from `from` to `to` during the span, where the follower began at
 * `value`: exact for such a line, so that a sensor that is looked at once a minute is where one looked at every second is.
 */
export function follow(value: number, from: number, to: number, timeConstant: DurationMs, span: DurationMs): number {
  if (timeConstant === 0 || span === 0) return timeConstant === 0 ? to : value;
  const lag = ((to - from) * timeConstant) / span;
  return to - lag + (value - from + lag) * Math.exp(-span / timeConstant);
}

/** The time constant of a first-order sensor that shows 90 % of a step after `t90`: 1 − e^(−t/τ) = 0.9 at t = τ ln 10. */
export function timeConstantOfT90(t90: DurationMs): DurationMs {
  return (t90 / Math.LN10) as DurationMs;
}
