import { type DurationMs, milliseconds } from "@labcanary/domain/basics";
import { follow } from "./relaxation.ts";
import { heatTwoNodes, type TwoNodes, timeToReach } from "./two-nodes.ts";

/** A refrigerator, freezer or ultra-low freezer: air with its liner, and the load behind it. Power in W, heat capacity in kJ/K, temperature in °C. */
export interface ColdStoreModel {
  readonly setpoint: number;
  /** K between switching off, half of it below the setpoint, and on, half above. */
  readonly hysteresis: number;
  /** W/K through the walls. */
  readonly walls: number;
  /** W/K more while the door is open. */
  readonly door: number;
  /** Heat capacity of air, evaporator and liner. */
  readonly air: number;
  /** Heat capacity of what is stored. */
  readonly load: number;
  /** W/K between air and load. */
  readonly exchange: number;
  /** W the compressor takes out while it runs. */
  readonly cooling: number;
  /** After stopping it rests so long, against starting under pressure. */
  readonly rest: DurationMs;
  /** Heat to the evaporator, once in `every` for `last`. */
  readonly defrost?: { readonly every: DurationMs; readonly last: DurationMs; readonly heat: number };
  /** Time constant of the probe: a bare one seconds, one in a bottle of glycol minutes (CDC's buffered probe). */
  readonly probe: DurationMs;
}

export const COMPRESSOR_CONDITIONS = ["works", "weak", "failed"] as const;
/** weak: it takes out 60 % of its heat (chosen: a loss of refrigerant that still cools, but not enough in summer). */
export type CompressorCondition = (typeof COMPRESSOR_CONDITIONS)[number];
const WEAK = 0.6;

export interface ColdStoreState {
  readonly air: number;
  readonly load: number;
  /** What the probe has taken on. */
  readonly probe: number;
  readonly running: boolean;
  /** Left of the compressor's rest. */
  readonly resting: DurationMs;
  /** Into the defrost cycle. */
  readonly cycle: DurationMs;
  /** kJ/K put in since the start. */
  readonly added: number;
  /** Time the compressor has run. */
  readonly ran: DurationMs;
}

export interface ColdStoreSurroundings {
  readonly ambient: number;
  readonly isOpen: boolean;
  readonly hasPower: boolean;
  readonly compressor: CompressorCondition;
}

export function startColdStore({ setpoint }: ColdStoreModel): ColdStoreState {
  const none = milliseconds(0);
  return { air: setpoint, load: setpoint, probe: setpoint, running: false, resting: none, cycle: none, added: 0, ran: none };
}

/** Pieces in which the air goes nearly straight, for the probe behind it. */
const PIECE_MS = 30_000;

/**
 * The store `span` later. Between switchings both nodes follow the exact solution of their two linear equations, and each switching happens at
 * the moment its temperature is reached, so that the length of the steps does not matter.
 */
export function stepColdStore(
  model: ColdStoreModel,
  from: ColdStoreState,
  around: ColdStoreSurroundings,
  span: DurationMs,
): ColdStoreState {
  let state = switched(model, from, around);
  let left: number = span;
  while (left > 0) {
    const nodes = nodesOf(model, state, around);
    const most = Math.min(left, PIECE_MS, untilBoundary(model, state));
    const took = untilSwitching(model, state, around, nodes, most);
    state = switched(model, passed(model, state, nodes, milliseconds(took)), around);
    left -= took;
  }
  return state;
}

/** What heats and cools the nodes now. */
function nodesOf(model: ColdStoreModel, state: ColdStoreState, { ambient, isOpen, hasPower, compressor }: ColdStoreSurroundings): TwoNodes {
  const cooling = state.running ? model.cooling * (compressor === "weak" ? WEAK : 1) : 0;
  const heat = hasPower && isDefrosting(model, state) ? (model.defrost?.heat ?? 0) : 0;
  return {
    inner: model.air * 1000,
    outer: (model.load + state.added) * 1000,
    exchange: model.exchange,
    loss: model.walls + (isOpen ? model.door : 0),
    ambient,
    power: heat - cooling,
  };
}

function isDefrosting({ defrost }: ColdStoreModel, { cycle }: ColdStoreState): boolean {
  return defrost !== undefined && cycle >= defrost.every - defrost.last;
}

/** The compressor with the thermostat's decision made. */
function switched(model: ColdStoreModel, state: ColdStoreState, { hasPower, compressor }: ColdStoreSurroundings): ColdStoreState {
  const mayRun = hasPower && compressor !== "failed" && !isDefrosting(model, state);
  const half = model.hysteresis / 2;
  if (state.running) {
    if (mayRun && state.air > model.setpoint - half) return state;
    return { ...state, running: false, resting: model.rest };
  }
  return mayRun && state.resting === 0 && state.air >= model.setpoint + half ? { ...state, running: true } : state;
}

/** ms until a defrost begins or ends, or the compressor has rested. */
function untilBoundary({ defrost }: ColdStoreModel, { cycle, resting }: ColdStoreState): number {
  const rested = resting > 0 ? resting : Number.POSITIVE_INFINITY;
  if (defrost === undefined) return rested;
  const begins = defrost.every - defrost.last;
  return Math.min(rested, (cycle < begins ? begins : defrost.every) - cycle);
}

/** ms until the thermostat switches, at most `most`. */
function untilSwitching(
  { setpoint, hysteresis }: ColdStoreModel,
  state: ColdStoreState,
  { hasPower, compressor }: ColdStoreSurroundings,
  nodes: TwoNodes,
  most: number,
): number {
  if (!hasPower || compressor === "failed" || state.resting > 0) return most;
  const at = setpoint + (state.running ? -hysteresis / 2 : hysteresis / 2);
  return timeToReach(nodes, { inner: state.air, outer: state.load }, at, milliseconds(most));
}

function passed({ defrost, probe }: ColdStoreModel, state: ColdStoreState, nodes: TwoNodes, span: DurationMs): ColdStoreState {
  const { inner, outer } = heatTwoNodes(nodes, { inner: state.air, outer: state.load }, span);
  const cycle = state.cycle + span;
  return {
    ...state,
    air: inner,
    load: outer,
    probe: follow(state.probe, state.air, inner, probe, span),
    resting: milliseconds(Math.max(0, state.resting - span)),
    cycle: milliseconds(defrost !== undefined && cycle >= defrost.every ? cycle - defrost.every : cycle),
    ran: milliseconds(state.ran + (state.running ? span : 0)),
  };
}

/** Its heater is on from now, as long as ever; the next turn counts from there. One without a heater stays as it is. */
export function beginDefrost({ defrost }: ColdStoreModel, state: ColdStoreState): ColdStoreState {
  return defrost === undefined ? state : { ...state, cycle: milliseconds(defrost.every - defrost.last) };
}

/** kJ/(kg·K) of water; what thaws or freezes on the way is not reckoned with. */
const WATER = 4.18;

/** Something of `mass` kg and this temperature is put in: the load takes it up at once and is larger from then on. */
export function addLoad(model: ColdStoreModel, state: ColdStoreState, mass: number, celsius: number): ColdStoreState {
  const capacity = model.load + state.added;
  const more = mass * WATER;
  return { ...state, load: (state.load * capacity + celsius * more) / (capacity + more), added: state.added + more };
}
