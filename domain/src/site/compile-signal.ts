import { type DurationMs, type Text, fingerprint, milliseconds, minutes } from "../basics/index.ts";
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
import { type AlarmRule, type Figure, figureUnit, type RuleAttributes, type RuleId, type Signal } from "../rules/index.ts";
import type { SignalDescription, SignalKey } from "../telemetry/index.ts";
import { compileCustody } from "./compile-custody.ts";
import { compileFigure } from "./compile-figure.ts";
import type { NamedSchedules } from "./compile-schedules.ts";
import { objectionAboveDanger } from "./danger.ts";
import type { DeviceFile, ProfileFile, RuleFile, SignalFile, SiteFile } from "./file.ts";
import { lifeSafetyOf } from "./life-safety.ts";
import type { Problems } from "./problem.ts";
import { holdOf, SIGNAL_DEFAULTS } from "./signal-defaults.ts";

type Path = readonly (string | number)[];

const SIGNAL_NAME = /^[A-Za-z0-9._-]{1,64}$/;

interface SignalSource {
  readonly name: string;
  readonly signal: SignalFile;
  readonly device: DeviceFile;
  readonly file: SiteFile;
  readonly schedules: NamedSchedules;
  readonly path: Path;
}

/** One signal with its profile applied. Undefined when it cannot be made; what is wrong is then among the problems. */
export function compileSignal({ name, signal, device, file, schedules, path }: SignalSource, problems: Problems): Signal | undefined {
  if (!SIGNAL_NAME.test(name)) problems.add("SITE_NAME", path, "a signal name is 1 to 64 of A-Z a-z 0-9 . _ -");
  const whole = withProfile(signal, file, path, problems);
  if (whole === undefined) return undefined;
  const measured = compileQuantity(whole, path, problems);
  if (measured === undefined) return undefined;
  const interval = problems.positiveDuration(whole.interval, [...path, "interval"], SIGNAL_DEFAULTS.interval);
  const description: SignalDescription = {
    key: `${device.id}/${name}`,
    deviceId: device.id,
    name,
    label: whole.label ?? defaultLabel(measured),
    zoneId: device.zone,
    ...(device.gateway === undefined ? {} : { gateway: device.gateway }),
    ...measured,
    hold: problems.positiveDuration(whole.hold, [...path, "hold"], holdOf(interval)),
    lateness: problems.duration(whole.lateness, [...path, "lateness"], SIGNAL_DEFAULTS.lateness),
    clockTolerance: problems.duration(whole.clockTolerance, [...path, "clockTolerance"], SIGNAL_DEFAULTS.clockTolerance),
  };
  const rules = Object.entries(whole.rules ?? {}).flatMap(([ruleName, rule]) => {
    const compiled =
      rule === null ? undefined : compileRule(ruleName, rule, description, [...path, "rules", ruleName], problems, schedules, file);
    return compiled === undefined ? [] : [compiled];
  });
  if (!rules.some(({ kind }) => kind === "silence")) rules.push(defaultSilence(description));
  return { ...description, rules };
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
  schedules: NamedSchedules,
  file: SiteFile,
): AlarmRule | undefined {
  if (name === SILENT && rule.kind !== "silence") {
    problems.add("SITE_RULE_KIND", [...path, "kind"], `every signal has a rule "${SILENT}" for its silence; give this one another name`);
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
      return compileLimit(rule, attributes, signal, path, problems);
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
): AlarmRule | undefined {
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
  const range = rangeOf(figure, signal);
  if (setpoint < range.min || setpoint > range.max) {
    problems.add(
      "SITE_SETPOINT",
      [...path, "setpoint"],
      `${setpoint} ${range.unit} lies outside ${range.min} to ${range.max}; is the unit right?`,
    );
    return undefined;
  }
  const objection = objectionAboveDanger(setpoint, direction, figure, signal);
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

export function versioned(rule: DistributiveOmit<AlarmRule, "version">): AlarmRule {
  return { ...rule, version: fingerprint(JSON.stringify(rule)) };
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

export const SILENT = "silent";

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
      zh: "检查传感器电源和网络,恢复前派人值守",
    },
    responseTime: SIGNAL_DEFAULTS.silenceResponse,
    source: "chosen: the signal's own hold time, so that silence is told when a reading no longer counts as watching",
    after: signal.hold,
  });
}
