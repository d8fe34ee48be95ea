import { meaningOfRecordCondition, RECORD_CONDITIONS, type RecordConditionName } from "../alarm/index.ts";
import type { Priority } from "../rules/index.ts";
import { type AlarmClass, type LateGrade, type Route, type Site, type ZoneId, zonesById } from "../site/index.ts";
import { everybodyMeantBy } from "./recipients.ts";
import { isTexted, routesFor } from "./route.ts";

/** The gravest there is: the leader in charge should hear of it. */
const LAST_GRADE: LateGrade = 3;

/**
 * Zones in which something that is overdue goes up to nobody: whom its last grade tells at once were all told of an earlier one, or nobody is
 * told. Of a route that is for some hours only, also where it tells somebody new; of those who are told later than at once, whoever
 * acknowledges keeps it from them.
 */
export function zonesWithoutLeader(site: Site): readonly ZoneId[] {
  const families = gradesOf(site);
  return site.zones.flatMap(({ id }) => (families.every((family) => goesUp(family, id, site)) ? [] : [id]));
}

interface Grade {
  readonly class: AlarmClass;
  readonly priority: Priority;
  readonly grade: LateGrade;
}

/** What is overdue by the same class and priorities goes up by the same routes: each once. */
function gradesOf({ stock }: Pick<Site, "stock">): readonly (readonly Grade[])[] {
  const families = new Map<string, Grade[]>();
  for (const name of Object.keys(RECORD_CONDITIONS) as RecordConditionName[]) {
    const { grade, class: alarmClass, priority } = meaningOfRecordCondition(name);
    if (grade === undefined || (alarmClass === "access" && stock === undefined)) continue;
    // What is graver from the start goes on as the others do.
    const family = name.replace(/^major-/, "").replace(/-\d+d$/, "");
    families.set(family, [...(families.get(family) ?? []), { class: alarmClass, priority, grade }]);
  }
  const distinct = new Map([...families.values()].map((family) => [JSON.stringify(family), family]));
  return [...distinct.values()];
}

function goesUp(family: readonly Grade[], zoneId: ZoneId, site: Site): boolean {
  const routes = (isLast: boolean): readonly Route[] =>
    family
      .filter((each) => (each.grade === LAST_GRADE) === isLast && isTexted(each, site))
      .flatMap((each) => routesFor({ ...each, zoneId }, site));
  const before = new Set(
    routes(false).flatMap(({ steps, last }) => [...steps, last].flatMap((step) => everybodyMeantBy(step, zoneId, site))),
  );
  const last = routes(true);
  return last.length > 0 && last.every((route) => atOnce(route, zoneId, site).some((personId) => !before.has(personId)));
}

/** Whom the first step that has anybody tells. */
function atOnce({ steps }: Route, zoneId: ZoneId, site: Site): readonly string[] {
  return steps.map((step) => everybodyMeantBy(step, zoneId, site)).find((people) => people.length > 0) ?? [];
}

/** The outermost of some zones, so that a building stands for its rooms. */
export function outermostOf(zoneIds: readonly ZoneId[], { zones }: Pick<Site, "zones">): readonly ZoneId[] {
  const among = new Set(zoneIds);
  const byId = zonesById(zones);
  return zoneIds.filter((zoneId) => {
    const parent = byId.get(zoneId)?.parent;
    return parent === undefined || !among.has(parent);
  });
}
