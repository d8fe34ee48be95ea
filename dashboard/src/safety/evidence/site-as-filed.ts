import type { CustodyMonth } from "@labcanary/domain/governance";
import type { Site } from "@labcanary/domain/site";

/** The site with places and clocks as a month was filed with, so that its pack says the same whatever they are called since. People are today's. */
export function siteAsFiled(site: Site, { timeZone, places = [] }: Pick<CustodyMonth, "timeZone" | "places">): Site {
  const filed = new Map(places.map(({ zoneId, place }) => [zoneId, place]));
  const known = site.zones.map((zone) => ({ ...zone, path: filed.get(zone.id) ?? zone.path }));
  const ids = new Set(known.map(({ id }) => id));
  const gone = places
    .filter(({ zoneId }) => !ids.has(zoneId))
    .map(({ zoneId: id, place }) => ({ id, kind: "room", name: place, path: place }) as const);
  return { ...site, timeZone, zones: [...known, ...gone] };
}
