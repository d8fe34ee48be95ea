import { fingerprint, milliseconds } from "../basics/index.ts";
import type { AlarmRule, RuleAttributes, RuleId } from "../rules/index.ts";
import type { SignalDescription, SignalKey } from "../telemetry/index.ts";
import type { NamedSchedules } from "./compile-schedules.ts";
import type { RuleFile } from "./file.ts";
import { lifeSafetyOf } from "./life-safety.ts";
import type { Problems } from "./problem.ts";

/** What every rule states. Its version is made last, of this and of what is its kind's own. */
export type Unversioned = Omit<RuleAttributes, "version">;

interface RuleSource {
  readonly id: RuleId;
  readonly rule: RuleFile;
  readonly signal: SignalKey;
  /** All it looks at. */
  readonly watched: readonly SignalDescription[];
  readonly path: readonly (string | number)[];
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

/** The rule with its version: two rules that differ in anything have different ones. */
export function versioned<Rule extends DistributiveOmit<AlarmRule, "version">>(rule: Rule): Rule & { readonly version: string } {
  return { ...rule, version: fingerprint(JSON.stringify(rule)) };
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
