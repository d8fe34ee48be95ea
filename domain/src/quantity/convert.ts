import { err, ok, type Result } from "../basics/index.ts";
import { type SubstanceId, substanceOf } from "./substances.ts";
import type { Unit } from "./units.ts";

/** What a conversion between mass and volume concentration, or to %LEL, depends on besides the two units. */
export interface ConversionContext {
  readonly substance?: SubstanceId;
  /** Where the volume of a gas is reckoned. */
  readonly reference?: ReferenceConditions;
}

export interface ReferenceConditions {
  readonly celsius: number;
  readonly kilopascal: number;
}

/** 25 °C and 101.325 kPa, 24.47 L/mol (24.45 in NIOSH's and OSHA's own rounding): what NIOSH and OSHA limits are stated at. A Chinese source uses 0 °C (limits of the field, section 1), so it can be set. */
export const REFERENCE_CONDITIONS: ReferenceConditions = { celsius: 25, kilopascal: 101.325 };

/** CODATA 2018, exact since the 2019 SI: J/(mol·K). */
const GAS_CONSTANT = 8.314462618;
const ABSOLUTE_ZERO_CELSIUS = -273.15;

/** Why one unit cannot be turned into another. */
export const CONVERSION_ERRORS = {
  CONVERSION_DIMENSION: "the two units measure different things",
  CONVERSION_NEEDS_SUBSTANCE: "mg/m³ and %LEL can only be converted when the substance is known",
  CONVERSION_NO_LEL: "the substance has no lower explosive limit",
} as const;
export type ConversionErrorCode = keyof typeof CONVERSION_ERRORS;

type Dimension = "temperature" | "gas" | "pressure" | "mass";

/** base = (value + offset) × factor; the base units are Cel, ppm, Pa and kg. */
const LINEAR: Partial<Record<Unit, { readonly dimension: Dimension; readonly factor: number; readonly offset: number }>> = {
  Cel: { dimension: "temperature", factor: 1, offset: 0 },
  K: { dimension: "temperature", factor: 1, offset: ABSOLUTE_ZERO_CELSIUS },
  degF: { dimension: "temperature", factor: 5 / 9, offset: -32 },
  ppm: { dimension: "gas", factor: 1, offset: 0 },
  ppb: { dimension: "gas", factor: 1e-3, offset: 0 },
  "%vol": { dimension: "gas", factor: 1e4, offset: 0 },
  Pa: { dimension: "pressure", factor: 1, offset: 0 },
  kPa: { dimension: "pressure", factor: 1e3, offset: 0 },
  hPa: { dimension: "pressure", factor: 100, offset: 0 },
  mbar: { dimension: "pressure", factor: 100, offset: 0 },
  bar: { dimension: "pressure", factor: 1e5, offset: 0 },
  kg: { dimension: "mass", factor: 1, offset: 0 },
  g: { dimension: "mass", factor: 1e-3, offset: 0 },
  mg: { dimension: "mass", factor: 1e-6, offset: 0 },
};

interface Linear {
  readonly dimension: Dimension;
  readonly factor: number;
  readonly offset: number;
}

/**
 * The linear map from one unit to another, to be worked out once per signal and unit and then applied to every sample.
 * Refuses `CONVERSION_DIMENSION` (kelvin to ppm), `CONVERSION_NEEDS_SUBSTANCE` (mg/m³ or %LEL of nobody knows what),
 * `CONVERSION_NO_LEL` (the substance has no lower explosive limit).
 */
export function conversion(from: Unit, to: Unit, context: ConversionContext = {}): Result<(value: number) => number, ConversionErrorCode> {
  if (from === to) return ok((value) => value);
  const source = linear(from, context);
  if (!source.ok) return source;
  const target = linear(to, context);
  if (!target.ok) return target;
  if (source.value.dimension !== target.value.dimension) return err("CONVERSION_DIMENSION");
  const { factor, offset } = source.value;
  const { factor: targetFactor, offset: targetOffset } = target.value;
  return ok((value) => ((value + offset) * factor) / targetFactor - targetOffset);
}

function linear(unit: Unit, context: ConversionContext): Result<Linear, ConversionErrorCode> {
  const fixed = LINEAR[unit];
  if (fixed !== undefined) return ok(fixed);
  if (unit !== "mg/m3" && unit !== "%LEL") return err("CONVERSION_DIMENSION");
  if (context.substance === undefined) return err("CONVERSION_NEEDS_SUBSTANCE");
  const substance = substanceOf(context.substance);
  if (unit === "mg/m3") {
    return ok({ dimension: "gas", factor: molarVolume(context.reference ?? REFERENCE_CONDITIONS) / substance.molarMass, offset: 0 });
  }
  if (substance.lowerExplosiveLimit === undefined) return err("CONVERSION_NO_LEL");
  // 1 %LEL is a hundredth of the limit; 1 %vol is 10 000 ppm.
  return ok({ dimension: "gas", factor: substance.lowerExplosiveLimit * 100, offset: 0 });
}

/** Litres one mole of an ideal gas takes up: 24.47 at 25 °C and 101.325 kPa. */
export function molarVolume(reference: ReferenceConditions): number {
  return (GAS_CONSTANT * (reference.celsius - ABSOLUTE_ZERO_CELSIUS)) / reference.kilopascal;
}
