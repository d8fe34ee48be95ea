import { days, plus } from "@labcanary/domain/basics";
import { everybodyMeantBy, rotaShortfalls, routesTaken } from "@labcanary/domain/notification";
import { type ChannelKind, channelsOf, outermostZone, type Person, type RouteStep, type Site, type ZoneId } from "@labcanary/domain/site";
import { type Filer, type Finding, type FilingWorld, namesOf } from "./finding.ts";

/** How far ahead a rota is looked at (chosen: as the alarm for it). */
const AHEAD = days(7);

/**
 * A route with a step that in some place reaches nobody by an address that is known to work: one of the step's own channels, by which
 * something was delivered within 30 days. An address that was never proven is none. A step that tells nobody anywhere, or sirens alone, is passed over.
 */
export const unprovenRoutes: Filer = (world) => {
  const { site } = world;
  const zoneId = outermostZone(site);
  if (zoneId === undefined) return [];
  const proven = provenChannels(world);
  const people = new Map(site.people.map((person) => [person.id, person]));
  return [...routesTaken(site).values()].flatMap(({ route, zones }) => {
    const unproven = [...route.steps, route.last].flatMap((step) => {
      const places = [...zones].filter((place) => !isProven(step, place, { site, people, proven }));
      return places.length === 0 ? [] : [{ step: step.id, places }];
    });
    if (unproven.length === 0) return [];
    const steps = namesOf(unproven.map(({ step }) => step));
    const [place] = unproven.flatMap(({ places }) => places);
    const { en, zh } = site.zones.find(({ id }) => id === place)?.path ?? site.name;
    return [
      {
        source: `route ${route.id}`,
        zoneId: route.when.zones?.[0] ?? zoneId,
        origin: "impaired-protection",
        class: "information",
        level: "general",
        cause: "management",
        found: {
          en: `Nobody is proven to be reached by ${route.name.en} (${route.id}), step ${steps.en}, for alarms of ${en}`,
          zh: `通知流程“${route.name.zh}”（${route.id}）的步骤 ${steps.zh} 无经验证可达的人员，涉及：${zh}`,
        },
      } satisfies Finding,
    ];
  });
};

const provenChannels = ({ contacts }: FilingWorld): ReadonlyMap<string, ReadonlySet<ChannelKind>> =>
  new Map(
    [...Map.groupBy(contacts, ({ personId }) => personId)].map(([personId, standings]) => [
      personId,
      new Set(standings.filter(({ isProven: is }) => is).map(({ channel }) => channel)),
    ]),
  );

interface Reach {
  readonly site: Site;
  readonly people: ReadonlyMap<string, Person>;
  readonly proven: ReturnType<typeof provenChannels>;
}

function isProven(step: RouteStep, zoneId: ZoneId, { site, people, proven }: Reach): boolean {
  const meant = everybodyMeantBy(step, zoneId, site).flatMap((id) => people.get(id) ?? []);
  const able = meant.filter(({ kind }) => kind !== "siren");
  return (
    able.length === 0 || able.some((person) => channelsOf(person, step.channels).some((channel) => proven.get(person.id)?.has(channel)))
  );
}

/** A rota that a route tells has nobody on duty within a week. */
export const rotaGaps: Filer = ({ at, site }) => {
  const zoneId = outermostZone(site);
  if (zoneId === undefined) return [];
  return rotaShortfalls(site, at, plus(at, AHEAD)).map(
    ({ rota }) =>
      ({
        source: `rota-gap ${rota.id}`,
        zoneId,
        origin: "impaired-protection",
        class: "information",
        level: "general",
        cause: "management",
        found: {
          en: `Nobody is on duty at some time within a week: ${rota.name.en} (${rota.id})`,
          zh: `一周内有时段无人值班：${rota.name.zh}（${rota.id}）`,
        },
      }) satisfies Finding,
  );
};
