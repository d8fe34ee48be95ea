import type { Signal, Site, Zone } from "@labcanary/domain/site";

/** What a site is searched by. */
export interface SiteIndex {
  readonly signals: ReadonlyMap<string, Signal>;
  readonly zones: ReadonlyMap<string, Zone>;
}

const indexes = new WeakMap<Site, SiteIndex>();

/** Signals by key and zones by id; made once for each site that comes into force. */
export function indexOf(site: Site): SiteIndex {
  const known = indexes.get(site);
  if (known !== undefined) return known;
  const index: SiteIndex = {
    signals: new Map(site.signals.map((signal) => [signal.key, signal])),
    zones: new Map(site.zones.map((zone) => [zone.id, zone])),
  };
  indexes.set(site, index);
  return index;
}
