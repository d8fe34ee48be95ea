import { type DurationMs, type EpochMs, hours, minutes, seconds } from "@labcanary/domain/basics";
import { civilAt } from "@labcanary/domain/schedule";

/** Round values between the two, about `count` of them, each a multiple of 1, 2 or 5 times a power of ten; and the digits they need. */
export function valueTicks(low: number, high: number, count: number): { readonly values: readonly number[]; readonly digits: number } {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(low / step);
  const values = Array.from({ length: Math.max(Math.floor(high / step) - first + 1, 0) }, (_, index) => (first + index) * step);
  return { values, digits: Math.max(0, -Math.floor(Math.log10(step) + ROUNDING)) };
}
/** The logarithm of a power of ten may lie a hair below its whole number. */
const ROUNDING = 1e-9;

const TIME_STEPS: readonly DurationMs[] = [
  ...[10, 30].map(seconds),
  ...[1, 2, 5, 10, 15, 30].map(minutes),
  ...[1, 2, 3, 6, 12, 24].map(hours),
];

export interface TimeTick {
  readonly at: EpochMs;
  /** `16:05`, or with seconds where the ticks are closer than a minute. */
  readonly text: string;
}

/** Round times of the zone's clocks between the two, at most `most` of them. */
export function timeTicks(from: EpochMs, to: EpochMs, timeZone: string, most: number): readonly TimeTick[] {
  const step = TIME_STEPS.find((candidate) => (to - from) / candidate <= most) ?? hours(24);
  const length = step < minutes(1) ? "16:05:00".length : "16:05".length;
  const ticks: TimeTick[] = [];
  // Looked at by half hours at most, so that a change of the clocks on the way moves the ticks with it: every zone's offset is a multiple of 15 min.
  const stride = Math.min(step, minutes(15));
  for (let at = (Math.ceil(from / stride) * stride) as EpochMs; at <= to; at = (at + stride) as EpochMs) {
    const civil = civilAt(timeZone, at);
    if (civil % step === 0) ticks.push({ at, text: clockText(civil, length) });
  }
  return ticks;
}

const clockText = (civil: number, length: number): string => new Date(civil).toISOString().slice("2026-11-22T".length).slice(0, length);
