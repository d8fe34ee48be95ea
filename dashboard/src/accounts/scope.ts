import type { Alarm } from "@labcanary/domain/alarm";
import type { Site, ZoneId } from "@labcanary/domain/site";
import type { SignalKey } from "@labcanary/domain/telemetry";
import { indexOf } from "../http/site-index.ts";

/** The part of a site that somebody sees and acts on. */
export interface Scope {
  /** The same for everybody who sees the same part. */
  readonly key: string;
  readonly isWhole: boolean;
  hasZone(zoneId: ZoneId): boolean;
  hasSignal(signal: SignalKey): boolean;
  /** Alarms of the platform itself are everybody's to see: they say that nobody is watched as they think. */
  hasAlarm(alarm: Pick<Alarm, "source">): boolean;
}

const WHOLE: Scope = { key: "", isWhole: true, hasZone: () => true, hasSignal: () => true, hasAlarm: () => true };

/** Scopes of a site, by their keys. */
const scopes = new WeakMap<Site, Map<string, Scope>>();

/**
 * What is within the zones, and those inside them; everything when no zones are given. A zone that the site no longer has stands for
 * nothing, so whoever has no other sees nothing of the site.
 */
export function scopeOf(zones: readonly ZoneId[] | undefined, site: Site): Scope {
  if (zones === undefined) return WHOLE;
  const key = JSON.stringify([...new Set(zones)].sort());
  const known = scopes.get(site) ?? new Map<string, Scope>();
  scopes.set(site, known);
  const scope = known.get(key) ?? makeScope(key, zones, site);
  known.set(key, scope);
  return scope;
}

function makeScope(key: string, zones: readonly ZoneId[], site: Site): Scope {
  const within = zonesWithin(zones, site);
  const { signals } = indexOf(site);
  return {
    key,
    isWhole: false,
    hasZone: (zoneId) => within.has(zoneId),
    hasSignal(key) {
      const signal = signals.get(key);
      return signal !== undefined && within.has(signal.zoneId);
    },
    hasAlarm: ({ source }) => source.kind === "system" || within.has(source.zoneId),
  };
}

/** The zones and every zone inside them. */
export function zonesWithin(zones: readonly ZoneId[], site: Site): ReadonlySet<ZoneId> {
  const within = new Set(zones.filter((id) => indexOf(site).zones.has(id)));
  for (let before = -1; before !== within.size; ) {
    before = within.size;
    for (const zone of site.zones) if (zone.parent !== undefined && within.has(zone.parent)) within.add(zone.id);
  }
  return within;
}
