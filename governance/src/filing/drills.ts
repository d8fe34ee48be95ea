import { drillDueBy } from "@labcanary/domain/governance";
import { zonesById } from "@labcanary/domain/site";
import type { Filer, Finding } from "./finding.ts";

/** A drill that was not held when it was due. */
export const overdueDrills: Filer = ({ at, site, drills }) =>
  (site.drills ?? []).flatMap((plan) => {
    if (at <= drillDueBy(plan, drills)) return [];
    const place = zonesById(site.zones).get(plan.zoneId)?.path ?? site.name;
    return [
      {
        source: `drill ${plan.id}`,
        zoneId: plan.zoneId,
        origin: "drill",
        class: "building",
        level: "general",
        cause: "management",
        found: { en: `The drill is overdue: ${plan.name.en}, ${place.en}`, zh: `演练逾期未开展：${plan.name.zh}，${place.zh}` },
      } satisfies Finding,
    ];
  });
