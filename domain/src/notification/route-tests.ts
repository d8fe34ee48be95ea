import type { EpochMs } from "../basics/index.ts";
import { type ChannelKind, channelsOf, isRouteForZone, type Route, type Site, type ZoneId } from "../site/index.ts";
import { planCase } from "./recipients.ts";
import { plainRoute } from "./route.ts";

/** A route that is to be tried, as an alarm raised at a time would take it. */
export interface RouteTestQuestion {
  readonly routeId: string;
  /** Whose responsible person and deputy are meant, where the route tells those. */
  readonly zoneId?: ZoneId;
  readonly at: EpochMs;
}

/** Somebody a test of a route goes to. */
export interface RouteTest {
  readonly personId: string;
  /** The first that would tell them. */
  readonly step: string;
  /** The one the step would take first; absent: the person has no address the step could take. */
  readonly channel?: ChannelKind;
}

export const ROUTE_TEST_REFUSALS = {
  ROUTE_UNKNOWN: "the site has no such route",
  ROUTE_TEST_ZONE_MISSING: "the route tells whoever answers for a zone: name the zone",
  ROUTE_TEST_ZONE_ELSEWHERE: "the route is for no alarm of this zone",
  ROUTE_TELLS_NOBODY: "the route would tell nobody now",
} as const;
export type RouteTestRefusal = keyof typeof ROUTE_TEST_REFUSALS;

/** Every route of the site in the order in which they are looked at; the plain one takes what is left. */
export const routesOf = (site: Site): readonly Route[] => [...(site.routes ?? []), plainRoute(site)];

/** Whether whom a route tells depends on the zone of the alarm. */
export const needsZone = ({ steps, last }: Pick<Route, "steps" | "last">): boolean =>
  [...steps, last].some(({ whom }) => whom.some(({ kind }) => kind === "responsible" || kind === "deputy"));

/**
 * Whom a route would tell of an alarm raised now, should nobody take charge: each once, by what the first step that tells them would take
 * of the channels there are. One that is not `installed` comes where a person has no other, so that the test says so.
 */
export function routeTests(
  { routeId, zoneId, at }: RouteTestQuestion,
  site: Site,
  installed: ReadonlySet<ChannelKind>,
): readonly RouteTest[] | RouteTestRefusal {
  const route = routesOf(site).find(({ id }) => id === routeId);
  if (route === undefined) return "ROUTE_UNKNOWN";
  if (zoneId === undefined && needsZone(route)) return "ROUTE_TEST_ZONE_MISSING";
  if (zoneId !== undefined && !isRouteForZone(route.when, zoneId, site.zones)) return "ROUTE_TEST_ZONE_ELSEWHERE";
  const tests = new Map<string, RouteTest>();
  for (const { step, recipients } of planCase({ route, ...(zoneId === undefined ? {} : { zoneId }), raisedAt: at }, site)) {
    for (const { personId } of recipients) {
      if (tests.has(personId)) continue;
      const contact = site.people.find(({ id }) => id === personId);
      const channels = contact === undefined ? [] : channelsOf(contact, step.channels);
      const channel = channels.find((kind) => installed.has(kind)) ?? channels[0];
      tests.set(personId, { personId, step: step.id, ...(channel === undefined ? {} : { channel }) });
    }
  }
  return tests.size === 0 ? "ROUTE_TELLS_NOBODY" : [...tests.values()];
}
