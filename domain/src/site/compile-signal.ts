import { type DurationMs, type EpochMs, type Text, fingerprint, milliseconds, minutes } from "../basics/index.ts";
import {
  boundsIn,
  conversion,
  definitionOf,
  parseUnit,
  QUANTITIES,
  type Quantity,
  SUBSTANCE_IDS,
  SUBSTANCES,
  type SubstanceId,
  type Unit,
} from "../quantity/index.ts";
import { type AlarmRule, type Figure, figureUnit, type LimitRule, type RuleAttributes, type RuleId, type Signal } from "../rules/index.ts";
import type { SignalDescription, SignalKey } from "../telemetry/index.ts";
import { compileCustody } from "./compile-custody.ts";
import { BUMP_TEST_DUE, CALIBRATION_DUE, type DeviceDuties } from "./compile-duties.ts";
import { compileFigure } from "./compile-figure.ts";
import { compileWire } from "./compile-gateway.ts";
import { defaultNotAssessable, needsCoverage, NOT_ASSESSABLE, notAssessableOf } from "./compile-not-assessable.ts";
import { compileOverRange, defaultOverRange, OVER_RANGE } from "./compile-over-range.ts";
import type { NamedSchedules } from "./compile-schedules.ts";
import { objectionAboveDanger } from "./danger.ts";
import type { DeviceFile, ProfileFile, RuleFile, SignalFile, SiteFile } from "./file.ts";
import { lifeSafetyOf } from "./life-safety.ts";
import { Problems } from "./problem.ts";
import { isFrozen, type Siblings } from "./sibling-limits.ts";
import { holdOf, PROVE_EVERY, SIGNAL_DEFAULTS } from "./signal-defaults.ts";
import { compileRange, objectionOutOfRange } from "./value-range.ts";

type Path = readonly (string | number)[];

const SIGNAL_NAME = /^[A-Za-z0-9._-]{1,64}$/;

interface SignalSource {
  readonly name: string;
  readonly signal: SignalFile;
  readonly device: DeviceFile;
  /** It comes in a convention that is not the platform's own. */
  readonly isCarried: boolean;
  readonly replacedAt: EpochMs | undefined;
  readonly file: SiteFile;
  readonly schedules: NamedSchedules;
  readonly duties: DeviceDuties;
  readonly path: Path;
}

/** What a rule may refer to besides its signal. */
interface RuleContext {
  readonly schedules: NamedSchedules;
  readonly siblings: Siblings;
  readonly file: SiteFile;
}

/** One signal with its profile applied. Undefined when it cannot be made; what is wrong is then among the problems. */
export function compileSignal(source: SignalSource, problems: Problems): Signal | undefined {
  const { name, signal, device, file, schedules, path } = source;
  if (!SIGNAL_NAME.test(name)) problems.add("SITE_NAME", path, "a signal name is 1 to 64 of A-Z a-z 0-9 . _ -");
  const whole = withProfile(signal, file, path, problems);
  if (whole === undefined) return undefined;
  const measured = compileQuantity(whole, path, problems);
  if (measured === undefined) return undefined;
  const range = compileRange(whole.range, measured, [...path, "range"], problems);
  const key = `${device.id}/${name}`;
  const duties = source.duties.of(signal, { key, ...measured }, path);
  const interval = problems.positiveDuration(whole.interval, [...path, "interval"], SIGNAL_DEFAULTS.interval);
  const description: SignalDescription = {
    key,
    deviceId: device.id,
    name,
    label: whole.label ?? defaultLabel(measured),
    zoneId: device.zone,
    ...(device.gateway === undefined ? {} : { gateway: device.gateway }),
    ...measured,
    ...(source.isCarried ? { wire: compileWire(signal.from, { name, ...measured }, [...path, "from"], problems) } : {}),
    ...(range === undefined ? {} : { range }),
    ...(source.replacedAt === undefined ? {} : { replacedAt: source.replacedAt }),
    ...(duties.dueAt === undefined ? {} : { dueAt: duties.dueAt }),
    ...(whole.prove === undefined ? {} : { prove: problems.positiveDuration(whole.prove.every, [...path, "prove", "every"], PROVE_EVERY) }),
    hold: problems.positiveDuration(whole.hold, [...path, "hold"], holdOf(interval)),
    lateness: problems.duration(whole.lateness, [...path, "lateness"], SIGNAL_DEFAULTS.lateness),
    clockTolerance: problems.duration(whole.clockTolerance, [...path, "clockTolerance"], SIGNAL_DEFAULTS.clockTolerance),
  };
  if (signal.from !== undefined && !source.isCarried)
    problems.add("SITE_WIRE", [...path, "from"], "the device says it by the signal's own name; give its gateway, and there what it speaks");
  const siblings = whole.rules ?? {};
  const rules = Object.entries(siblings).flatMap(([ruleName, rule]) => {
    const context = { schedules, siblings, file };
    const compiled = rule === null ? undefined : compileRule(ruleName, rule, description, [...path, "rules", ruleName], problems, context);
    return compiled === undefined ? [] : [compiled];
  });
  if (!rules.some(({ kind }) => kind === "silence")) rules.push(defaultSilence(description));
  if (rules.filter(({ kind }) => kind === "over-range").length > 1)
    problems.add("SITE_RULE_KIND", [...path, "rules"], "a signal has one rule for being over range; keep one of them");
  const withCompanions = [...rules, ...companionsOf(rules, description, whole), ...duties.rules.map(versioned)];
  return { ...description, rules: withCompanions };
}

/** Rules that a signal has whether or not somebody thought of them. */
function companionsOf(rules: readonly AlarmRule[], signal: SignalDescription, whole: ProfileFile): readonly AlarmRule[] {
  const overRange = rules.some(({ kind }) => kind === "over-range") ? undefined : defaultOverRange(signal, whole.rules ?? {}, whole.range);
  const known = new Set(rules.map(({ id }) => id));
  const unthought = rules.filter(needsCoverage).filter(({ id }) => !known.has(`${id}${NOT_ASSESSABLE}`));
  return [...(overRange === undefined ? [] : [overRange]), ...unthought.map((limit) => defaultNotAssessable(limit, signal))].map(versioned);
}

function withProfile(signal: SignalFile, file: SiteFile, path: Path, problems: Problems): ProfileFile | undefined {
  if (signal.profile === undefined) return signal;
  const profiles = file.profiles ?? {};
  const profile = Object.hasOwn(profiles, signal.profile) ? profiles[signal.profile] : undefined;
  if (profile === undefined) {
    problems.add(
      "SITE_UNKNOWN_PROFILE",
      [...path, "profile"],
      `"${signal.profile}" is not under profiles; add it there or correct the name`,
    );
    return undefined;
  }
  return { ...profile, ...signal, rules: { ...profile.rules, ...signal.rules } };
}

type Measured = Pick<SignalDescription, "quantity" | "unit" | "substance" | "reference" | "states">;

function compileQuantity(whole: ProfileFile, path: Path, problems: Problems): Measured | undefined {
  const { quantity: quantityName, unit: unitName, substance, reference, states } = whole;
  if (quantityName === undefined || !Object.hasOwn(QUANTITIES, quantityName)) {
    problems.add("SITE_QUANTITY", [...path, "quantity"], `give one of ${Object.keys(QUANTITIES).join(", ")}`);
    return undefined;
  }
  const quantity = quantityName as Quantity;
  const { units } = definitionOf(quantity);
  const unit = unitName === undefined ? units[0] : parseUnit(unitName);
  if (unit === undefined || !units.includes(unit)) {
    problems.add("SITE_UNIT", [...path, "unit"], `${quantity} is measured in ${units.join(", ")}`);
    return undefined;
  }
  if (unit === "state" && (states === undefined || states.length < 2)) {
    problems.add("SITE_MISSING", [...path, "states"], "list the states, in order, for example [closed, open]");
    return undefined;
  }
  if (substance !== undefined && !isSubstance(substance)) {
    problems.add("SITE_SUBSTANCE", [...path, "substance"], `"${substance}" is not known; there are ${SUBSTANCE_IDS.join(", ")}`);
    return undefined;
  }
  if (!canMeasure(unit, substance)) {
    const able = SUBSTANCE_IDS.filter((id) => canMeasure(unit, id));
    problems.add("SITE_SUBSTANCE", [...path, "substance"], `${unit} needs a substance it can be worked out for: one of ${able.join(", ")}`);
    return undefined;
  }
  return {
    quantity,
    unit,
    ...(substance === undefined ? {} : { substance }),
    ...(reference === undefined ? {} : { reference }),
    ...(unit === "state" && states !== undefined ? { states } : {}),
  };
}

const isSubstance = (name: string): name is SubstanceId => Object.hasOwn(SUBSTANCES, name);

/** mg/m³ and %LEL mean something of a known substance only. */
const canMeasure = (unit: Unit, substance: SubstanceId | undefined): boolean =>
  (unit !== "mg/m3" && unit !== "%LEL") || conversion(unit, "ppm", substance === undefined ? {} : { substance }).ok;

const defaultLabel = ({ quantity, substance }: { readonly quantity: Quantity; readonly substance?: SubstanceId }): Text =>
  substance === undefined ? definitionOf(quantity).name : SUBSTANCES[substance].name;

function compileRule(
  name: string,
  rule: RuleFile,
  signal: SignalDescription,
  path: Path,
  problems: Problems,
  { schedules, siblings, file }: RuleContext,
): AlarmRule | undefined {
  const reserved = RESERVED.find(({ end, kind }) => (name === end || (end.startsWith("-") && name.endsWith(end))) && kind !== rule.kind);
  if (reserved !== undefined) {
    problems.add("SITE_RULE_KIND", [...path, "kind"], `a rule "${name}" is one for ${reserved.what}; give this one another name`);
  }
  // Over several signals: made when all of them are there (compile-expression.ts).
  if (rule.kind === "expression") return undefined;
  if (rule.when !== undefined) problems.add("SITE_RULE_KIND", [...path, "when"], `a ${rule.kind} has no condition; use kind: expression`);
  const attributes = compileAttributes(
    { id: `${signal.key}/${name}`, rule, signal: signal.key, watched: [signal], path },
    schedules,
    problems,
  );
  switch (rule.kind) {
    case "limit":
      return compileLimit(rule, attributes, signal, path, problems, siblings);
    case "state":
      return compileState(rule, attributes, signal, path, problems);
    case "silence": {
      const after = problems.positiveDuration(rule.after, [...path, "after"], signal.hold);
      return versioned({ kind: "silence", ...attributes, after });
    }
    case "opened-without-access":
    case "unlocked-unopened":
    case "two-person":
    case "weight-without-opening": {
      const compiled = compileCustody({ rule: { ...rule, kind: rule.kind }, attributes, signal, file, path }, problems);
      return compiled && versioned(compiled);
    }
    case "over-range": {
      const compiled = compileOverRange(rule, attributes, { signal, siblings, path, problems });
      return compiled === undefined ? undefined : versioned(compiled);
    }
    case "not-assessable":
      return compileNotAssessable(name, attributes, signal, path, problems, siblings);
  }
}

type Unversioned = Omit<RuleAttributes, "version">;

interface RuleSource {
  readonly id: RuleId;
  readonly rule: RuleFile;
  readonly signal: SignalKey;
  /** All it looks at. */
  readonly watched: readonly SignalDescription[];
  readonly path: Path;
}

/** What every rule states, whatever it looks at. */
export function compileAttributes(
  { id, rule, signal, watched, path }: RuleSource,
  schedules: NamedSchedules,
  problems: Problems,
): Unversioned {
  const none = milliseconds(0);
  return {
    id,
    signal,
    priority: rule.priority,
    onDelay: problems.duration(rule.onDelay, [...path, "onDelay"], none),
    offDelay: problems.duration(rule.offDelay, [...path, "offDelay"], none),
    latching: rule.latching ?? false,
    ...lifeSafetyOf(rule, watched),
    ...(rule.label === undefined ? {} : { label: rule.label }),
    consequence: rule.consequence,
    firstAction: rule.firstAction,
    responseTime: problems.duration(rule.responseTime, [...path, "responseTime"], none),
    source: rule.source,
    ...(rule.basis === undefined ? {} : { basis: rule.basis }),
    ...(rule.during === undefined ? {} : schedules.during(rule.during, [...path, "during"])),
  };
}

function compileLimit(
  rule: RuleFile,
  attributes: Unversioned,
  signal: SignalDescription,
  path: Path,
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
function compileNotAssessable(
  name: string,
  attributes: Unversioned,
  signal: SignalDescription,
  path: Path,
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

function compileState(
  rule: RuleFile,
  attributes: Unversioned,
  signal: SignalDescription,
  path: Path,
  problems: Problems,
): AlarmRule | undefined {
  if (signal.states === undefined || rule.states === undefined || rule.states.length === 0) {
    problems.add("SITE_RULE_KIND", path, "a state rule needs a signal with states, and the list of states that count");
    return undefined;
  }
  const known = signal.states;
  const states = rule.states.map((state) => known.indexOf(state));
  if (states.includes(-1)) {
    problems.add("SITE_STATE", [...path, "states"], `the states of ${signal.key} are ${known.join(", ")}`);
    return undefined;
  }
  return versioned({ kind: "state", ...attributes, states });
}

export function versioned<Rule extends DistributiveOmit<AlarmRule, "version">>(rule: Rule): Rule & { readonly version: string } {
  return { ...rule, version: fingerprint(JSON.stringify(rule)) };
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

export const SILENT = "silent";

/** Names of rules that the platform makes by itself; with a hyphen in front, how they end. */
const RESERVED = [
  { end: SILENT, kind: "silence", what: "silence" },
  { end: OVER_RANGE, kind: "over-range", what: "being over range" },
  { end: NOT_ASSESSABLE, kind: "not-assessable", what: "a figure that cannot be told" },
  { end: CALIBRATION_DUE, kind: "due", what: "an overdue calibration" },
  { end: BUMP_TEST_DUE, kind: "due", what: "an overdue bump test" },
] as const;

/** Every signal is watched for silence, whether or not somebody thought of it. */
function defaultSilence(signal: SignalDescription): AlarmRule {
  const none: DurationMs = milliseconds(0);
  return versioned({
    kind: "silence",
    id: `${signal.key}/${SILENT}`,
    signal: signal.key,
    priority: "medium",
    onDelay: none,
    offDelay: none,
    latching: false,
    consequence: { en: "Nobody would notice a danger here", zh: "此处出现危险将无人察觉" },
    firstAction: {
      en: "Check power and network of the sensor; watch the place in person until then",
      zh: "检查传感器电源和网络，恢复前派人值守",
    },
    responseTime: SIGNAL_DEFAULTS.silenceResponse,
    source: "chosen: the signal's own hold time, so that silence is told when a reading no longer counts as watching",
    after: signal.hold,
  });
}
