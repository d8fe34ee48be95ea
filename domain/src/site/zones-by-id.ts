import type { Zone, ZoneId } from "./site.ts";

/** The zones of a site never change. Holds nothing but what its key says. */
const known = new WeakMap<readonly Zone[], ReadonlyMap<ZoneId, Zone>>();

/** Zones by their id, made once for each site: there are up to some ten thousand, and each notification asks for several. */
export function zonesById(zones: readonly Zone[]): ReadonlyMap<ZoneId, Zone> {
  const made = known.get(zones);
  if (made !== undefined) return made;
  const byId = new Map(zones.map((zone) => [zone.id, zone]));
  known.set(zones, byId);
  return byId;
}
