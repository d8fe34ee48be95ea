import { expect, test } from "vitest";
import { compileSite } from "./compile.ts";
import type { FigureFile, SignalFile } from "./file.ts";

interface Asked extends Pick<SignalFile, "substance" | "unit" | "reference"> {
  readonly setpoint: number;
  readonly direction?: "high" | "low";
  readonly of?: FigureFile;
}

/** What is wrong with a gas signal that has this one limit. */
function told({ setpoint, direction = "high", of, ...signal }: Asked): readonly string[] {
  const text = { en: "x", zh: "某" };
  const rule = {
    kind: "limit",
    priority: "high",
    direction,
    setpoint,
    consequence: text,
    firstAction: text,
    responseTime: "5min",
    source: "test",
    ...(of === undefined ? {} : { of }),
  } as const;
  const compiled = compileSite(
    {
      site: "test",
      name: text,
      timeZone: "UTC",
      people: { wang: { name: "Wang", language: "zh", phone: "+8613800000001" } },
      securityCentre: ["wang"],
      zones: [{ id: "room", kind: "room", name: text }],
      devices: [
        { id: "d", zone: "room", signals: { gas: { quantity: "gas-concentration", interval: "10s", ...signal, rules: { high: rule } } } },
      ],
    },
    "1",
  );
  return compiled.ok ? [] : compiled.error.map(({ code, message }) => `${code} ${message}`);
}

const stel: FigureFile = { figure: "average", over: "15min" };

test.each<Asked & { readonly because: string; readonly above: string }>([
  { substance: "H2S", unit: "ppm", setpoint: 101, above: "100 ppm", because: "the reading" },
  { substance: "H2S", unit: "ppm", setpoint: 101, of: stel, above: "100 ppm", because: "its average" },
  { substance: "HCN", unit: "%vol", setpoint: 1.4, above: "0.005 %vol", because: "a vendor's table has ppm as %VOL" },
  { substance: "H2S", unit: "mg/m3", setpoint: 140, above: "139.299 mg/m3", because: "100 × 34.08 / 24.465" },
  {
    substance: "H2S",
    unit: "mg/m3",
    setpoint: 150,
    reference: { celsius: 20, kilopascal: 101.325 },
    above: "141.675 mg/m3",
    because: "100 × 34.08 / 24.055: the signal's own conditions",
  },
  { substance: "NH3", unit: "%LEL", setpoint: 10, above: "0.2 %LEL", because: "an explosive poison is watched as a poison (GBZ/T 223)" },
])("$setpoint $unit of $substance is refused, with the reason: $because", ({ above, because: _because, ...asked }) => {
  expect(told(asked)).toEqual([expect.stringMatching(/^SITE_SETPOINT .*immediately dangerous to life or health .* is the unit right\?/)]);
  expect(told(asked)[0]).toContain(`lies above ${above}`);
});

test.each<Asked & { readonly because: string }>([
  { substance: "H2S", unit: "ppm", setpoint: 100, because: "at the IDLH is not above it" },
  { substance: "CO2", unit: "%vol", setpoint: 4, because: "nor in another unit" },
  { substance: "H2S", unit: "ppm", setpoint: 500, direction: "low", because: "a gas that must not run short is no exposure" },
  { substance: "H2S", unit: "ppm", setpoint: 500, of: { figure: "rate", over: "5min" }, because: "a rate is no concentration" },
  { substance: "CH4", unit: "ppm", setpoint: 5000, because: "methane has no IDLH" },
  { unit: "ppm", setpoint: 5000, because: "nobody said which gas it is" },
])("$setpoint $unit of $substance passes: $because", ({ because: _because, ...asked }) => {
  expect(told(asked)).toEqual([]);
});
