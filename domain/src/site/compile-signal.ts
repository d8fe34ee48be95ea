import { type DurationMs, type EpochMs, milliseconds } from "../basics/index.ts";
import type { AlarmRule, Signal } from "../rules/index.ts";
import type { SignalDescription } from "../telemetry/index.ts";
import { compileAttributes, type Unversioned, versioned } from "./compile-attributes.ts";
import { compileCustody } from "./compile-custody.ts";
import { BUMP_TEST_DUE, CALIBRATION_DUE, type DeviceDuties } from "./compile-duties.ts";
import { compileWire } from "./compile-gateway.ts";
import { compileLimit, compileNotAssessable } from "./compile-limit.ts";
import { defaultNotAssessable, needsCoverage, NOT_ASSESSABLE } from "./compile-not-assessable.ts";
import { compileOverRange, defaultOverRange, OVER_RANGE } from "./compile-over-range.ts";
import { compileQuantity, defaultLabel } from "./compile-quantity.ts";
import type { NamedSchedules } from "./compile-schedules.ts";
import type { DeviceFile, ProfileFile, RuleFile, SignalFile, SiteFile } from "./file.ts";
import type { Problems } from "./problem.ts";
import type { Siblings } from "./sibling-limits.ts";
import { holdOf, PROVE_EVERY, SIGNAL_DEFAULTS } from "./signal-defaults.ts";
import { compileRange } from "./value-range.ts";

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
