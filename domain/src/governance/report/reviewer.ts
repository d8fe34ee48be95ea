import type { Person, Site } from "../../site/index.ts";
import type { WeeklyReportRefusalCode } from "./report.ts";
import type { ReportScope } from "./weekly-report.ts";

/** The person of the site behind `user:NAME`. */
function personOf(actor: string, { people }: Pick<Site, "people">): Person | undefined {
  return people.find(({ id, account = id, kind }) => kind === undefined && actor === `user:${account}`);
}

/** Departments somebody is of, by their English names: their own, and those of zones they answer for. */
function departmentsOf({ id, department }: Person, { zones }: Pick<Site, "zones">): ReadonlySet<string> {
  const answered = zones.filter(({ responsible, deputy }) => responsible === id || deputy === id);
  return new Set([department, ...answered.map((zone) => zone.department)].flatMap((each) => each?.en ?? []));
}

/**
 * Why somebody may not sign: nobody reviews their own. Whoever the site knows no department of has not been shown to be of a different
 * one. A report of the whole site is everybody's, so there it is those who answer for an outermost zone who may not.
 */
export function refusalOfReviewer(actor: string, { department }: ReportScope, site: Site): WeeklyReportRefusalCode | undefined {
  const person = personOf(actor, site);
  const own = person === undefined ? new Set<string>() : departmentsOf(person, site);
  if (person === undefined || own.size === 0) return "REVIEWER_DEPARTMENT_UNKNOWN";
  const outermost = site.zones.filter(({ parent }) => parent === undefined);
  const answersForAll = outermost.some(({ responsible, deputy }) => responsible === person.id || deputy === person.id);
  const isOwn = department === undefined ? answersForAll : own.has(department.en);
  return isOwn ? "REVIEWER_OWN_DEPARTMENT" : undefined;
}
