import { type DurationMs, milliseconds } from "@labcanary/domain/basics";
import type { Random } from "../random.ts";

/** A thing that is in one of several states: a door, a switch. */
export interface DiscreteModel {
  /** In the order they follow one another. The first is where it starts. */
  readonly states: readonly string[];
  /** How long it stays in a state, about; a state without an entry is never left by itself. */
  readonly dwell: Readonly<Record<string, DurationMs>>;
}

export interface DiscreteState {
  readonly state: string;
  /** Time until it goes on to the next; absent when it stays. */
  readonly remaining?: DurationMs;
  /** A scenario holds it in this state. */
  readonly held: boolean;
}

export function enterState(model: DiscreteModel, state: string, random: Random): DiscreteState {
  const dwell = model.dwell[state];
  return dwell === undefined ? { state, held: false } : { state, remaining: dwellTime(dwell, random), held: false };
}

export function startDiscrete(model: DiscreteModel, random: Random): DiscreteState {
  return enterState(model, model.states[0] ?? "", random);
}

/** The state `elapsed` later; it passes through as many states as the time allows. */
export function stepDiscrete(model: DiscreteModel, from: DiscreteState, elapsed: DurationMs, random: Random): DiscreteState {
  if (from.held) return from;
  let state = from;
  let left: number = elapsed;
  while (state.remaining !== undefined && left >= state.remaining) {
    left -= state.remaining;
    const next = model.states[(model.states.indexOf(state.state) + 1) % model.states.length] ?? state.state;
    state = enterState(model, next, random);
  }
  return state.remaining === undefined ? state : { ...state, remaining: milliseconds(state.remaining - left) };
}

/** Between half and one and a half times `about`: bounded, so that a door used normally never counts as left open. At least 1 ms. */
function dwellTime(about: DurationMs, random: Random): DurationMs {
  return milliseconds(Math.max(1, about * (0.5 + random.next())));
}
