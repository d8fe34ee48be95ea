import { days, type DurationMs, milliseconds } from "@labcanary/domain/basics";
import type { Gas } from "./gas.ts";
import { follow, timeConstantOfT90 } from "./relaxation.ts";

export const CELLS = ["electrochemical", "catalytic", "infrared"] as const;
/**
 * What measures. An electrochemical cell answers to other gases too and ages; a catalytic bead (pellistor) is poisoned and reads low in rich
 * gas; an infrared bench does neither.
 */
export type Cell = (typeof CELLS)[number];

export interface GasSensorModel {
  readonly of: Gas;
  readonly cell: Cell;
  /** ppm at the end of its scale. */
  readonly range: number;
  /** Time to 90 % of a step when new. */
  readonly t90: DurationMs;
  /** ppm it shows per day too much, in clean air and in gas. */
  readonly zeroDrift: number;
  /** Share of its sensitivity gained or lost per day, beside ageing. */
  readonly spanDrift: number;
  /** Share of its sensitivity lost in a year; its T90 grows by as much. */
  readonly ageing: number;
  /** After power comes it says so for so long and measures nothing. */
  readonly warmUp: DurationMs;
  /** An indication above the scale stays until it is back in clean air, as IEC 60079-29-1 wants of a bead that reads low in rich gas. */
  readonly latches: boolean;
}

export interface GasSensorState {
  /** ppm as its cell has it, before drift; follows the air with its T90. */
  readonly cell: number;
  /** ppm of the target it last stood in, cross-sensitivities included. */
  readonly seen: number;
  readonly age: DurationMs;
  /** Left after poison: 1 is all. */
  readonly sensitivity: number;
  /** Time since it has power. */
  readonly warm: DurationMs;
  readonly latched: boolean;
}

export function startGasSensor(seen: number): GasSensorState {
  return { cell: seen, seen, age: milliseconds(0), sensitivity: 1, warm: days(1), latched: false };
}

/**
 * What an electrochemical cell shows for another gas, ppm per ppm (Biosystems PhD manual, appendix E, after City Technology's handbook of
 * 1992; where it says "below", half of it). It varies from cell to cell.
 */
const CROSS_SENSITIVITY: Readonly<Partial<Record<Gas, Readonly<Partial<Record<Gas, number>>>>>> = {
  CO: { H2S: 0.05, HCN: 0.07, H2: 0.3 },
  H2S: { CO: 0.05, Cl2: -0.12 },
  Cl2: { H2S: -0.2 },
  HCN: { H2S: 11, CO: 0.02, Cl2: -0.14 },
  NH3: { H2S: 1.3, HCN: 0.3, Cl2: -0.5 },
};

/** ppm of its target the sensor stands in, as its cell takes it; `at` tells the air. */
export function seenBy(model: GasSensorModel, at: (gas: Gas) => number): number {
  let seen = at(model.of);
  if (model.cell !== "electrochemical") return seen;
  for (const [gas, factor] of Object.entries(CROSS_SENSITIVITY[model.of] ?? {})) seen += factor * at(gas as Gas);
  return seen;
}

/** Of a year of ageing. */
const YEAR = days(365);

/** The sensor `span` later, standing in `seen` ppm by then; in between in a straight line. */
export function stepGasSensor(model: GasSensorModel, state: GasSensorState, seen: number, span: DurationMs): GasSensorState {
  const age = milliseconds(state.age + span);
  const t90 = milliseconds(model.t90 * (1 + (model.ageing * age) / YEAR));
  const cell = follow(state.cell, folded(model, state.seen), folded(model, seen), timeConstantOfT90(t90), span);
  const next = { ...state, age, seen, cell, warm: milliseconds(state.warm + span) };
  const shown = indication(model, next);
  const isOver = shown > model.range || (model.cell === "catalytic" && seen > model.range && shown > model.range / 2);
  const isClean = seen < model.range * CLEAN;
  return { ...next, latched: model.latches && (isOver || (state.latched && !isClean)) };
}
/** Chosen: below a twentieth of the scale the air is clean again. */
const CLEAN = 0.05;

/** ppm at which fuel and oxygen match for methane (9.5 %vol, stoichiometry of CH4 + 2 O2); from there on more gas is less heat on the bead. */
export const STOICHIOMETRIC = 95_000;

/** What reaches the element: a catalytic bead burns less and less in rich gas, down to nothing without air. */
function folded({ cell }: GasSensorModel, ppm: number): number {
  if (cell !== "catalytic" || ppm <= STOICHIOMETRIC) return ppm;
  return (STOICHIOMETRIC * Math.max(0, 1e6 - ppm)) / (1e6 - STOICHIOMETRIC);
}

/** ppm as its electronics have it, before the end of the scale. */
export function indication(model: GasSensorModel, { cell, age, sensitivity }: GasSensorState): number {
  const aged = Math.exp((-model.ageing * age) / YEAR) * (1 + (model.spanDrift * age) / DAY);
  return cell * sensitivity * Math.max(0, aged) + (model.zeroDrift * age) / DAY;
}
const DAY = days(1);

/** What the sensor says of itself instead of a value, or beside one that is over its range. */
export function gasSensorSays(model: GasSensorModel, state: GasSensorState): "warm-up" | "over-range" | undefined {
  if (state.warm < model.warmUp) return "warm-up";
  return state.latched || indication(model, state) > model.range ? "over-range" : undefined;
}

/** Poison (silicone, lead, sulphur on a bead; drying out of a cell) takes a share of what sensitivity is left. */
export function poison(state: GasSensorState, share: number): GasSensorState {
  return { ...state, sensitivity: state.sensitivity * (1 - share) };
}

/** So much older at once: sensitivity, T90 and zero as its figures say. */
export function aged(state: GasSensorState, span: DurationMs): GasSensorState {
  return { ...state, age: milliseconds(state.age + span) };
}

/** Put right with test gas: zero, span and age count from here; what poison took is made up for, as far as a bench can tell. */
export function calibrate(state: GasSensorState): GasSensorState {
  return { ...state, age: milliseconds(0), sensitivity: 1 };
}
