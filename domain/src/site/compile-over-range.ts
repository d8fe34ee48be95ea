import { milliseconds, minutes } from "../basics/index.ts";
import type { CleanAir, OverRangeRule, RuleAttributes } from "../rules/index.ts";
import type { SignalDescription } from "../telemetry/index.ts";
import type { ProfileFile, RuleFile } from "./file.ts";
import type { Problems } from "./problem.ts";
import { levelsOf, type Siblings } from "./sibling-limits.ts";
import { valueRangeOf } from "./value-range.ts";

type Path = readonly (string | number)[];
type Attributes = Omit<RuleAttributes, "version">;
type Unversioned = Omit<OverRangeRule, "version">;

export const OVER_RANGE = "over-range";

/** Chosen: several samples of a detector that reports every 10 s, and longer than a catalytic sensor takes to recover (t90 of a minute). */
const CLEAN_FOR = minutes(2);

/** Of the range, without a level to go by. Chosen: above the zero drift of a sensor that is not yet a fault. */
const CLEAN_PART = 0.1;

/** What is clean air where oxygen is measured and no level says otherwise: OSHA calls the rest hazardous (told by NIH). %vol. */
const CLEAN_OXYGEN: CleanAir = { min: 19.5, max: 23.5 };

/** A rule for being over range, as a site writes it. Undefined when it cannot be; what is wrong is then among the problems. */
export function compileOverRange(
  rule: RuleFile,
  attributes: Attributes,
  { signal, siblings, path, problems }: { signal: SignalDescription; siblings: Siblings; path: Path; problems: Problems },
): Unversioned | undefined {
  const refuse = (key: string, message: string): undefined => {
    problems.add("SITE_RULE_KIND", [...path, key], message);
    return undefined;
  };
  if (signal.states !== undefined) return refuse("kind", `${signal.key} has states, and no range to be over`);
  if (rule.latching === false) return refuse("latching", "being over range always latches: a person resets it, in clean air");
  if (rule.during !== undefined) return refuse("during", "being over range counts at every hour");
  if (rule.suppressed !== undefined) return refuse("suppressed", "nothing explains being over range away");
  for (const key of ["onDelay", "offDelay"] as const) {
    if (rule[key] !== undefined) return refuse(key, "being over range is told at once and ends by cleanFor; it has no other delay");
  }
  const { min, max } = valueRangeOf(signal);
  const cleanAir = rule.cleanAir ?? cleanAirOf(signal, siblings);
  if (cleanAir.max <= min || cleanAir.max > max || (cleanAir.min !== undefined && cleanAir.min >= cleanAir.max)) {
    problems.add("SITE_RANGE", [...path, "cleanAir"], `clean air is something between ${min} and ${max} ${signal.unit}`);
    return undefined;
  }
  const cleanFor = problems.positiveDuration(rule.cleanFor, [...path, "cleanFor"], CLEAN_FOR);
  return unversioned({ ...attributes, latching: true }, signal, cleanAir, cleanFor);
}

/** Every gas sensor whose range is known has one. */
export function defaultOverRange(signal: SignalDescription, siblings: Siblings, range: ProfileFile["range"]): Unversioned | undefined {
  const isGas = signal.quantity === "gas-concentration" || signal.quantity === "oxygen-concentration";
  if (!isGas || signal.range === undefined) return undefined;
  const none = milliseconds(0);
  const attributes: Attributes = {
    id: `${signal.key}/${OVER_RANGE}`,
    signal: signal.key,
    priority: "critical",
    onDelay: none,
    offDelay: none,
    latching: true,
    lifeSafety: true,
    consequence: { en: "More than the sensor can measure; lower readings cannot be believed", zh: "超出传感器量程，随后的低读数不可信" },
    firstAction: { en: "Leave the room, keep others out, call the security centre", zh: "立即撤离，禁止入内，通知安全中心" },
    responseTime: minutes(3),
    source: range?.source ?? "chosen: the range of the sensor as the site states it",
    basis: range?.basis ?? "chosen",
  };
  return unversioned(attributes, signal, cleanAirOf(signal, siblings), CLEAN_FOR);
}

const unversioned = (
  attributes: Attributes,
  { unit, range }: SignalDescription,
  cleanAir: CleanAir,
  cleanFor: OverRangeRule["cleanFor"],
): Unversioned => ({
  kind: "over-range",
  ...attributes,
  ...(range === undefined ? {} : { top: range.max }),
  unit,
  cleanAir,
  cleanFor,
});

/** What ends the mildest levels, or where there are none what a clean place reads. */
function cleanAirOf(signal: SignalDescription, siblings: Siblings): CleanAir {
  const [high] = levelsOf(siblings, "high");
  const [low] = levelsOf(siblings, "low");
  const isOxygen = signal.quantity === "oxygen-concentration" && signal.unit === "%vol";
  const max = high === undefined ? (isOxygen ? CLEAN_OXYGEN.max : cleanPartOf(signal)) : high.setpoint - high.deadband;
  const min = low === undefined ? (isOxygen ? CLEAN_OXYGEN.min : undefined) : low.setpoint + low.deadband;
  return min === undefined ? { max } : { min, max };
}

function cleanPartOf(signal: SignalDescription): number {
  const { min, max } = valueRangeOf(signal);
  const zero = Math.max(0, min);
  return zero + (max - zero) * CLEAN_PART;
}
