import { type DurationMs, hours, times } from "../basics/index.ts";
import type { Figure } from "../rules/index.ts";
import type { SignalDescription } from "../telemetry/index.ts";
import type { FigureFile } from "./file.ts";
import type { Problems } from "./problem.ts";
import { valueRangeOf } from "./value-range.ts";

type Path = readonly (string | number)[];

/** What a figure has when the file does not say otherwise. Chosen, each with its reason. */
const FIGURE_DEFAULTS = {
  /** A quarter of the window may be missing; what is more is not an average over it. */
  coverage: 0.75,
  /** Of all pairs of samples, four in five must agree on the direction before a forecast is told. */
  confidence: 0.8,
} as const;

/** USP <1160>: the mean kinetic temperature is taken over 30 days at room temperature, 24 h for cold products; not of frozen ones. */
const MEAN_KINETIC_WINDOWS: readonly DurationMs[] = [hours(24), hours(24 * 30)];

/** A slope needs several samples and no gap between them; over less than this many holds it might never be told. Chosen. */
const SLOPE_HOLDS = 2;

/** The figure a limit is set on. Undefined when it cannot be made; what is wrong is then among the problems. */
export function compileFigure(file: FigureFile, signal: SignalDescription, path: Path, problems: Problems): Figure | undefined {
  const over = problems.positiveDuration(file.over, [...path, "over"], hours(1));
  const { figure: kind, limit, direction, inclusive = true, coverage = FIGURE_DEFAULTS.coverage } = file;
  const { confidence = FIGURE_DEFAULTS.confidence } = file;
  const refuse = (key: string, message: string): undefined => {
    problems.add("SITE_FIGURE", [...path, key], message);
    return undefined;
  };
  if (coverage <= 0 || coverage > 1) return refuse("coverage", "give the part of the window that must be watched, above 0 and at most 1");
  if (confidence <= 0 || confidence > 1) return refuse("confidence", "give the part of all slopes that must agree, above 0 and at most 1");
  switch (kind) {
    case "average":
      return { kind, over, coverage };
    case "rate":
      return isTooShort(over, signal) ? refuse("over", tooShort(signal)) : { kind, over };
    case "mean-kinetic-temperature":
      if (signal.quantity !== "temperature" || signal.unit !== "Cel")
        return refuse("figure", "a mean kinetic temperature is taken of a temperature in Cel");
      if (!MEAN_KINETIC_WINDOWS.includes(over))
        return refuse("over", "the window is 24h for cold products or 30d at room temperature (USP <1160>)");
      return { kind, over, coverage };
    case "time-to":
    case "time-beyond": {
      if (limit === undefined || direction === undefined) return refuse("limit", `${kind} needs limit and direction (high or low)`);
      const { min, max } = valueRangeOf(signal);
      if (limit < min || limit > max) return refuse("limit", `${limit} ${signal.unit} lies outside ${min} to ${max}; is the unit right?`);
      if (kind === "time-beyond") return { kind, direction, limit, inclusive, over };
      if (isTooShort(over, signal)) return refuse("over", tooShort(signal));
      const { from } = file;
      if (from === undefined) return { kind, direction, limit, over, confidence };
      if (from < min || from > max) return refuse("from", `${from} ${signal.unit} lies outside ${min} to ${max}; is the unit right?`);
      if (direction === "high" ? from >= limit : from <= limit)
        return refuse("from", `give a value on the way to ${limit} ${signal.unit}, ${direction === "high" ? "below" : "above"} it`);
      return { kind, direction, limit, over, confidence, from };
    }
  }
}

const isTooShort = (over: DurationMs, { hold }: SignalDescription): boolean => over < times(hold, SLOPE_HOLDS);

const tooShort = ({ hold }: SignalDescription): string =>
  `a slope needs a window of at least ${times(hold, SLOPE_HOLDS) / 1000}s here, twice the signal's hold, or it might never be told`;
