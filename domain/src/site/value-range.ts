import { boundsIn } from "../quantity/index.ts";
import type { Figure } from "../rules/index.ts";
import type { MeasuringRange, SignalDescription } from "../telemetry/index.ts";
import type { ProfileFile } from "./file.ts";
import type { Problems } from "./problem.ts";

type Measured = Pick<SignalDescription, "quantity" | "unit" | "substance" | "reference" | "states">;
type Path = readonly (string | number)[];

/** What a value of a signal can be: what its sensor measures, else what its quantity can be at all. In the signal's unit. */
export function valueRangeOf(signal: Pick<SignalDescription, keyof Measured | "range">): { readonly min: number; readonly max: number } {
  const bounds = boundsIn(signal.unit, signal);
  return { min: signal.range?.min ?? bounds.min, max: signal.range?.max ?? bounds.max };
}

/** Why a set-point would never be met by a measurement, or undefined where it can be. A figure that is no value has a scale of its own. */
export function objectionOutOfRange(setpoint: number, figure: Figure | undefined, signal: SignalDescription): string | undefined {
  if (signal.range === undefined || !(figure === undefined || figure.kind === "average")) return undefined;
  const { min, max } = valueRangeOf(signal);
  return setpoint >= min && setpoint <= max
    ? undefined
    : `${setpoint} ${signal.unit} lies outside the range of the sensor, ${min} to ${max}; is the unit right, or the range another?`;
}

/** The range a sensor measures. Undefined where none is declared, or it is none, which is then a problem. */
export function compileRange(range: ProfileFile["range"], measured: Measured, path: Path, problems: Problems): MeasuringRange | undefined {
  if (range === undefined) return undefined;
  const refuse = (key: string, message: string): undefined => {
    problems.add("SITE_RANGE", [...path, key], message);
    return undefined;
  };
  const { min, max } = range;
  if (measured.states !== undefined) return refuse("max", "a signal with states has no range");
  const bounds = boundsIn(measured.unit, measured);
  if (max > bounds.max) return refuse("max", `${max} ${measured.unit} is more than there can be, ${bounds.max}; is the unit right?`);
  if (min !== undefined && min >= max) return refuse("min", `a range goes upwards, and ${min} is not below ${max}`);
  if (max <= bounds.min) return refuse("max", `${max} ${measured.unit} is less than there can be, ${bounds.min}; is the unit right?`);
  return min === undefined ? { max } : { min, max };
}
