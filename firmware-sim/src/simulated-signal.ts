import { type DurationMs, elapsed, type EpochMs, milliseconds } from "@labcanary/domain/basics";
import type { AnalogDescription, DiscreteDescription, SignalDescription, SignalMode } from "./description.ts";
import { type AnalogState, readAnalog, startAnalog, stepAnalog } from "./models/analog.ts";
import { type DiscreteState, enterState, startDiscrete, stepDiscrete } from "./models/discrete.ts";
import type { ReadingValue } from "./payload.ts";
import type { Random } from "./random.ts";

/** One signal of one device and its state. */
export interface SimulatedSignal {
  readonly description: SignalDescription;
  mode: SignalMode;
  advance(span: DurationMs, stateOf: (signal: string) => string | undefined): void;
  /** The reading to send; undefined when there is nothing to send. */
  read(now: EpochMs): ReadingValue | undefined;
  /** It changed in a way that is not to wait for its interval. */
  isUrgent(): boolean;
  /** The state it is in; undefined for a measured quantity. */
  state(): string | undefined;
  /** These throw for what such a signal cannot do. */
  set(to: number | string): void;
  hold(to: number, lag?: DurationMs): void;
  ramp(to: number, over: DurationMs): void;
  /** From here on it behaves by itself again. */
  calm(): void;
  /** As it was at the very start. */
  reset(): void;
}

export function createSimulatedSignal(description: SignalDescription, random: Random): SimulatedSignal {
  return description.kind === "analog" ? createAnalog(description, random) : createDiscrete(description, random);
}

function createAnalog(description: AnalogDescription, random: Random): SimulatedSignal {
  const { model, report } = description;
  let state: AnalogState = startAnalog(model);
  let shown: number | undefined;
  let sent: { readonly value: number; readonly at: EpochMs } | undefined;

  return {
    description,
    mode: "live",
    advance(span, stateOf) {
      state = stepAnalog(model, state, span, stateOf);
    },
    read(now) {
      if (this.mode === "silent") return undefined;
      if (this.mode === "faulty") return null;
      if (this.mode === "live" || shown === undefined) shown = readAnalog(model, state, random);
      if (report !== undefined && sent !== undefined) {
        const moved = Math.abs(shown - sent.value) >= report.change;
        if (!moved && elapsed(sent.at, now) < report.atLeast) return undefined;
      }
      sent = { value: shown, at: now };
      return shown;
    },
    isUrgent: () => false,
    state: () => undefined,
    set(to) {
      if (typeof to !== "number") throw new TypeError(`${description.name} is measured in ${description.unit}; "${to}" is no value of it`);
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
      this.mode = "live";
      state = startAnalog(model);
    },
  };
}

function createDiscrete(description: DiscreteDescription, random: Random): SimulatedSignal {
  const { model } = description;
  let state: DiscreteState = startDiscrete(model, random);
  let shown: string | undefined;
  const refuse = (): never => {
    throw new TypeError(`${description.name} is ${model.states.join(" or ")}; it can be set, not moved`);
  };

  return {
    description,
    mode: "live",
    advance(span) {
      state = stepDiscrete(model, state, span, random);
    },
    read() {
      if (this.mode === "silent") return undefined;
      if (this.mode === "faulty") return null;
      if (this.mode === "live" || shown === undefined) shown = state.state;
      return shown;
    },
    isUrgent() {
      return this.mode === "live" && state.state !== shown;
    },
    state: () => state.state,
    set(to) {
      if (typeof to !== "string" || !model.states.includes(to)) {
        throw new TypeError(`${description.name} is ${model.states.join(" or ")}; "${to}" is none of them`);
      }
      state = { state: to, held: true };
    },
    hold: refuse,
    ramp: refuse,
    calm() {
      if (state.held) state = enterState(model, model.states[0] ?? state.state, random);
    },
    reset() {
      this.mode = "live";
      state = startDiscrete(model, random);
    },
  };
}
