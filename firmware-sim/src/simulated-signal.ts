import { type DurationMs, elapsed, type EpochMs, milliseconds } from "@labcanary/domain/basics";
import { DEVICE_STATES } from "@labcanary/domain/telemetry";
import type { AnalogDescription, DiscreteDescription, SignalDescription, SignalMode } from "./description.ts";
import { type AnalogState, readAnalog, startAnalog, stepAnalog } from "./models/analog.ts";
import { type DiscreteState, enterState, startDiscrete, stepDiscrete } from "./models/discrete.ts";
import type { ReadingValue } from "./payload.ts";
import type { Random } from "./random.ts";

/** One signal of one device and its state. */
export interface SimulatedSignal extends Source {
  readonly description: SignalDescription;
  setMode(mode: SignalMode): void;
  /** The reading to send; undefined when there is nothing to send. */
  read(now: EpochMs): ReadingValue | undefined;
  /** It changed in a way that is not to wait for its interval. */
  isUrgent(): boolean;
}

/** What a sensor looks at. The movements throw for what such a thing cannot do. */
interface Source {
  advance(span: DurationMs, stateOf: (signal: string) => string | undefined): void;
  /** The state it is in; undefined for a measured quantity. */
  state(): string | undefined;
  set(to: number | string): void;
  hold(to: number, lag?: DurationMs): void;
  ramp(to: number, over: DurationMs): void;
  /** From here on it behaves by itself again. */
  calm(): void;
  /** As it was at the very start. */
  reset(): void;
}

export function createSimulatedSignal(description: SignalDescription, random: Random): SimulatedSignal {
  const source = description.kind === "analog" ? createAnalog(description, random) : createDiscrete(description, random);
  const report = description.kind === "analog" ? description.report : undefined;
  let mode: SignalMode = "live";
  let shown: number | string | undefined;
  let sent: { readonly value: number | string; readonly at: EpochMs } | undefined;

  /** Whether a reading is worth sending: always, unless only changes are reported. */
  const isNews = (value: number | string, now: EpochMs): boolean => {
    if (report === undefined || sent === undefined || typeof value === "string" || typeof sent.value === "string") return true;
    return Math.abs(value - sent.value) >= report.change || elapsed(sent.at, now) >= report.atLeast;
  };

  return {
    ...source,
    description,
    setMode(next) {
      mode = next;
    },
    read(now) {
      if (mode === "silent") return undefined;
      if (mode === "faulty") return null;
      const state = DEVICE_STATES.find((known) => known === mode);
      if (state !== undefined) return { value: state === "over-range" ? source.look() : null, state };
      const value = mode === "stuck" && shown !== undefined ? shown : source.look();
      shown = value;
      if (!isNews(value, now)) return undefined;
      sent = { value, at: now };
      return value;
    },
    isUrgent: () => mode === "live" && source.state() !== undefined && source.state() !== shown,
    reset() {
      mode = "live";
      source.reset();
    },
  };
}

/** `look` is what the sensor shows at this moment. */
type Observed = Source & { look(): number | string };

function createAnalog({ name, unit, model }: AnalogDescription, random: Random): Observed {
  let state: AnalogState = startAnalog(model);
  return {
    advance(span, stateOf) {
      state = stepAnalog(model, state, span, stateOf);
    },
    look: () => readAnalog(model, state, random),
    state: () => undefined,
    set(to) {
      if (typeof to !== "number") throw new TypeError(`${name} is measured in ${unit}; "${to}" is no value of it`);
      state = { level: to, age: state.age, motion: { kind: "ramping", to, remaining: milliseconds(0) } };
    },
    hold(to, lag = model.lag) {
      state = { level: state.level, age: state.age, motion: { kind: "settling", target: to, lag } };
    },
    ramp(to, over) {
      state = { level: state.level, age: state.age, motion: { kind: "ramping", to, remaining: over } };
    },
    calm() {
      state = { level: state.level, age: state.age };
    },
    reset() {
      state = startAnalog(model);
    },
  };
}

function createDiscrete({ name, model }: DiscreteDescription, random: Random): Observed {
  let state: DiscreteState = startDiscrete(model, random);
  const states = model.states.join(" or ");
  const cannotMove = (): never => {
    throw new TypeError(`${name} is ${states}; it can be set, not moved`);
  };
  return {
    advance(span) {
      state = stepDiscrete(model, state, span, random);
    },
    look: () => state.state,
    state: () => state.state,
    set(to) {
      if (typeof to !== "string" || !model.states.includes(to)) throw new TypeError(`${name} is ${states}; "${to}" is none of them`);
      state = { state: to, held: true };
    },
    hold: cannotMove,
    ramp: cannotMove,
    calm() {
      if (state.held) state = enterState(model, model.states[0] ?? state.state, random);
    },
    reset() {
      state = startDiscrete(model, random);
    },
  };
}
