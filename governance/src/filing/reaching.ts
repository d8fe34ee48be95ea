import { days, plus } from "@labcanary/domain/basics";
import { rotaShortfalls } from "@labcanary/domain/notification";
import type { RouteStep, Site } from "@labcanary/domain/site";
import { type Filer, type Finding, type FilingWorld, namesOf, siteZone } from "./finding.ts";

/** How far ahead a rota is looked at (chosen: as the alarm for it). */
const AHEAD = days(7);

/**
 * A route with a step that reaches nobody by an address that is known to work. Where the site asks for tests by itself, an address that
 * was never proven counts; elsewhere only one that was, and is no longer.
 */
export const unprovenRoutes: Filer = (world) => {
  const { site } = world;
  const zoneId = siteZone(site);
  if (zoneId === undefined) return [];
  return (site.routes ?? []).flatMap((route) => {
    const steps = [...route.steps, route.last].filter((step) => isUnproven(step, world)).map(({ id }) => id);
    if (steps.length === 0) return [];
    const names = namesOf([...new Set(steps)]);
    return [
      {
        source: `route ${route.id}`,
        zoneId: route.when.zones?.[0] ?? zoneId,
        origin: "impaired-protection",
        class: "information",
        level: "general",
        cause: "management",
        found: {
          en: `Nobody is proven to be reached by ${route.name.en} (${route.id}), step ${names.en}`,
          zh: `通知流程“${route.name.zh}”（${route.id}）的步骤 ${names.zh} 无经验证可达的人员`,
        },
      } satisfies Finding,
    ];
  });
};

function isUnproven(step: RouteStep, { site, contacts }: FilingWorld): boolean {
  const people = new Set(peopleOf(step, site));
  // Of a step that tells whoever is responsible for the zone nothing is said: it is another person in every room.
  if (people.size === 0) return false;
  const standings = contacts.filter(({ personId }) => people.has(personId));
  const isAsked = site.contactTests !== undefined || standings.some(({ provenAt }) => provenAt !== undefined);
  return isAsked && !standings.some(({ isProven }) => isProven);
}

const peopleOf = ({ whom }: RouteStep, { securityCentre, rotas = [] }: Site): readonly string[] =>
  whom.flatMap((target) => {
    switch (target.kind) {
      case "contact":
        return [target.personId];
      case "rota":
        return rotas.filter(({ id }) => id === target.rotaId).flatMap(({ shifts }) => shifts.flatMap(({ people }) => people));
      case "security-centre":
        return securityCentre;
      default:
        return [];
    }
  });

/** A rota that a route tells has nobody on duty within a week. */
export const rotaGaps: Filer = ({ at, site }) => {
  const zoneId = siteZone(site);
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
