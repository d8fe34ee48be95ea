import type { Alarm } from "@labcanary/domain/alarm";
import type { Signal, Site, Zone, ZoneId } from "@labcanary/domain/site";
import type { DeviceId, SignalKey } from "@labcanary/domain/telemetry";
import { indexOf } from "../http/site-index.ts";
import { type DutyPart, partOfDuty, wholeDuty } from "./scope-duty.ts";

/** The part of a site that somebody sees and acts on. */
export interface Scope {
  /** The same for everybody who sees the same part of the same site; empty for the whole site, whatever it becomes. */
  readonly key: string;
  readonly isWhole: boolean;
  hasZone(zoneId: ZoneId): boolean;
  hasSignal(signal: SignalKey): boolean;
  hasDevice(deviceId: DeviceId): boolean;
  /** Alarms of the platform itself are everybody's to see: they say that nobody is watched as they think. */
  hasAlarm(alarm: Pick<Alarm, "source">): boolean;
  /** In the order of the site. */
  readonly signals: readonly Signal[];
  /** These, and those they lie in, of which only what they are called is to be told. */
  readonly zones: readonly Zone[];
  /** Who is told of alarms of these zones. */
  readonly duty: DutyPart;
}

/** Scopes of a site, by what they were asked by. */
const scopes = new WeakMap<Site, Map<string, Scope>>();
const WHOLE = "";

/**
 * What is within the zones, and those inside them; everything when no zones are given. A zone that the site no longer has stands for
 * nothing, so whoever has no other sees nothing of the site.
 */
export function scopeOf(zones: readonly ZoneId[] | undefined, site: Site): Scope {
  const wanted = zones === undefined ? WHOLE : JSON.stringify([...new Set(zones)].sort());
  const known = scopes.get(site) ?? new Map<string, Scope>();
  scopes.set(site, known);
  const scope = known.get(wanted) ?? (zones === undefined ? wholeOf(site) : partOf(zones, `${wanted} of ${site.version}`, site));
  known.set(wanted, scope);
  return scope;
}

function wholeOf(site: Site): Scope {
  const duty = once(() => wholeDuty(site));
  return {
    key: WHOLE,
    isWhole: true,
    hasZone: () => true,
    hasSignal: () => true,
    hasDevice: () => true,
    hasAlarm: () => true,
    signals: site.signals,
    zones: site.zones,
    get duty() {
      return duty();
    },
  };
}

function partOf(asked: readonly ZoneId[], key: string, site: Site): Scope {
  const within = zonesWithin(asked, site);
  const around = zonesAround(within, site);
  const { signals } = indexOf(site);
  const devices = once(() => new Set(site.devices.filter(({ zoneId }) => within.has(zoneId)).map(({ id }) => id)));
  const own = once(() => site.signals.filter(({ zoneId }) => within.has(zoneId)));
  const duty = once(() => partOfDuty(within, site));
  return {
    key,
    isWhole: false,
    hasZone: (zoneId) => within.has(zoneId),
    hasSignal(signalKey) {
      const signal = signals.get(signalKey);
      return signal !== undefined && within.has(signal.zoneId);
    },
    hasDevice: (deviceId) => devices().has(deviceId),
    hasAlarm: ({ source }) => source.kind === "system" || within.has(source.zoneId),
    get signals() {
      return own();
    },
    zones: site.zones.filter(({ id }) => around.has(id)),
    get duty() {
      return duty();
    },
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

/** The zones and every zone they lie in. */
function zonesAround(zones: ReadonlySet<ZoneId>, site: Site): ReadonlySet<ZoneId> {
  const index = indexOf(site).zones;
  const around = new Set<ZoneId>();
  for (const zone of zones) for (let id: ZoneId | undefined = zone; id !== undefined; id = index.get(id)?.parent) around.add(id);
  return around;
}

function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
