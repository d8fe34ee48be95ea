import type { ProfileFile, RuleFile } from "./file.ts";

/** The rules of one signal as they are written. */
export type Siblings = NonNullable<ProfileFile["rules"]>;

interface Level {
  readonly setpoint: number;
  readonly deadband: number;
}

/** The levels on a signal's value in one direction, the mildest first. */
export function levelsOf(siblings: Siblings, direction: "high" | "low"): readonly Level[] {
  const levels = Object.values(siblings).flatMap((rule) =>
    isLevel(rule) && rule.direction === direction ? [{ setpoint: rule.setpoint, deadband: rule.deadband ?? 0 }] : [],
  );
  return levels.toSorted((a, b) => (direction === "high" ? a.setpoint - b.setpoint : b.setpoint - a.setpoint));
}

const isLevel = (rule: RuleFile | null): rule is RuleFile & { readonly setpoint: number } =>
  rule !== null && rule.kind === "limit" && rule.of === undefined && rule.setpoint !== undefined;

/** °C. USP <659> calls a freezer a place kept between -25 and -10 °C (second-hand). */
const WARMEST_FREEZER = -10;

/** Whether a temperature is that of a place kept frozen: all of its high levels say so. In °C. */
export function isFrozen(siblings: Siblings): boolean {
  const levels = levelsOf(siblings, "high");
  return levels.length > 0 && levels.every(({ setpoint }) => setpoint <= WARMEST_FREEZER);
}
