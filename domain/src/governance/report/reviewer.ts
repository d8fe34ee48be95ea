import type { Person, Site } from "../../site/index.ts";
import { personBehind } from "../person.ts";
import type { WeeklyReportRefusalCode } from "./report.ts";
import { type ReportScope, reportScopes } from "./counted-report.ts";

/** Departments somebody is of, by their English names: their own, and those of zones they answer for. */
function departmentsOf({ id, department }: Person, { zones }: Pick<Site, "zones">): ReadonlySet<string> {
  const answered = zones.filter(({ responsible, deputy }) => responsible === id || deputy === id);
  return new Set([department, ...answered.map((zone) => zone.department)].flatMap((each) => each?.en ?? []));
}

/**
 * Whether there is anybody of the site who may sign: by the same rule, of the people it describes. What nobody may sign is no alarm: nobody
 * could end it.
 */
export const hasReviewer = (scope: ReportScope, site: Site): boolean =>
  site.people.some((person) => person.kind === undefined && refusalOf(person, scope, site) === undefined);

/** What is reported of the site and nobody of it may sign, in the order of its reports. */
export const scopesWithoutReviewer = (site: Site): readonly ReportScope[] =>
  reportScopes(site).filter((scope) => !hasReviewer(scope, site));

/**
 * Why somebody may not sign: nobody reviews their own. Whoever the site knows no department of has not been shown to be of a different
 * one. A report of the whole site is everybody's, so there it is those who answer for an outermost zone who may not.
 */
export const refusalOfReviewer = (actor: string, scope: ReportScope, site: Site): WeeklyReportRefusalCode | undefined =>
  refusalOf(personBehind(actor, site), scope, site);

function refusalOf(person: Person | undefined, { department }: ReportScope, site: Site): WeeklyReportRefusalCode | undefined {
  if (person === undefined || person.kind !== undefined) return "REVIEWER_DEPARTMENT_UNKNOWN";
  const own = departmentsOf(person, site);
  if (own.size === 0) return "REVIEWER_DEPARTMENT_UNKNOWN";
  const outermost = site.zones.filter(({ parent }) => parent === undefined);
  const answersForAll = outermost.some(({ responsible, deputy }) => responsible === person.id || deputy === person.id);
  const isOwn = department === undefined ? answersForAll : own.has(department.en);
  return isOwn ? "REVIEWER_OWN_DEPARTMENT" : undefined;
}
