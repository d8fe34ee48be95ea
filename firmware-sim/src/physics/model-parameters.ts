import { days, hours, minutes, seconds } from "@labcanary/domain/basics";
import { INCUBATOR } from "./incubator.ts";
import type { Parameters } from "./parameters.ts";

const HOUR = hours(1);
const temperature = { in: "temperature", least: -200, most: 200 } as const;

/** A refrigerator or freezer. What is not told is taken from the preset its setpoint belongs to. */
export const COLD_STORE_PARAMETERS = {
  setpoint: { ...temperature, least: -100, most: 20, required: true, about: "what the thermostat is set to" },
  hysteresis: { in: "difference", least: 0.1, most: 20, about: "between switching off and on" },
  walls: { in: "conductance", least: 0.05, most: 100, about: "heat through the walls" },
  door: { in: "conductance", least: 0, most: 1000, about: "more of it while the signal `door` or `lid` is open" },
  air: { in: "heatCapacity", least: 0.5, most: 1000, about: "air, evaporator and liner" },
  load: { in: "heatCapacity", least: 0.5, most: 100_000, about: "what is stored; 1 kg of water is 4.2" },
  exchange: { in: "conductance", least: 0.1, most: 1000, about: "between air and load" },
  cooling: { in: "power", least: 1, most: 20_000, about: "what the compressor takes out" },
  rest: { in: "time", least: 0, most: HOUR, about: "after stopping, before it may start again" },
  "defrost-every": { in: "time", least: minutes(30), most: days(30), about: "with `defrost-for` and `defrost-heat`" },
  "defrost-for": { in: "time", least: seconds(10), most: hours(2), about: "how long the heater is on" },
  "defrost-heat": { in: "power", least: 0, most: 5000, about: "heat of it" },
  probe: { in: "time", least: 0, most: hours(2), about: "time constant of the probe; 5min in a bottle of glycol" },
} as const satisfies Parameters;

export const INCUBATOR_PARAMETERS = {
  setpoint: { ...temperature, least: 20, most: 90, required: true, about: "what it is held at" },
  walls: { in: "conductance", least: 0.05, most: 100, absent: INCUBATOR.walls, about: "heat through the walls" },
  door: { in: "conductance", least: 0, most: 1000, absent: INCUBATOR.door, about: "more of it while the door is open" },
  capacity: { in: "heatCapacity", least: 0.5, most: 10_000, absent: INCUBATOR.capacity, about: "chamber and what stands in it" },
  heater: { in: "power", least: 1, most: 20_000, absent: INCUBATOR.heater, about: "at full power" },
  band: { in: "difference", least: 0.05, most: 10, absent: INCUBATOR.band, about: "below the setpoint at which it is" },
} as const satisfies Parameters;

export const INCUBATOR_GAS_PARAMETERS = {
  setpoint: { in: "concentration", least: 0.1, most: 20, required: true, about: "carbon dioxide it is held at" },
  seals: { in: "time", least: minutes(1), most: days(10), absent: hours(12), about: "time constant of its loss, closed" },
  door: { in: "time", least: seconds(1), most: HOUR, absent: seconds(20), about: "time constant of its loss, open" },
  valve: { in: "time", least: seconds(1), most: HOUR, absent: minutes(2), about: "time constant of the supply" },
} as const satisfies Parameters;

/** Of every gas sensor; `of`, `cell`, `range` and `latches` stand beside them. */
export const GAS_SENSOR_PARAMETERS = {
  height: { in: "length", least: 0, most: 50, absent: 1.5, about: "above the floor" },
  t90: { in: "time", least: 0, most: HOUR, about: "to 90 % of a step" },
  "zero-drift": { in: "ppmPerDay", least: -10_000, most: 10_000, absent: 0, about: "it shows so much more each day" },
  "span-drift": { in: "sharePerDay", least: -0.1, most: 0.1, absent: 0, about: "sensitivity gained (or lost, below 0) each day" },
  ageing: { in: "sharePerYear", least: 0, most: 5, about: "sensitivity lost in a year; T90 grows by as much" },
  "warm-up": { in: "time", least: 0, most: days(2), about: "after power comes" },
} as const satisfies Parameters;

/**
 * By what measures: T90 of the data sheets (electrochemical 30 s, catalytic 20 s, infrared 30 s), loss of sensitivity a year (cells last two to three years,
 * SemeaTech; end of life is half of it), start-up 90 s (limits of the field, section 5).
 */
export const CELL_PRESETS = {
  electrochemical: { t90: seconds(30), ageing: 0.2, warmUp: seconds(90) },
  catalytic: { t90: seconds(20), ageing: 0.1, warmUp: seconds(90) },
  infrared: { t90: seconds(30), ageing: 0.01, warmUp: seconds(90) },
} as const;

export const THERMOMETER_PARAMETERS = {
  follows: { in: "time", least: 0, most: hours(12), absent: minutes(5), about: "time constant behind the room's air" },
} as const satisfies Parameters;

export const BALANCE_PARAMETERS = {
  holds: { in: "mass", least: 0, most: 100_000, required: true, about: "what lies in it at the start" },
  creep: { in: "massPerDay", least: -10, most: 10, absent: 0.0002, about: "the zero of the load cell moves so much each day" },
  "per-kelvin": { in: "perKelvin", least: -1, most: 1, absent: 0.0002, about: "and so much with the room" },
  wander: { in: "mass", least: 0, most: 10, absent: 0.0003, about: "standard deviation of its slow wandering" },
  evaporation: { in: "massPerDay", least: 0, most: 100, absent: 0, about: "what evaporates" },
} as const satisfies Parameters;

export const BATTERY_PARAMETERS = {
  capacity: { in: "charge", least: 1, most: 1_000_000, absent: 2400, about: "at 20 °C" },
  draw: { in: "current", least: 0.0001, most: 10_000, required: true, about: "mean of sleeping and sending" },
  low: { in: "share", least: 0.01, most: 0.9, absent: 0.2, about: "from here on the device says `battery-low`" },
} as const satisfies Parameters;

export const ROOM_PARAMETERS = {
  volume: { in: "volume", least: 0.01, most: 1_000_000, required: true, about: "of its air; a cabinet is a small room" },
  height: { in: "length", least: 0.1, most: 100, absent: 3, about: "floor to ceiling" },
  "air-changes": { in: "exchange", least: 0, most: 1000, required: true, about: "of the ventilation" },
  mixing: { in: "share", least: 0.01, most: 1, absent: 0.6, about: "the share of the fresh air that dilutes" },
} as const satisfies Parameters;

export const PEOPLE_PARAMETERS = {
  from: { in: "time", least: 0, most: days(1), absent: hours(8), about: "time of the day they begin to come (UTC)" },
  until: { in: "time", least: 0, most: days(1), absent: hours(18), about: "and cease to" },
  weekend: { in: "share", least: 0, most: 1, absent: 0.1, about: "of the visits come on a Saturday or Sunday" },
  stay: { in: "time", least: seconds(1), most: hours(8), absent: seconds(10), about: "how long the door is open, about" },
  tailgate: { in: "share", least: 0, most: 1, absent: 0, about: "visits in which somebody slips in behind" },
  prop: { in: "share", least: 0, most: 1, absent: 0, about: "visits in which the door is propped open" },
  "propped-for": { in: "time", least: seconds(1), most: days(1), absent: minutes(10), about: "and for how long" },
  "two-cards": { in: "share", least: 0, most: 1, absent: 0, about: "visits in which one person shows two cards" },
  force: { in: "share", least: 0, most: 1, absent: 0, about: "visits without any card" },
} as const satisfies Parameters;

/** Every model by the key a scenario file calls it. */
export const MODEL_PARAMETERS = {
  "gas-sensor": GAS_SENSOR_PARAMETERS,
  freezer: COLD_STORE_PARAMETERS,
  refrigerator: COLD_STORE_PARAMETERS,
  incubator: INCUBATOR_PARAMETERS,
  "incubator-gas": INCUBATOR_GAS_PARAMETERS,
  room: THERMOMETER_PARAMETERS,
  balance: BALANCE_PARAMETERS,
  battery: BATTERY_PARAMETERS,
} as const satisfies Record<string, Parameters>;
export type ModelName = keyof typeof MODEL_PARAMETERS;
