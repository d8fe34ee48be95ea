import { type AlarmRule, type Expression, type Signal, signalsOf } from "../rules/index.ts";
import type { SignalDescription, SignalKey } from "../telemetry/index.ts";
import { compileCondition } from "./compile-condition.ts";
import type { NamedSchedules } from "./compile-schedules.ts";
import { compileAttributes, versioned } from "./compile-attributes.ts";
import { SILENT } from "./compile-signal.ts";
import type { ConditionScope } from "./condition-scope.ts";
import type { RuleFile, SignalFile, SiteFile, ZoneFile } from "./file.ts";
import type { Problems } from "./problem.ts";

type Path = readonly (string | number)[];

/** Keys of a rule that say what one signal is held against, and what to write instead. */
const OF_OTHER_KINDS = {
  of: "a figure is of one signal; set a limit on it",
  direction: "the condition says it, with > or <",
  setpoint: "the condition says it",
  inclusive: "the condition says it, with >= or >",
  deadband: "a condition is true or it is not; hold it down with onDelay and offDelay",
  states: "the condition says them, as in door = open",
  after: "silence has a rule of its own, kind: silence",
} as const satisfies Partial<Record<keyof RuleFile, string>>;

/** What a site file describes, as far as rules over several signals need it. */
interface Described extends Named {
  readonly file: SiteFile;
  readonly signals: readonly Signal[];
}

/** What rules can name. */
interface Named {
  readonly scope: ConditionScope;
  readonly schedules: NamedSchedules;
}

/** The signals of a site with the rules that look at several of them: under a signal, or under a zone. To be had once every signal is known. */
export function withExpressions({ file, signals, ...named }: Described, problems: Problems): readonly Signal[] {
  const added = new Map<SignalKey, AlarmRule[]>();
  const add = (rule: AlarmRule | undefined): void => {
    if (rule !== undefined) added.set(rule.signal, [...(added.get(rule.signal) ?? []), rule]);
  };
  const known = new Map(signals.map((signal) => [signal.key, signal]));
  for (const [index, { id: deviceId, signals: own }] of file.devices.entries()) {
    for (const [name, signalFile] of Object.entries(own)) {
      const signal = known.get(`${deviceId}/${name}`);
      if (signal === undefined) continue;
      const path = ["devices", index, "signals", name, "rules"];
      for (const [ruleName, rule] of Object.entries(rulesOf(signalFile, file))) {
        if (rule?.kind === "expression") add(compileOfSignal(ruleName, rule, signal, named, [...path, ruleName], problems));
      }
    }
  }
  for (const { zone, path } of zonesOf(file.zones)) {
    for (const [name, rule] of Object.entries(zone.rules ?? {}))
      add(compileOfZone(name, rule, zone, named, [...path, "rules", name], problems));
  }
  return signals.map((signal) => {
    const more = added.get(signal.key);
    return more === undefined ? signal : { ...signal, rules: [...signal.rules, ...more] };
  });
}

/** A signal's own and those of its profile. */
export function rulesOf({ profile, rules }: SignalFile, { profiles = {} }: SiteFile): NonNullable<SignalFile["rules"]> {
  return { ...(profile === undefined ? {} : profiles[profile]?.rules), ...rules };
}

/** Zones within zones too, each with where it stands. */
export function zonesOf(zones: readonly ZoneFile[], path: Path = ["zones"]): readonly { readonly zone: ZoneFile; readonly path: Path }[] {
  return zones.flatMap((zone, index) => [{ zone, path: [...path, index] }, ...zonesOf(zone.zones ?? [], [...path, index, "zones"])]);
}

function compileOfSignal(
  name: string,
  rule: RuleFile,
  signal: Signal,
  named: Named,
  path: Path,
  problems: Problems,
): AlarmRule | undefined {
  if (name === SILENT) return undefined;
  const parts = compileParts(rule, { scope: named.scope, deviceId: signal.deviceId }, path, problems);
  if (parts === undefined) return undefined;
  if (!signalsOf(parts.when).includes(signal.key)) {
    problems.add(
      "SITE_RULE_KIND",
      [...path, "when"],
      `the condition does not look at ${signal.key}; put the rule under a signal that it looks at, or under rules of a zone`,
    );
    return undefined;
  }
  return versioned({
    kind: "expression",
    ...compileAttributes(
      { id: `${signal.key}/${name}`, rule, signal: signal.key, watched: watchedBy(parts.when, named), path },
      named.schedules,
      problems,
    ),
    ...parts,
  });
}

const watchedBy = (when: Expression, { scope }: Named): readonly SignalDescription[] =>
  signalsOf(when).flatMap((key) => {
    const found = scope.signal(key);
    return found?.kind === "found" ? [found.value] : [];
  });

/** Belongs to the first signal its condition names, and is about the zone. Its id has two parts where those of signals have three. */
function compileOfZone(
  name: string,
  rule: RuleFile,
  { id: zoneId }: ZoneFile,
  named: Named,
  path: Path,
  problems: Problems,
): AlarmRule | undefined {
  if (rule.kind !== "expression") {
    problems.add("SITE_RULE_KIND", [...path, "kind"], `a rule of a zone is kind: expression; put a ${rule.kind} under its signal`);
    return undefined;
  }
  const parts = compileParts(rule, { scope: named.scope }, path, problems);
  if (parts === undefined) return undefined;
  const [signal] = signalsOf(parts.when) as readonly [SignalKey];
  return versioned({
    kind: "expression",
    ...compileAttributes({ id: `${zoneId}/${name}`, rule, signal, watched: watchedBy(parts.when, named), path }, named.schedules, problems),
    zoneId,
    ...parts,
  });
}

function compileParts(
  rule: RuleFile,
  names: { readonly scope: ConditionScope; readonly deviceId?: string },
  path: Path,
  problems: Problems,
) {
  for (const [key, instead] of Object.entries(OF_OTHER_KINDS)) {
    if (rule[key as keyof typeof OF_OTHER_KINDS] !== undefined)
      problems.add("SITE_RULE_KIND", [...path, key], `an expression has no ${key}: ${instead}`);
  }
  const { label, when } = rule;
  if (label === undefined)
    problems.add(
      "SITE_MISSING",
      path,
      "an expression needs a label: what is wrong, in en and zh, as people read it on the list and in a text",
    );
  if (when === undefined)
    problems.add("SITE_MISSING", path, "an expression needs when: the condition, for example ch4 > 20 %LEL and fan = off");
  const condition =
    when === undefined ? undefined : compileCondition(when, { ...names, mayCountSamples: true }, [...path, "when"], problems);
  return label === undefined || condition === undefined ? undefined : { label, ...condition };
}
