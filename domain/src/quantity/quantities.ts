import type { Text } from "../basics/index.ts";
import type { Unit } from "./units.ts";

interface QuantityDefinition {
  readonly name: Text;
  /** Units a signal of this quantity may be kept in. */
  readonly units: readonly Unit[];
  /** What the quantity can be at all, in the first of `units`; a value outside is no reading. */
  readonly bounds: { readonly min: number; readonly max: number };
}

/** −273.15 °C is absolute zero; 2 000 °C (chosen: above any furnace a laboratory thermocouple reads). */
const TEMPERATURE_BOUNDS = { min: -273.15, max: 2000 };

export const QUANTITIES = {
  temperature: { name: { en: "Temperature", zh: "温度" }, units: ["Cel", "K", "degF"], bounds: TEMPERATURE_BOUNDS },
  humidity: { name: { en: "Humidity", zh: "湿度" }, units: ["%RH"], bounds: { min: 0, max: 100 } },
  "gas-concentration": {
    name: { en: "Gas", zh: "气体" },
    units: ["ppm", "ppb", "%vol", "%LEL", "mg/m3"],
    // A drifting cell reads somewhat below zero; a million ppm is pure gas. Margins chosen: 10 % of full scale.
    bounds: { min: -100_000, max: 1_100_000 },
  },
  "oxygen-concentration": { name: { en: "Oxygen", zh: "氧气" }, units: ["%vol", "ppm"], bounds: { min: -5, max: 105 } },
  pressure: {
    name: { en: "Pressure", zh: "压力" },
    units: ["Pa", "kPa", "hPa", "mbar", "bar"],
    bounds: { min: -200_000, max: 100_000_000 },
  },
  mass: { name: { en: "Mass", zh: "质量" }, units: ["kg", "g", "mg"], bounds: { min: -1000, max: 100_000 } },
  "air-speed": { name: { en: "Air speed", zh: "风速" }, units: ["m/s"], bounds: { min: -100, max: 100 } },
  "air-flow": { name: { en: "Air flow", zh: "风量" }, units: ["m3/h"], bounds: { min: -1_000_000, max: 1_000_000 } },
  level: { name: { en: "Level", zh: "液位" }, units: ["%"], bounds: { min: -10, max: 110 } },
  battery: { name: { en: "Battery", zh: "电池" }, units: ["%", "V"], bounds: { min: 0, max: 1000 } },
  current: { name: { en: "Current", zh: "电流" }, units: ["mA"], bounds: { min: -1000, max: 100_000 } },
  sound: { name: { en: "Sound", zh: "声级" }, units: ["dB"], bounds: { min: -50, max: 250 } },
  door: { name: { en: "Door", zh: "门" }, units: ["state"], bounds: { min: 0, max: 255 } },
  state: { name: { en: "State", zh: "状态" }, units: ["state"], bounds: { min: 0, max: 255 } },
  number: { name: { en: "Value", zh: "数值" }, units: ["1", "%"], bounds: { min: -1e300, max: 1e300 } },
} as const satisfies Record<string, QuantityDefinition>;

export type Quantity = keyof typeof QUANTITIES;
export const QUANTITY_NAMES = Object.keys(QUANTITIES) as readonly Quantity[];

export function definitionOf(quantity: Quantity): QuantityDefinition {
  return QUANTITIES[quantity];
}
