import { hours, minutes, seconds } from "@labcanary/domain/basics";
import type { ColdStoreModel } from "./cold-store.ts";

/** A cold store of usual make, by what it is set to. */
export type Preset = Omit<ColdStoreModel, "setpoint">;

/**
 * −80 °C, about 500 L. An efficient one uses 9.7 kWh a day, an old one 16.7 (urthandfyre.com on ENERGY STAR v2.0, which asks for at most 0.35 to 0.46 kWh a day and
 * cubic foot at −75 °C); with a coefficient of performance of 0.4 (chosen, for a cascade) 9.7 are 160 W through the walls at 100 K: 1.6 W/K. Half of the time its
 * compressor rests. Its load is that of a half-full one (chosen); without power it passes −60 °C within four hours. An empty or worn one is far faster (a user of
 * the Histonet list, 2013: −40 °C in one to two hours): tell `load` and `walls` to prove the worse case.
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

/** 4 °C with a fan, for medicines; its probe is in a bottle of glycol, five minutes of time constant, buffered as CDC asks (limits of the field, section 3). */
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
