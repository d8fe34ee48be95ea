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

const STEPS: readonly DurationMs[] = [
  ...[10, 30].map(seconds),
  ...[1, 2, 5, 10, 15, 30].map(minutes),
  ...[1, 2, 3, 6, 12, 24, 48, 120, 240].map(hours),
];

export interface TimeTick {
  readonly at: EpochMs;
  /** `16:05`; with the day where it is the first or another than the last tick's; with seconds where ticks are closer than a minute. */
  readonly clock: string;
  readonly day?: string;
}

/** Round times of the zone's clocks between the two, at most `most` of them or one in ten days. */
export function timeTicks(from: EpochMs, to: EpochMs, timeZone: string, most: number): readonly TimeTick[] {
  const step = STEPS.find((candidate) => (to - from) / candidate <= most) ?? hours(240);
  const length = step < minutes(1) ? "16:05:00".length : "16:05".length;
  const ticks: TimeTick[] = [];
  let shown = "";
  // Looked at by quarters of an hour at most, so that a change of the clocks on the way moves the ticks with it: every zone's offset is a multiple of it.
  const stride = Math.min(step, minutes(15));
  for (let at = (Math.ceil(from / stride) * stride) as EpochMs; at <= to; at = (at + stride) as EpochMs) {
    const civil = civilAt(timeZone, at);
    if (civil % step !== 0) continue;
    const written = new Date(civil).toISOString();
    const day = written.slice("2026-".length, "2026-11-22".length);
    const clock = written.slice("2026-11-22T".length).slice(0, length);
    ticks.push(day === shown ? { at, clock } : { at, clock, day });
    shown = day;
  }
  return ticks;
}
