import { type DurationMs, milliseconds } from "@labcanary/domain/basics";
import { noise, type Random } from "../random.ts";

/** How a measured quantity behaves. All values are in the signal's own unit. */
export interface AnalogModel {
  /** What it settles at when nothing disturbs it. */
  readonly around: number;
  /** Time constant of the approach: after one lag 63 % of a step is done. 0 follows at once. */
  readonly lag: DurationMs;
  /** Standard deviation of a single reading. */
  readonly noise: number;
  /** How far the sensor's zero moves in an hour. */
  readonly driftPerHour: number;
  /** A slow swing, such as a compressor switching: `by` to either side, once in `every`. */
  readonly cycle?: { readonly by: number; readonly every: DurationMs };
  /** Ends of the sensor's range; a reading never leaves them. */
  readonly least: number;
  readonly most: number;
  /** Smallest step the sensor shows. */
  readonly resolution: number;
  /** What else it settles at while another signal of the device is in a state; the first that applies counts. */
  readonly when: readonly Influence[];
}

export interface Influence {
  readonly signal: string;
  readonly state: string;
  readonly around: number;
  readonly lag: DurationMs;
}

/** What a scenario makes of it, for as long as it says so. */
export type Motion =
  | { readonly kind: "settling"; readonly target: number; readonly lag: DurationMs }
  | { readonly kind: "ramping"; readonly to: number; readonly remaining: DurationMs };

export interface AnalogState {
  /** The true value, before noise, drift and resolution. */
  readonly level: number;
  readonly age: DurationMs;
  /** Absent: it behaves by itself. */
  readonly motion?: Motion;
}

export function startAnalog(model: AnalogModel): AnalogState {
  return { level: model.around, age: milliseconds(0) };
}

/** The state `elapsed` later. Two short steps end where one long step does. `stateOf` tells the state of the device's other signals. */
export function stepAnalog(
  model: AnalogModel,
  state: AnalogState,
  elapsed: DurationMs,
  stateOf: (signal: string) => string | undefined,
): AnalogState {
  const age = milliseconds(state.age + elapsed);
  const { motion } = state;
  if (motion === undefined) {
    const calm = model.when.find((influence) => stateOf(influence.signal) === influence.state) ?? model;
    return { level: settle(state.level, calm.around, calm.lag, elapsed), age };
  }
  switch (motion.kind) {
    case "settling":
      return { level: settle(state.level, motion.target, motion.lag, elapsed), age, motion };
    case "ramping": {
      if (elapsed >= motion.remaining) return { level: motion.to, age, motion: { ...motion, remaining: milliseconds(0) } };
      const level = state.level + ((motion.to - state.level) * elapsed) / motion.remaining;
      return { level, age, motion: { ...motion, remaining: milliseconds(motion.remaining - elapsed) } };
    }
  }
}

/** What the sensor shows now: the level with cycle, drift and noise, within its range, in whole steps of its resolution. */
export function readAnalog(model: AnalogModel, state: AnalogState, random: Random): number {
  const swing = model.cycle === undefined ? 0 : model.cycle.by * Math.sin((2 * Math.PI * state.age) / model.cycle.every);
  const drift = (model.driftPerHour * state.age) / MS_PER_HOUR;
  const raw = state.level + swing + drift + model.noise * noise(random);
  return inSteps(Math.min(model.most, Math.max(model.least, raw)), model.resolution);
}

const MS_PER_HOUR = 3_600_000;

/** First-order lag: the distance to the target shrinks by e in every `lag`. */
function settle(level: number, target: number, lag: DurationMs, elapsed: DurationMs): number {
  return lag === 0 ? target : target + (level - target) * Math.exp(-elapsed / lag);
}

/** `value` rounded to a multiple of `resolution` and written without the tail of binary fractions: 0.3, not 0.30000000000000004. */
function inSteps(value: number, resolution: number): number {
  const decimals = Math.max(0, Math.ceil(-Math.log10(resolution)));
  return Number((Math.round(value / resolution) * resolution).toFixed(decimals));
}
