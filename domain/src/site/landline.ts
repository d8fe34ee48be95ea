import { zonesById } from "./zones-by-id.ts";
import type { Problems, SiteProblem } from "./problem.ts";
import type { Site, Zone, ZoneId } from "./site.ts";

/** E.164: a plus and at most 15 digits. */
const PHONE = /^\+[1-9]\d{5,14}$/;

/** Whether a telephone number is written in the international form. */
export const isPhone = (text: string): boolean => PHONE.test(text);

/** Says so where a number is not in the international form. */
export function checkPhone(phone: string | undefined, path: SiteProblem["path"], problems: Problems): void {
  if (phone !== undefined && !isPhone(phone))
    problems.add("SITE_PHONE", path, "write the number as + and the country code, digits only, in quotes");
}

/** The telephone of a place: the zone's own, or that of the nearest zone around it, and whose it is. Never a person's. */
export function landlineOf(zones: Site["zones"], zoneId: ZoneId): { readonly phone: string; readonly zone: Zone } | undefined {
  const byId = zonesById(zones);
  for (let zone = byId.get(zoneId); zone !== undefined; zone = zone.parent === undefined ? undefined : byId.get(zone.parent)) {
    if (zone.phone !== undefined) return { phone: zone.phone, zone };
  }
  return undefined;
}
