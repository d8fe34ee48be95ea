import type { Zone, ZoneId } from "../site.ts";

/** The zone and every zone inside it. Zones stand after the ones around them. */
export function zonesInside(zoneId: ZoneId, zones: readonly Zone[]): ReadonlySet<ZoneId> {
  const inside = new Set<ZoneId>([zoneId]);
  for (const { id, parent } of zones) if (parent !== undefined && inside.has(parent)) inside.add(id);
  return inside;
}
