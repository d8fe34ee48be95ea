import { type ContactStanding, everybodyMeantBy, routesTaken } from "@labcanary/domain/notification";
import { type ChannelKind, channelsOf, type Person, type Route, type RouteStep, type Site, type ZoneId } from "@labcanary/domain/site";

/** By which channels something was delivered within 30 days, by person. An address that was never proven is none. */
export type Proven = ReadonlyMap<string, ReadonlySet<ChannelKind>>;

export const provenChannels = (contacts: readonly ContactStanding[]): Proven =>
  new Map(
    [...Map.groupBy(contacts, ({ personId }) => personId)].map(([personId, standings]) => [
      personId,
      new Set(standings.filter(({ isProven }) => isProven).map(({ channel }) => channel)),
    ]),
  );

/** Whether somebody is proven to be reached by one of the channels a step tells them by; undefined where it tells them by none. */
export function isReachedBy({ channels }: Pick<RouteStep, "channels">, person: Person, proven: Proven): boolean | undefined {
  const able = person.kind === "siren" ? [] : channelsOf(person, channels);
  return able.length === 0 ? undefined : able.some((channel) => proven.get(person.id)?.has(channel) ?? false);
}

interface UnprovenRoute {
  readonly route: Route;
  readonly steps: readonly { readonly step: RouteStep["id"]; readonly places: readonly ZoneId[] }[];
}

/**
 * Routes with a step that in some place reaches nobody by an address that is known to work: one of the step's own channels. A step that
 * tells nobody anywhere, or sirens alone, is passed over. `isThere`: which places are looked at.
 */
export function unprovenSteps(site: Site, proven: Proven, isThere: (zoneId: ZoneId) => boolean = () => true): readonly UnprovenRoute[] {
  const people = new Map(site.people.map((person) => [person.id, person]));
  const isProven = (step: RouteStep, place: ZoneId): boolean => {
    const meant = everybodyMeantBy(step, place, site).flatMap((id) => people.get(id) ?? []);
    const able = meant.filter(({ kind }) => kind !== "siren");
    return able.length === 0 || able.some((person) => isReachedBy(step, person, proven) === true);
  };
  return [...routesTaken(site).values()].flatMap(({ route, zones }) => {
    const there = [...zones].filter(isThere);
    const steps = [...route.steps, route.last].flatMap((step) => {
      const places = there.filter((place) => !isProven(step, place));
      return places.length === 0 ? [] : [{ step: step.id, places }];
    });
    return steps.length === 0 ? [] : [{ route, steps }];
  });
}
