import { days, plus } from "@labcanary/domain/basics";
import { rotaShortfalls } from "@labcanary/domain/notification";
import { outermostZone } from "@labcanary/domain/site";
import { provenChannels, unprovenSteps } from "../reach/unproven-steps.ts";
import { type Filer, type Finding, namesOf } from "./finding.ts";

/** How far ahead a rota is looked at (chosen: as the alarm for it). */
const AHEAD = days(7);

/** A route with a step that in some place reaches nobody by an address that is known to work. */
export const unprovenRoutes: Filer = ({ site, contacts }) => {
  const zoneId = outermostZone(site);
  if (zoneId === undefined) return [];
  return unprovenSteps(site, provenChannels(contacts)).map(({ route, steps: unproven }) => {
    const steps = namesOf(unproven.map(({ step }) => step));
    const [place] = unproven.flatMap(({ places }) => places);
    const { en, zh } = site.zones.find(({ id }) => id === place)?.path ?? site.name;
    return {
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
    } satisfies Finding;
  });
};

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
