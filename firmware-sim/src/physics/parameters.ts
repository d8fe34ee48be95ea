import { type DurationMs, parseDuration } from "@labcanary/domain/basics";
import type { Entry } from "../scenario/yaml-entry.ts";

/** What a figure of a model can be told in, and how much of the model's own unit one of it is. */
export const DIMENSIONS = {
  temperature: { Cel: 1 },
  difference: { K: 1 },
  perKelvin: { "kg/K": 1, "g/K": 0.001 },
  volume: { m3: 1, L: 0.001 },
  liquid: { L: 1 },
  length: { m: 1, cm: 0.01 },
  flow: { "L/min": 1, "L/h": 1 / 60, "m3/h": 1000 / 60 },
  exchange: { "/h": 1 },
  conductance: { "W/K": 1 },
  heatCapacity: { "kJ/K": 1 },
  power: { W: 1, kW: 1000 },
  share: { "%": 0.01 },
  sharePerDay: { "%/day": 0.01 },
  sharePerYear: { "%/year": 0.01 },
  ppmPerDay: { "ppm/day": 1, "%vol/day": 10_000 },
  mass: { kg: 1, g: 0.001 },
  massPerDay: { "kg/day": 1, "g/day": 0.001 },
  charge: { mAh: 1, Ah: 1000 },
  current: { mA: 1, uA: 0.001 },
  concentration: { "%vol": 1 },
  time: {},
} as const satisfies Record<string, Readonly<Record<string, number>>>;
export type Dimension = keyof typeof DIMENSIONS;

/** A figure of a model as a scenario file tells it. `least` and `most` are in the model's own unit, a time in ms. */
export interface Parameter {
  readonly in: Dimension;
  readonly least: number;
  readonly most: number;
  /** What it is where the file is silent; without it the model's preset, or the figure must be there. */
  readonly absent?: number;
  readonly required?: true;
  /** For the table of the guide. */
  readonly about: string;
}
export type Parameters = Readonly<Record<string, Parameter>>;

/** The figures that were read; one the file does not tell and that has no `absent` is undefined. */
export type Figures<Spec extends Parameters> = {
  readonly [Name in keyof Spec]: Spec[Name] extends { readonly required: true } | { readonly absent: number } ? number : number | undefined;
};

const NUMBER = /^([-+]?\d+(?:\.\d+)?)\s*(.+)$/;

/** One figure; undefined, and reported with what would be right, when it is none. */
export function readFigure(entry: Entry, parameter: Parameter): number | undefined {
  const value = parameter.in === "time" ? timeOf(entry) : figureOf(entry, DIMENSIONS[parameter.in]);
  if (value === undefined) return entry.fail("SCENARIO_UNIT", `${shown(entry)} is no figure with its unit`, `write ${example(parameter)}`);
  if (value >= parameter.least && value <= parameter.most) return value;
  return entry.fail("SCENARIO_VALUE", `${shown(entry)} is out of bounds`, `write ${bounds(parameter)}`);
}

function timeOf({ scalar }: Entry): DurationMs | undefined {
  return typeof scalar === "string" ? parseDuration(scalar) : undefined;
}

function figureOf({ scalar }: Entry, units: Readonly<Record<string, number>>): number | undefined {
  const [, digits, unit] = (typeof scalar === "string" ? NUMBER.exec(scalar) : null) ?? [];
  const factor = unit === undefined || !Object.hasOwn(units, unit) ? undefined : units[unit];
  return factor === undefined ? undefined : Number(digits) * factor;
}

const shown = ({ scalar }: Entry): string =>
  scalar === null || scalar === undefined ? "what stands here" : `"${String(scalar).slice(0, 60)}"`;

/** `a number followed by W or kW, such as 10 W`. */
function example(parameter: Parameter): string {
  if (parameter.in === "time") return "a time with its unit, such as 500ms, 10s, 5min or 2h";
  return `a number followed by ${Object.keys(DIMENSIONS[parameter.in]).join(" or ")}, ${bounds(parameter)}`;
}

/** `from 0 to 10 W`, in the first of its units. */
export function bounds({ in: dimension, least, most }: Parameter): string {
  if (dimension === "time") return `from ${timeText(least)} to ${timeText(most)}`;
  return `from ${inFirstUnit(dimension, least)} to ${inFirstUnit(dimension, most)}`;
}

/** A figure of the model as one would write it. */
export function inFirstUnit(dimension: Dimension, value: number): string {
  const [unit, factor] = (Object.entries(DIMENSIONS[dimension]) as [string, number][])[0] ?? ["", 1];
  return `${Number((value / factor).toPrecision(6))} ${unit}`;
}

/** A span as one would write it in a file. */
export function timeText(span: number): string {
  for (const [unit, size] of [
    ["d", 86_400_000],
    ["h", 3_600_000],
    ["min", 60_000],
    ["s", 1000],
  ] as const)
    if (span >= size && span % size === 0) return `${span / size}${unit}`;
  return `${span}ms`;
}

/** The figures of a mapping, beside which `others` may stand; undefined, and reported, when it is not right. */
export function readFigures<Spec extends Parameters>(entry: Entry, spec: Spec, others: readonly string[] = []): Figures<Spec> | undefined {
  const fields = entry.fields();
  const names = [...others, ...Object.keys(spec)].join(", ");
  if (fields === undefined) return entry.fail("SCENARIO_VALUE", `${shown(entry)} is no mapping`, `write keys below it: ${names}`);
  const figures: Record<string, number> = {};
  let complete = true;
  for (const [name, field] of fields) {
    const parameter = Object.hasOwn(spec, name) ? spec[name] : undefined;
    if (parameter !== undefined) {
      const figure = readFigure(field, parameter);
      if (figure === undefined) complete = false;
      else figures[name] = figure;
    } else if (!others.includes(name)) {
      field.fail("SCENARIO_KEY_UNKNOWN", `the key "${name}" is not known here`, `use one of ${names}`);
      complete = false;
    }
  }
  for (const [name, parameter] of Object.entries(spec)) {
    if (fields.has(name)) continue;
    if (parameter.required) {
      entry.fail("SCENARIO_KEY_MISSING", `"${name}" is missing`, `add ${name}: with ${example(parameter)}`);
      complete = false;
    } else if (parameter.absent !== undefined) figures[name] = parameter.absent;
  }
  return complete ? (figures as Figures<Spec>) : undefined;
}
