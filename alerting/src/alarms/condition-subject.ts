import type { AlarmSource } from "@labcanary/domain/alarm";
import type { AlarmRule, ConditionChange } from "@labcanary/domain/rules";
import { type Signal, type Site, type Zone, zonesById } from "@labcanary/domain/site";

/** The signal, rule and place of a condition. Each is absent once it has left the site. */
export interface ConditionSubject {
  readonly signal?: Signal;
  readonly rule?: AlarmRule;
  readonly zone?: Zone;
}

/** What a site is searched by. */
interface SiteIndex {
  readonly signals: ReadonlyMap<string, Signal>;
  readonly zones: ReadonlyMap<string, Zone>;
}
const indexes = new WeakMap<Site, SiteIndex>();

/** Made once for each site. */
export function indexOf(site: Site): SiteIndex {
  const known = indexes.get(site);
  if (known !== undefined) return known;
  const index: SiteIndex = {
    signals: new Map(site.signals.map((signal) => [signal.key, signal])),
    zones: zonesById(site.zones),
  };
  indexes.set(site, index);
  return index;
}

export const ruleIn = (signal: Signal | undefined, ruleId: string): AlarmRule | undefined => signal?.rules.find(({ id }) => id === ruleId);

/** What an alarm of this condition comes from, as its record keeps it. */
export const sourceOf = (change: ConditionChange, { rule, zone }: Pick<ConditionSubject, "rule" | "zone">): AlarmSource => ({
  kind: "rule",
  ruleId: change.ruleId,
  ruleVersion: change.ruleVersion,
  signal: change.signal,
  zoneId: zone?.id ?? "",
  ...(rule?.zoneId === undefined ? {} : { ofZone: true }),
});

/** What the condition is about, as far as the site still describes it. */
export function subjectOf(site: Site, change: ConditionChange): ConditionSubject {
  const { signals, zones } = indexOf(site);
  const signal = signals.get(change.signal);
  const rule = ruleIn(signal, change.ruleId);
  const zone = signal === undefined ? undefined : zones.get(rule?.zoneId ?? signal.zoneId);
  return { ...(signal === undefined ? {} : { signal }), ...(rule === undefined ? {} : { rule }), ...(zone === undefined ? {} : { zone }) };
}
