import { zoneOfSource } from "@labcanary/domain/alarm";
import type { Text } from "@labcanary/domain/basics";
import { landlineOf } from "@labcanary/domain/site";
import type { SiteAnswer } from "../answers.ts";
import type { AlarmSummary } from "../live/feed-state.ts";

/** Numbers to be called about an alarm: of places, never of persons. */
export interface Telephones {
  /** That of the place, or of the nearest place around it that has one. */
  readonly place?: { readonly phone: string; readonly name: Text };
  readonly centre?: string;
}

export function telephonesFor(alarm: Pick<AlarmSummary, "source"> | undefined, site: SiteAnswer | undefined): Telephones {
  if (site === undefined) return {};
  const { securityCentrePhone: centre } = site.site;
  const zoneId = alarm === undefined ? undefined : zoneOfSource(alarm.source);
  const there = zoneId === undefined ? undefined : landlineOf(site.zones, zoneId);
  return {
    ...(there === undefined ? {} : { place: { phone: there.phone, name: there.zone.name } }),
    ...(centre === undefined ? {} : { centre }),
  };
}
