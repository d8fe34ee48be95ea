import { days, type DurationMs } from "@labcanary/domain/basics";
import { noise, type Random } from "../random.ts";

/** A cabinet on load cells that weighs what it holds. kg. */
export interface BalanceModel {
  /** What lies in it at the start. */
  readonly holds: number;
  /** kg a day the zero of the load cell creeps (chosen; a data sheet's creep is that of half an hour under load). */
  readonly creep: number;
  /** kg per K its zero moves with the room (chosen: a fraction of a division of a cabinet's scale). */
  readonly perKelvin: number;
  /** kg: standard deviation of the slow wandering of its zero. */
  readonly wander: number;
  /** kg a day that evaporate. */
  readonly evaporation: number;
}

export interface BalanceState {
  readonly mass: number;
  readonly age: DurationMs;
  readonly wander: number;
}

export function startBalance({ holds }: BalanceModel): BalanceState {
  return { mass: holds, age: 0 as DurationMs, wander: 0 };
}

/** Time constant of the wandering (chosen: hours, as draughts and the sun on a wall have). */
const WANDERING = (6 * 3_600_000) as DurationMs;

/** The scale `span` later. The wandering is an Ornstein–Uhlenbeck process with its exact step, so its spread does not depend on the step. */
export function stepBalance(model: BalanceModel, state: BalanceState, span: DurationMs, random: Random): BalanceState {
  const keeps = Math.exp(-span / WANDERING);
  return {
    mass: Math.max(0, state.mass - (model.evaporation * span) / days(1)),
    age: (state.age + span) as DurationMs,
    wander: state.wander * keeps + model.wander * Math.sqrt(1 - keeps * keeps) * noise(random),
  };
}

/** kg it shows in a room of this temperature. Its zero was set at 20 °C. */
export function weigh(model: BalanceModel, state: BalanceState, ambient: number): number {
  return state.mass + (model.creep * state.age) / days(1) + model.perKelvin * (ambient - 20) + state.wander;
}

/** Taken out; a negative mass is put in. There is never less than nothing. */
export function withdraw(state: BalanceState, mass: number): BalanceState {
  return { ...state, mass: Math.max(0, state.mass - mass) };
}
