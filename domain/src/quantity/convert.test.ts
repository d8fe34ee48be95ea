import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { boundsIn } from "./bounds.ts";
import { type ConversionContext, conversion, molarVolume, REFERENCE_CONDITIONS } from "./convert.ts";
import { SUBSTANCE_IDS, SUBSTANCES } from "./substances.ts";
import { parseUnit, UNIT_SYMBOLS, UNITS, type Unit } from "./units.ts";

function converted(value: number, from: Unit, to: Unit, context?: ConversionContext): number {
  const convert = conversion(from, to, context);
  if (!convert.ok) throw new Error(convert.error);
  return convert.value(value);
}

describe("worked out by hand", () => {
  test.each([
    { value: 25, from: "Cel", to: "K", is: 298.15, source: "SI: T/K = t/°C + 273.15" },
    { value: 0, from: "K", to: "Cel", is: -273.15, source: "absolute zero" },
    { value: 98.6, from: "degF", to: "Cel", is: 37, source: "(98.6 − 32) × 5/9" },
    { value: -40, from: "Cel", to: "degF", is: -40, source: "where both scales meet" },
    { value: 0, from: "K", to: "degF", is: -459.67, source: "absolute zero" },
    { value: 1, from: "%vol", to: "ppm", is: 10_000, source: "a hundredth of a million" },
    { value: 35, from: "ppb", to: "ppm", is: 0.035, source: "a thousandth" },
    { value: 1013.25, from: "hPa", to: "kPa", is: 101.325, source: "standard atmosphere" },
    { value: 1013.25, from: "mbar", to: "Pa", is: 101_325, source: "standard atmosphere" },
    { value: 2.5, from: "bar", to: "kPa", is: 250, source: "1 bar = 100 kPa" },
    { value: 250, from: "g", to: "kg", is: 0.25, source: "SI" },
    { value: 1500, from: "mg", to: "g", is: 1.5, source: "SI" },
  ] as const)("$value $from is $is $to: $source", ({ value, from, to, is }) => {
    expect(converted(value, from, to)).toBeCloseTo(is, 9);
  });

  test.each([
    { value: 5, from: "%vol", to: "%LEL", substance: "CH4", is: 100, source: "the LEL of methane here is 5.0 %vol" },
    { value: 10, from: "%LEL", to: "ppm", substance: "CH4", is: 5000, source: "a tenth of 5 %vol" },
    { value: 20, from: "%LEL", to: "ppm", substance: "H2", is: 8000, source: "a fifth of 4 %vol" },
  ] as const)("$value $from of $substance is $is $to: $source", ({ value, from, to, substance, is }) => {
    expect(converted(value, from, to, { substance })).toBeCloseTo(is, 6);
  });

  // Vm = R·T/p = 8.314462618 × 298.15 / 101.325 = 24.465 L/mol; at 273.15 K it is 22.414 (CODATA 2018).
  // NIOSH and OSHA reckon with 24.45 at 25 °C, 0.06 % less: 20 mg/m³ of CO are then 17.46 ppm.
  test.each([
    { substance: "CO", milligrams: 20, celsius: 25, ppm: 17.47, source: "20 × 24.465 / 28.01" },
    { substance: "CO", milligrams: 20, celsius: 0, ppm: 16.0, source: "20 × 22.414 / 28.01, as GBZ 2.1 reckons" },
    { substance: "H2S", milligrams: 10, celsius: 20, ppm: 7.06, source: "10 × 24.055 / 34.08" },
    { substance: "C7H8", milligrams: 192, celsius: 25, ppm: 50.98, source: "192 × 24.465 / 92.141" },
  ] as const)("$milligrams mg/m³ of $substance at $celsius °C are $ppm ppm: $source", ({ substance, milligrams, celsius, ppm }) => {
    expect(converted(milligrams, "mg/m3", "ppm", { substance, reference: { celsius, kilopascal: 101.325 } })).toBeCloseTo(ppm, 2);
  });

  test("a cubic metre holds less gas at a lower pressure", () => {
    expect(molarVolume({ celsius: 25, kilopascal: 50.6625 })).toBeCloseTo(2 * molarVolume(REFERENCE_CONDITIONS), 9);
  });

  test("25 °C and 101.325 kPa are taken when the site says nothing", () => {
    expect(converted(20, "mg/m3", "ppm", { substance: "CO" })).toBeCloseTo(17.47, 2);
  });
});

describe("what cannot be converted is refused, never guessed", () => {
  test.each([
    { from: "K", to: "ppm", context: {}, code: "CONVERSION_DIMENSION" },
    { from: "Pa", to: "kg", context: {}, code: "CONVERSION_DIMENSION" },
    { from: "%RH", to: "%", context: {}, code: "CONVERSION_DIMENSION" },
    { from: "ppm", to: "V", context: {}, code: "CONVERSION_DIMENSION" },
    { from: "mg/m3", to: "Cel", context: { substance: "CO" }, code: "CONVERSION_DIMENSION" },
    { from: "mg/m3", to: "ppm", context: {}, code: "CONVERSION_NEEDS_SUBSTANCE" },
    { from: "ppm", to: "%LEL", context: {}, code: "CONVERSION_NEEDS_SUBSTANCE" },
    { from: "ppm", to: "%LEL", context: { substance: "CO2" }, code: "CONVERSION_NO_LEL" },
  ] as const)("$from to $to of $context: $code", ({ from, to, context, code }) => {
    expect(conversion(from, to, context)).toEqual({ ok: false, error: code });
  });
});

test("there and back is where it was, for every pair of units that can be converted", () => {
  const contexts = fc.constantFrom(...SUBSTANCE_IDS).map((substance): ConversionContext => ({ substance }));
  const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(fc.constantFrom(...UNITS), fc.constantFrom(...UNITS), contexts, value, (from, to, context, start) => {
      const there = conversion(from, to, context);
      const back = conversion(to, from, context);
      expect(back.ok).toBe(there.ok);
      if (there.ok && back.ok) expect(Math.abs(back.value(there.value(start)) - start)).toBeLessThan(1e-6);
    }),
    { numRuns: 2000 },
  );
});

describe("a unit as people spell it", () => {
  test.each([
    ["°C", "Cel"],
    ["℃", "Cel"],
    [" Cel ", "Cel"],
    ["°F", "degF"],
    ["mg/m³", "mg/m3"],
    ["%VOL", "%vol"],
    ["%v/v", "%vol"],
    ["%lel", "%LEL"],
    ["RH", "%RH"],
    ["ppm", "ppm"],
    ["", "1"],
  ])("%j is %s", (spelling, unit) => {
    expect(parseUnit(spelling)).toBe(unit);
  });

  test.each(["PPM", "celcius", "__proto__", "constructor", "mg / m3"])("%j is none", (spelling) => {
    expect(parseUnit(spelling)).toBeUndefined();
  });

  test("what is shown of a unit is read again as that unit", () => {
    for (const unit of UNITS) if (UNIT_SYMBOLS[unit] !== "") expect(parseUnit(UNIT_SYMBOLS[unit])).toBe(unit);
  });
});

test.each([
  { quantity: "temperature", unit: "Cel", min: -273.15, max: 2000 },
  { quantity: "temperature", unit: "K", min: 0, max: 2273.15 },
  { quantity: "gas-concentration", unit: "%vol", min: -10, max: 110 },
  { quantity: "battery", unit: "V", min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY },
] as const)("$quantity in $unit lies between $min and $max", ({ quantity, unit, min, max }) => {
  const bounds = boundsIn(unit, { quantity });
  expect(bounds.min).toBeCloseTo(min, 9);
  expect(bounds.max).toBeCloseTo(max, 9);
});

test("every lower explosive limit is below its pure gas, and every molar mass that of a gas", () => {
  for (const substance of Object.values(SUBSTANCES)) {
    expect(substance.molarMass).toBeGreaterThanOrEqual(2.016);
    if ("lowerExplosiveLimit" in substance) expect(substance.lowerExplosiveLimit).toBeLessThan(100);
  }
});
