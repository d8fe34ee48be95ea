import type { Zone, ZoneId } from "./site.ts";

/** The room a zone is in, itself where it is one; where there is none above it, the zone itself. What people group alarms by. */
export function roomOf(zones: ReadonlyMap<ZoneId, Pick<Zone, "id" | "kind" | "parent">>, zoneId: ZoneId): ZoneId {
  for (let zone = zones.get(zoneId); zone !== undefined; zone = zone.parent === undefined ? undefined : zones.get(zone.parent)) {
    if (zone.kind === "room") return zone.id;
  }
  return zoneId;
}
