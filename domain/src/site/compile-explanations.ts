import { milliseconds, minutes } from "../basics/index.ts";
import { type AlarmRule, type RecoveryRule, type RuleId, type Signal, signalsOf, type Suppression } from "../rules/index.ts";
import type { DeviceId } from "../telemetry/index.ts";
import { compileCondition } from "./compile-condition.ts";
import { rulesOf, zonesOf } from "./compile-expression.ts";
import { versioned } from "./compile-attributes.ts";
import type { ConditionScope } from "./condition-scope.ts";
import type { RuleFile, SiteFile } from "./file.ts";
import type { Problems } from "./problem.ts";

type Path = readonly (string | number)[];

/** A rule whose file names something that explains its condition. */
interface Explained {
  readonly rule: RuleFile;
  readonly path: Path;
  readonly deviceId?: DeviceId;
}

/**
 * The signals with what explains the conditions of their rules: `suppressed`, so that they are not annunciated, and `recovery`, so that
 * the value has time to come back. To be had once every signal and rule is known.
 */
export function withExplanations(file: SiteFile, signals: readonly Signal[], scope: ConditionScope, problems: Problems): readonly Signal[] {
  const explained = explainedRules(file);
  if (explained.size === 0) return signals;
  return signals.map((signal) => {
    if (!signal.rules.some(({ id }) => explained.has(id))) return signal;
    return { ...signal, rules: signal.rules.map((rule) => explain(rule, signal, explained.get(rule.id), scope, problems)) };
  });
}

function explainedRules(file: SiteFile): ReadonlyMap<RuleId, Explained> {
  const found = new Map<RuleId, Explained>();
  const note = (id: RuleId, rule: RuleFile | null, rest: Omit<Explained, "rule">): void => {
    if (rule !== null && (rule.suppressed !== undefined || rule.recovery !== undefined)) found.set(id, { rule, ...rest });
  };
  for (const [index, { id: deviceId, signals }] of file.devices.entries()) {
    for (const [name, signal] of Object.entries(signals)) {
      const path = ["devices", index, "signals", name, "rules"];
      for (const [ruleName, rule] of Object.entries(rulesOf(signal, file)))
        note(`${deviceId}/${name}/${ruleName}`, rule, { path: [...path, ruleName], deviceId });
    }
  }
  for (const { zone, path } of zonesOf(file.zones)) {
    for (const [name, rule] of Object.entries(zone.rules ?? {})) note(`${zone.id}/${name}`, rule, { path: [...path, "rules", name] });
  }
  return found;
}

function explain(rule: AlarmRule, signal: Signal, explained: Explained | undefined, scope: ConditionScope, problems: Problems): AlarmRule {
  if (explained === undefined) return rule;
  const recovering = explained.rule.recovery === undefined ? rule : withRecovery(rule, signal, explained, scope, problems);
  const suppression = explained.rule.suppressed === undefined ? undefined : compileSuppression(explained, scope, problems);
  const { version: _version, ...unversioned } = recovering;
  return versioned(suppression === undefined ? unversioned : { ...unversioned, suppression });
}

function compileSuppression({ rule, path, deviceId }: Explained, scope: ConditionScope, problems: Problems): Suppression | undefined {
  const { when, atMost, name } = rule.suppressed as NonNullable<RuleFile["suppressed"]>;
  const at = [...path, "suppressed"];
  const names = { scope, mayCountSamples: false, ...(deviceId === undefined ? {} : { deviceId }) };
  const condition = compileCondition(when, names, [...at, "when"], problems);
  const span = problems.positiveDuration(atMost, [...at, "atMost"], minutes(1));
  return condition === undefined ? undefined : { when: condition.when, name: name ?? condition.text, atMost: span };
}

function withRecovery(
  rule: AlarmRule,
  signal: Signal,
  { rule: file, path, deviceId }: Explained,
  scope: ConditionScope,
  problems: Problems,
): AlarmRule {
  const { after, within } = file.recovery as NonNullable<RuleFile["recovery"]>;
  const at = [...path, "recovery"];
  if (rule.kind !== "limit" || rule.of !== undefined) {
    problems.add("SITE_RULE_KIND", at, "only a limit on the value itself has a recovery; take it away, or set the limit without of");
    return rule;
  }
  const names = { scope, mayCountSamples: false, ...(deviceId === undefined ? {} : { deviceId }) };
  const condition = compileCondition(after, names, [...at, "after"], problems);
  const span = problems.positiveDuration(within, [...at, "within"], minutes(1));
  if (condition === undefined) return rule;
  if (signalsOf(condition.when).includes(signal.key)) {
    problems.add("SITE_RULE_KIND", [...at, "after"], `${signal.key} cannot explain itself; name a door, a defrost or another signal`);
    return rule;
  }
  if (span <= rule.onDelay || span < LEAST_HOLDS * signal.hold) {
    problems.add(
      "SITE_DURATION",
      [...at, "within"],
      `${within} is too short: it must be longer than onDelay, and at least ${(LEAST_HOLDS * signal.hold) / 1000}s here, four times the signal's hold, or the way back could not be told`,
    );
    return rule;
  }
  const { kind: _kind, of: _of, onDelay, ...limit } = rule;
  const recovering: RecoveryRule = {
    ...limit,
    kind: "recovery",
    onDelay: milliseconds(0),
    unit: signal.unit,
    hold: signal.hold,
    after: condition.when,
    afterText: condition.text,
    within: span,
    unexcused: onDelay,
  };
  return recovering;
}

/** The rate is taken over half of the time to recover, and a rate needs twice the signal's hold. */
const LEAST_HOLDS = 4;
