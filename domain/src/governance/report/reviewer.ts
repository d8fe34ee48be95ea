import type { Person, Site } from "../../site/index.ts";
import { isSamePerson, personBehind } from "../person.ts";
import type { ReportItem, WeeklyReportRefusalCode } from "./report.ts";
import { type ReportScope, reportScopes } from "./counted-report.ts";

/** What somebody is to review, and who may not for what they have done themselves. */
export interface Reviewed extends ReportScope {
  /** Names by which people acted. */
  readonly involved?: readonly string[];
}

export const reviewedIn = ({ report: { department, zones }, involved }: Pick<ReportItem, "report" | "involved">): Reviewed => ({
  ...(department === undefined ? {} : { department }),
  ...(zones === undefined ? {} : { zones }),
  ...(involved === undefined ? {} : { involved }),
});

/** Departments somebody is of, by their English names: their own, and those of zones they answer for. */
function departmentsOf({ id, department }: Person, { zones }: Pick<Site, "zones">): ReadonlySet<string> {
  const answered = zones.filter(({ responsible, deputy }) => responsible === id || deputy === id);
  return new Set([department, ...answered.map((zone) => zone.department)].flatMap((each) => each?.en ?? []));
}

/**
 * Whether there is anybody of the site who may sign: by the same rule, of the people it describes. What nobody may sign is no alarm: nobody
 * could end it.
 */
export const hasReviewer = (of: Reviewed, site: Site): boolean =>
  site.people.some((person) => person.kind === undefined && refusalOf(person, of, site) === undefined);

/** What is reported of the site and nobody of it may sign, in the order of its reports. */
export const scopesWithoutReviewer = (site: Site): readonly ReportScope[] =>
  reportScopes(site).filter((scope) => !hasReviewer(scope, site));

/**
 * Why somebody may not sign: nobody reviews their own. Whoever the site knows no department of has not been shown to be of a different
 * one. A report of the whole site is everybody's, so there it is those who answer for an outermost zone who may not. What is of zones, and not of
 * one department, is of each department that has one of them, and of those who answer for one; and whoever signed something in it is involved.
 */
export const refusalOfReviewer = (actor: string, of: Reviewed, site: Site): WeeklyReportRefusalCode | undefined =>
  refusalOf(personBehind(actor, site), of, site);

function refusalOf(person: Person | undefined, of: Reviewed, site: Site): WeeklyReportRefusalCode | undefined {
  if (person === undefined || person.kind !== undefined) return "REVIEWER_DEPARTMENT_UNKNOWN";
  const own = departmentsOf(person, site);
  if (own.size === 0) return "REVIEWER_DEPARTMENT_UNKNOWN";
  if (isOwn(person, own, of, site)) return "REVIEWER_OWN_DEPARTMENT";
  const isInvolved = (of.involved ?? []).some((name) => isSamePerson(name, `person:${person.id}`, site));
  return isInvolved ? "REVIEWER_INVOLVED" : undefined;
}

function isOwn(person: Person, own: ReadonlySet<string>, { department, zones }: ReportScope, site: Site): boolean {
  if (department !== undefined) return own.has(department.en);
  const about = site.zones.filter(({ id, parent }) => (zones === undefined ? parent === undefined : zones.includes(id)));
  const answers = about.some(({ responsible, deputy }) => responsible === person.id || deputy === person.id);
  return answers || (zones !== undefined && about.some((zone) => zone.department !== undefined && own.has(zone.department.en)));
}
