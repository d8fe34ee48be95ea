import type { Person, Site, Zone, ZoneId } from "../../site/index.ts";
import { isSamePerson, personBehind } from "../person.ts";
import type { ReportItem, WeeklyReportRefusalCode } from "./report.ts";
import { type ReportScope, reportScopes } from "./counted-report.ts";

/** What somebody is to review, and who may not for what they have done themselves. */
export interface Reviewed extends ReportScope {
  /** Names by which people acted. */
  readonly involved?: readonly string[];
}

/** What of a report on the books says who may review it. */
interface ReviewedItem extends Pick<ReportItem, "involved"> {
  readonly report: ReportScope;
}

export const reviewedIn = ({ report: { department, zones }, involved }: ReviewedItem): Reviewed => ({
  ...(department === undefined ? {} : { department }),
  ...(zones === undefined ? {} : { zones }),
  ...(involved === undefined ? {} : { involved }),
});

/** Departments somebody is of, by their English names: their own, and those of zones they answer for. */
function departmentsOf({ id, department }: Person, { zones }: Pick<Site, "zones">): ReadonlySet<string> {
  const answered = zones.filter(({ responsible, deputy }) => responsible === id || deputy === id);
  return new Set([department, ...answered.map((zone) => zone.department)].flatMap((each) => each?.en ?? []));
}

/** Whether an account may sign reports of a place: that there is one, what it may do, and where. */
export type MaySign = (account: string, zoneId: ZoneId) => boolean;

/** For whoever looks at a site without an installation: nobody knows accounts then. */
const ANY_ACCOUNT = (): boolean => true;

/**
 * Whether there is anybody of the site who may sign: by the same rule, of the people it describes, of those whose account may. What nobody
 * may sign is no alarm: nobody could end it.
 */
export const hasReviewer = (of: Reviewed, site: Site, mayReview: (account: string) => boolean): boolean =>
  site.people.some((person) => refusalOf(person, of, site) === undefined && mayReview(person.account ?? person.id));

/** The same of a report on the books. */
export const canBeSigned = (item: ReviewedItem & Pick<ReportItem, "zoneId">, site: Site, maySign: MaySign): boolean =>
  hasReviewer(reviewedIn(item), site, (account) => maySign(account, item.zoneId));

/** What is reported of the site and nobody of it may sign, in the order of its reports. */
export const scopesWithoutReviewer = (site: Site): readonly ReportScope[] =>
  reportScopes(site).filter((report) => !hasReviewer(report, site, ANY_ACCOUNT));

/**
 * Why somebody may not sign: nobody reviews their own. Whoever the site knows no department of has not been shown to be of a different
 * one. A report of the whole site is everybody's, so there it is those who answer for an outermost zone who may not. What is of zones is of each
 * department that has one of them now, and of those who answer for one, also where a department is called otherwise since; and whoever signed
 * something in it is involved.
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
  if (department !== undefined && own.has(department.en)) return true;
  const answersFor = ({ responsible, deputy }: Zone): boolean => responsible === person.id || deputy === person.id;
  if (zones === undefined) return department === undefined && site.zones.some((zone) => zone.parent === undefined && answersFor(zone));
  const about = site.zones.filter(({ id }) => zones.includes(id));
  return about.some((zone) => answersFor(zone) || (zone.department !== undefined && own.has(zone.department.en)));
}
