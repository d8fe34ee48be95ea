import { hours, minutes, seconds } from "@labcanary/domain/basics";
import type { ColdStoreModel } from "./cold-store.ts";

/** A cold store of usual make, by what it is set to. */
export type Preset = Omit<ColdStoreModel, "setpoint">;

/**
 * −80 °C, about 500 L. Uses 8 to 10 kWh a day (ENERGY STAR lists 0.35 to 0.75 kWh/day and cubic foot); with a cascade's coefficient of performance of
 * about 0.45 that is some 160 W through the walls at 100 K: 1.6 W/K. Half of the time its compressor rests. Without power it passes −70 °C within two hours
 * and −50 °C within eight, as users report of half-full ones.
 */
const ULTRA_LOW: Preset = {
  hysteresis: 4,
  walls: 1.6,
  door: 12,
  air: 20,
  load: 80,
  exchange: 15,
  cooling: 320,
  rest: minutes(3),
  probe: seconds(30),
};

/** −20 °C, frost-free: its heater runs 20 minutes in eight hours (chosen from service manuals: every 6 to 12 h of running). */
const FREEZER: Preset = {
  hysteresis: 4,
  walls: 1.2,
  door: 12,
  air: 15,
  load: 60,
  exchange: 8,
  cooling: 150,
  rest: minutes(3),
  defrost: { every: hours(8), last: minutes(20), heat: 140 },
  probe: seconds(30),
};

/** 4 °C with a fan, for medicines; its probe is in a bottle of glycol, five minutes of time constant, as CDC's toolkit asks. */
const REFRIGERATOR: Preset = {
  hysteresis: 3,
  walls: 1.5,
  door: 25,
  air: 10,
  load: 50,
  exchange: 12,
  cooling: 120,
  rest: minutes(3),
  defrost: { every: hours(12), last: minutes(15), heat: 12 },
  probe: minutes(5),
};

/** Below these a store is of that kind. */
const ULTRA_LOW_BELOW = -40;
const FREEZER_BELOW = -5;

export function presetFor(setpoint: number): Preset {
  if (setpoint < ULTRA_LOW_BELOW) return ULTRA_LOW;
  return setpoint < FREEZER_BELOW ? FREEZER : REFRIGERATOR;
}
