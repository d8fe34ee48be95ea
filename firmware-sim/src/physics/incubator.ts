import { type DurationMs, milliseconds } from "@labcanary/domain/basics";
import { relax } from "./relaxation.ts";

/** A chamber held warm. Heat in W, heat capacity in kJ/K. */
export interface IncubatorModel {
  /** °C. */
  readonly setpoint: number;
  /** W/K through the walls, and more while the door is open. */
  readonly walls: number;
  readonly door: number;
  readonly capacity: number;
  /** W at full power. */
  readonly heater: number;
  /** K below the setpoint at which the heater is at full power. */
  readonly band: number;
}

export const HEATER_CONDITIONS = ["works", "failed", "stuck-on"] as const;
/** stuck-on: at full power whatever the temperature, as a welded relay does. */
export type HeaterCondition = (typeof HEATER_CONDITIONS)[number];

export interface ChamberSurroundings {
  readonly ambient: number;
  readonly isOpen: boolean;
  readonly hasPower: boolean;
}

/**
 * °C in the chamber `span` later. A heater in proportion to what is missing is one more conductance, to the setpoint, so each of its three ranges (off,
 * in proportion, full) is one exponential; ranges are passed from one to the next at the moment their end is reached.
 */
export function stepIncubator(
  model: IncubatorModel,
  celsius: number,
  around: ChamberSurroundings,
  heater: HeaterCondition,
  span: DurationMs,
): number {
  let at = celsius;
  let left: number = span;
  // Three ranges, and a chamber passes each at most once on its way to where it settles.
  for (let range = 0; range < 3 && left > 0; range++) {
    const { target, conductance, least, most } = rangeOf(model, at, around, heater);
    const timeConstant = milliseconds((model.capacity * 1e6) / conductance);
    const exit = target < least ? least : target > most ? most : undefined;
    const until = exit === undefined ? Number.POSITIVE_INFINITY : timeConstant * Math.log((at - target) / (exit - target));
    if (until >= left) return relax(at, target, timeConstant, milliseconds(left));
    // A hair beyond the end, so that the next range is the next one.
    at = (exit ?? at) + Math.sign(target - (exit ?? at)) * 1e-9;
    left -= Math.max(0, until);
  }
  return at;
}

interface Range {
  readonly target: number;
  readonly conductance: number;
  readonly least: number;
  readonly most: number;
}

function rangeOf(model: IncubatorModel, celsius: number, around: ChamberSurroundings, heater: HeaterCondition): Range {
  const { setpoint, band } = model;
  const loss = model.walls + (around.isOpen ? model.door : 0);
  const bottom = setpoint - band;
  const everywhere = { least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY };
  const full = around.ambient + model.heater / loss;
  if (!around.hasPower || heater === "failed") return { target: around.ambient, conductance: loss, ...everywhere };
  if (heater === "stuck-on") return { target: full, conductance: loss, ...everywhere };
  if (celsius >= setpoint) return { target: around.ambient, conductance: loss, least: setpoint, most: everywhere.most };
  if (celsius < bottom) return { target: full, conductance: loss, least: everywhere.least, most: bottom };
  const gain = model.heater / band;
  const conductance = loss + gain;
  return { target: (loss * around.ambient + gain * setpoint) / conductance, conductance, least: bottom, most: setpoint };
}

/** The gas of an incubator: carbon dioxide let in by a valve, lost through the door and the seals. %vol. */
export interface ChamberGasModel {
  readonly setpoint: number;
  /** Time constant of its loss with the door closed, and open. */
  readonly seals: DurationMs;
  readonly door: DurationMs;
  /** Time constant with which the valve makes up for what is missing. */
  readonly valve: DurationMs;
}

export const VALVE_CONDITIONS = ["works", "failed", "stuck-open"] as const;
/** failed: no gas comes, as with an empty cylinder; stuck-open: it comes without end. */
export type ValveCondition = (typeof VALVE_CONDITIONS)[number];
/** %vol of outdoor air. */
const OUTSIDE = 0.04;
/** %vol a chamber comes to with the valve open (chosen: as with the regulator at its usual 0.7 bar into leaking seals). */
const FLOODED = 20;

/** %vol `span` later. A valve that makes up in proportion is one more exchange, with the setpoint. */
export function stepChamberGas(
  { setpoint, seals, door, valve }: ChamberGasModel,
  percent: number,
  { isOpen, hasPower }: ChamberSurroundings,
  condition: ValveCondition,
  span: DurationMs,
): number {
  const loss = 1 / seals + (isOpen ? 1 / door : 0);
  // Without power the valve is shut. It does not work against an open door: incubators stop it there.
  const isFed = hasPower && condition !== "failed" && !(isOpen && condition === "works");
  const feed = isFed ? 1 / valve : 0;
  const fedTo = condition === "stuck-open" ? FLOODED : setpoint;
  // Above the setpoint a working valve is shut.
  if (condition === "works" && percent > fedTo) return relax(percent, OUTSIDE, milliseconds(1 / loss), span);
  return relax(percent, (loss * OUTSIDE + feed * fedTo) / (loss + feed), milliseconds(1 / (loss + feed)), span);
}

/**
 * A CO2 incubator of 170 L: 35 W hold 37 °C at 22 °C, 150 W of heater, 15 kJ/K of chamber and shelves; after a door open for 30 s it is back within the
 * quarter of an hour that data sheets tell.
 */
export const INCUBATOR: Omit<IncubatorModel, "setpoint"> = { walls: 2.3, door: 25, capacity: 15, heater: 150, band: 1 };
