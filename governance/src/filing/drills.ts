import { type Drill, drillDueBy, drillLeft } from "@labcanary/domain/governance";
import { type DrillPlan, type Site, zonesById } from "@labcanary/domain/site";
import type { Filer, Finding, FilingWorld } from "./finding.ts";

/** A drill that was not held when it was due, or when it was planned, and one that is over and whose result nobody has signed. */
export const overdueDrills: Filer = (world) => [...overduePlans(world), ...leftDrills(world)];

const overduePlans = ({ at, site, drills }: FilingWorld): readonly Finding[] =>
  (site.drills ?? []).flatMap((plan) => {
    if (at <= drillDueBy(plan, drills)) return [];
    const { en, zh } = saidOf(plan, site);
    return [
      {
        ...OF_DRILLS,
        source: `drill ${plan.id}`,
        zoneId: plan.zoneId,
        found: { en: `The drill is overdue: ${en}`, zh: `演练逾期未开展：${zh}` },
      } satisfies Finding,
    ];
  });

/** By the name of the plan where the site still has it; what is of a zone that is gone has no place to be filed at. */
const leftDrills = ({ at, site, drills }: FilingWorld): readonly Finding[] =>
  drills.flatMap((drill) => {
    const left = drillLeft(drill, at);
    if (left === undefined || !zonesById(site.zones).has(drill.zoneId)) return [];
    const { number } = drill;
    const { en, zh } = saidOf(planOf(drill, site), site);
    const found =
      left === "not-held"
        ? { en: `The drill was planned and not held, DR-${number}: ${en}`, zh: `演练已到计划时间未开展，DR-${number}：${zh}` }
        : { en: `The drill is over and its result is not signed, DR-${number}: ${en}`, zh: `演练已结束，结果未签字，DR-${number}：${zh}` };
    return [{ ...OF_DRILLS, source: `drill-${left} ${number}`, drill: number, zoneId: drill.zoneId, found } satisfies Finding];
  });

const OF_DRILLS = { origin: "drill", class: "building", level: "general", cause: "management" } as const;

function planOf({ plan, begun, zoneId }: Drill, { drills = [] }: Site): Pick<DrillPlan, "name" | "zoneId"> {
  return drills.find(({ id }) => id === plan) ?? begun?.plan ?? { name: { en: plan, zh: plan }, zoneId };
}

function saidOf({ name, zoneId }: Pick<DrillPlan, "name" | "zoneId">, site: Site): { readonly en: string; readonly zh: string } {
  const place = zonesById(site.zones).get(zoneId)?.path ?? site.name;
  return { en: `${name.en}, ${place.en}`, zh: `${name.zh}，${place.zh}` };
}
