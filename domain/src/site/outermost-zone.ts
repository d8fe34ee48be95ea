import type { Site, ZoneId } from "./site.ts";

/** The outermost zone, the first where there are several: where what is of no room is kept. Undefined of a site without zones. */
export function outermostZone({ zones }: Pick<Site, "zones">): ZoneId | undefined {
  return zones.find(({ parent }) => parent === undefined)?.id;
}

/** The zone; of one that the site no longer has the outermost, since it lay somewhere within that. */
export function zoneOrOutermost(zoneId: ZoneId, site: Pick<Site, "zones">): ZoneId {
  return site.zones.some(({ id }) => id === zoneId) ? zoneId : (outermostZone(site) ?? zoneId);
}
