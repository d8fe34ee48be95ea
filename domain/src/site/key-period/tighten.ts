import type { AlarmRule, Signal } from "../../rules/index.ts";
import type { NamedSchedules } from "../compile-schedules.ts";
import type { Zone } from "../site.ts";
import { isOfZone, tightenedSpan } from "./in-force.ts";
import type { KeyPeriod } from "./key-period.ts";

/**
 * Signals whose rules have shorter on-delays in the key periods of their zone. The version of a rule stays: it is the same rule, proven
 * by the same tests, that waits less on some days.
 */
export function withTightenedDelays(
  signals: readonly Signal[],
  keyPeriods: readonly KeyPeriod[],
  { zones, schedules }: { readonly zones: readonly Zone[]; readonly schedules: NamedSchedules },
): readonly Signal[] {
  const tightening = keyPeriods.flatMap((period, index) => {
    const { during } = period.delays < 1 ? schedules.during(`key-period:${period.id}`, ["keyPeriods", index]) : {};
    return during === undefined ? [] : [{ period, during }];
  });
  if (tightening.length === 0) return signals;
  const tightened = (rule: AlarmRule, zoneId: string): AlarmRule => {
    if (rule.onDelay === 0) return rule;
    const there = tightening.filter(({ period }) => isOfZone(period, rule.zoneId ?? zoneId, zones));
    if (there.length === 0) return rule;
    return { ...rule, tightened: there.map(({ period, during }) => ({ during, onDelay: tightenedSpan(rule.onDelay, period.delays) })) };
  };
  return signals.map((signal) => ({ ...signal, rules: signal.rules.map((rule) => tightened(rule, signal.zoneId)) }));
}
