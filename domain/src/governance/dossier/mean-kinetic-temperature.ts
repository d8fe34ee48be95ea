import type { DurationMs } from "../../basics/index.ts";

/** Heat of activation in kJ/mol, which stands for most products where the maker has none of its own (USP <1079.2>). */
export const ACTIVATION_ENERGY = 83.144;
/** Universal gas constant in kJ/(mol K), with the digits USP <1079.2> has: with the other, 10 000 K. */
const GAS_CONSTANT = 8.3144e-3;
const KELVIN_AT_ZERO_CELSIUS = 273.15;

/** A temperature and how long it held. */
export interface HeldTemperature {
  readonly celsius: number;
  readonly held: DurationMs;
}

/**
 * The temperature in °C at which the same degradation would have happened in the same time (USP <1079.2>, Haynes 1971):
 * `(ΔH/R) / −ln(Σ tᵢ·exp(−ΔH/(R·Tᵢ)) / Σ tᵢ)`, each temperature weighted by how long it held. Undefined of no time at all.
 */
export function meanKineticTemperature(temperatures: Iterable<HeldTemperature>, activationEnergy = ACTIVATION_ENERGY): number | undefined {
  const kelvins = activationEnergy / GAS_CONSTANT;
  let time = 0;
  let degraded = 0;
  for (const { celsius, held } of temperatures) {
    time += held;
    degraded += held * Math.exp(-kelvins / (celsius + KELVIN_AT_ZERO_CELSIUS));
  }
  return time === 0 ? undefined : kelvins / -Math.log(degraded / time) - KELVIN_AT_ZERO_CELSIUS;
}
