import { minutes } from "../basics/index.ts";
import { boundsIn } from "../quantity/index.ts";
import { type AlarmRule, type Figure, figureUnit, type LimitRule } from "../rules/index.ts";
import type { SignalDescription } from "../telemetry/index.ts";
import { type Unversioned, versioned } from "./compile-attributes.ts";
import { compileFigure } from "./compile-figure.ts";
import { needsCoverage, NOT_ASSESSABLE, notAssessableOf } from "./compile-not-assessable.ts";
import { objectionAboveDanger } from "./danger.ts";
import type { RuleFile } from "./file.ts";
import { Problems } from "./problem.ts";
import { isFrozen, type Siblings } from "./sibling-limits.ts";
import { objectionOutOfRange } from "./value-range.ts";

/** A limit on a value, or on a figure of it. Undefined when it cannot be made; what is wrong is then among the problems. */
export function compileLimit(
  rule: RuleFile,
  attributes: Unversioned,
  signal: SignalDescription,
  path: readonly (string | number)[],
  problems: Problems,
  siblings: Siblings,
): LimitRule | undefined {
  if (signal.states !== undefined) {
    problems.add("SITE_RULE_KIND", [...path, "kind"], `${signal.key} has states; use kind: state`);
    return undefined;
  }
  const { direction, setpoint, inclusive = true, deadband = 0 } = rule;
  if (direction === undefined || setpoint === undefined) {
    problems.add("SITE_MISSING", path, "a limit needs direction (high or low) and setpoint");
    return undefined;
  }
  const figure = rule.of === undefined ? undefined : compileFigure(rule.of, signal, [...path, "of"], problems);
  if (rule.of !== undefined && figure === undefined) return undefined;
  if (figure !== undefined && attributes.onDelay > figure.over) {
    problems.add(
      "SITE_DURATION",
      [...path, "onDelay"],
      `${rule.onDelay} is longer than the window of ${rule.of?.over}, which has forgotten by then what met the limit; wait less, or look at more`,
    );
    return undefined;
  }
  if (figure?.kind === "mean-kinetic-temperature" && isFrozen(siblings)) {
    problems.add("SITE_FIGURE", [...path, "of", "figure"], FROZEN);
    return undefined;
  }
  const range = rangeOf(figure, signal);
  if (setpoint < range.min || setpoint > range.max) {
    problems.add(
      "SITE_SETPOINT",
      [...path, "setpoint"],
      `${setpoint} ${range.unit} lies outside ${range.min} to ${range.max}; is the unit right?`,
    );
    return undefined;
  }
  const objection = objectionAboveDanger(setpoint, direction, figure, signal) ?? objectionOutOfRange(setpoint, figure, signal);
  if (objection !== undefined) {
    problems.add("SITE_SETPOINT", [...path, "setpoint"], objection);
    return undefined;
  }
  if (deadband < 0 || deadband >= range.max - range.min) {
    problems.add("SITE_DEADBAND", [...path, "deadband"], `a deadband is at least 0 and narrower than the range of ${signal.quantity}`);
    return undefined;
  }
  const limit = { kind: "limit", ...attributes, direction, setpoint, inclusive, deadband } as const;
  return versioned(figure === undefined ? limit : { ...limit, of: figure });
}

/** USP <1160>. */
const FROZEN =
  "all high levels here are those of a freezer: a mean kinetic temperature tells what warmth does over time, and of frozen goods thawing is what counts";

/** A rule for a figure that cannot be told, as a site writes it: named after the limit whose figure it is. */
export function compileNotAssessable(
  name: string,
  attributes: Unversioned,
  signal: SignalDescription,
  path: readonly (string | number)[],
  problems: Problems,
  siblings: Siblings,
): AlarmRule | undefined {
  const limitName = name.endsWith(NOT_ASSESSABLE) ? name.slice(0, -NOT_ASSESSABLE.length) : "";
  const file = Object.hasOwn(siblings, limitName) ? siblings[limitName] : undefined;
  // What is wrong with the limit is told where that stands.
  const limit = file?.kind === "limit" ? compileLimit(file, attributes, signal, path, new Problems(), siblings) : undefined;
  if (limit === undefined || !needsCoverage(limit)) {
    problems.add("SITE_RULE_KIND", path, `name it after a limit on an average or a mean kinetic temperature: twa${NOT_ASSESSABLE} for twa`);
    return undefined;
  }
  return versioned(notAssessableOf({ ...limit, id: `${signal.key}/${limitName}` }, signal, attributes));
}

/** What a set-point can be: of the value or its average what the quantity can be, of a time what fits the window, of a rate any number. */
function rangeOf(
  figure: Figure | undefined,
  signal: SignalDescription,
): { readonly min: number; readonly max: number; readonly unit: string } {
  switch (figure?.kind) {
    case "rate":
      return { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY, unit: figureUnit(figure, signal.unit) };
    case "time-to":
      return { min: 0, max: Number.POSITIVE_INFINITY, unit: "min" };
    case "time-beyond":
      return { min: 0, max: figure.over / minutes(1), unit: "min" };
    case "average":
    case "mean-kinetic-temperature":
    case undefined:
      return { ...boundsIn(signal.unit, signal), unit: signal.unit };
  }
}
