import { outermostOf, zonesWithoutLeader } from "@labcanary/domain/notification";
import type { Site } from "@labcanary/domain/site";

/** Zones named in one warning; more are counted. */
const NAMED = 5;

/** Where what is overdue for long goes up to nobody, in words; undefined: everywhere somebody hears of it who was not told before. */
export function sayLatenessUnled(site: Site): string | undefined {
  const zones = outermostOf(zonesWithoutLeader(site), site);
  if (zones.length === 0) return undefined;
  const more = zones.length > NAMED ? ` and ${zones.length - NAMED} more` : "";
  return `what is overdue for days in ${zones.slice(0, NAMED).join(", ")}${more} tells nobody at once who was not told before: give the leader in charge a route for: { grades: [3] }, above those that would take it; see docs/guides/routes-and-rotas.md`;
}
