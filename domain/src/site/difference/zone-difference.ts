import type { Site, Zone } from "../site.ts";
import { type AttributeDifference, changedBy, type SiteDifference } from "./difference.ts";

/** What a place must have. A zone that is gone, or new, has nothing that was relied on to be missed. */
export function zoneChanges(before: Site, after: Site): readonly SiteDifference[] {
  const zonesAfter = new Map(after.zones.map((zone) => [zone.id, zone]));
  return before.zones.flatMap((zone) => {
    const other = zonesAfter.get(zone.id);
    if (other === undefined) return [];
    return changedBy({ about: "site", id: zone.id, isSafety: true }, [...gasRoom(zone, other), ...minimumAvailability(zone, other)]) ?? [];
  });
}

function gasRoom({ gasRoom: was }: Zone, { gasRoom: is }: Zone): readonly AttributeDifference[] {
  if (was === is) return [];
  const verdict = was === true ? "looser" : "tighter";
  return [{ attribute: "gasRoom", ...(was === true ? { before: "true" } : {}), ...(is === true ? { after: "true" } : {}), verdict }];
}

/** The setting that holds where a zone says nothing is not the site's: with or without a figure may be either. */
function minimumAvailability({ minimumAvailability: was }: Zone, { minimumAvailability: is }: Zone): readonly AttributeDifference[] {
  if (was === is) return [];
  const verdict = was === undefined || is === undefined ? "unclear" : is < was ? "looser" : "tighter";
  const [before, after] = [percent(was), percent(is)];
  return [
    { attribute: "minimumAvailability", ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }), verdict },
  ];
}

const percent = (share: number | undefined): string | undefined =>
  share === undefined ? undefined : `${Math.round(share * 100_000) / 1000} %`;
