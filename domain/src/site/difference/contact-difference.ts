import { personMark } from "../../basics/index.ts";
import { formatDay } from "../../schedule/index.ts";
import { channelsOf } from "../contact.ts";
import type { Person, Site } from "../site.ts";
import { type AttributeDifference, changedBy, type SiteDifference, type Verdict } from "./difference.ts";
import { safetyZones } from "./reach-difference.ts";

/**
 * By what people and groups are reached, and when they are on leave. Addresses themselves are nobody's to read here. Whether somebody of a
 * zone or of the security centre can be told at all is told there.
 */
export function contactChanges(before: Site, after: Site): readonly SiteDifference[] {
  const others = new Map(after.people.map((person) => [person.id, person]));
  const named = namedByRoutes(before);
  const safety = contactsOfSafety(before, named);
  return before.people.flatMap((person) => {
    const other = others.get(person.id);
    if (other === undefined) return [];
    const subject = { about: "contact", id: person.id, isSafety: safety.has(person.id) } as const;
    return changedBy(subject, [...channelsChanged(person, other, named.has(person.id)), ...leaveChanged(person, other)]) ?? [];
  });
}

/** One way fewer to be reached is looser, also while another is left. */
function channelsChanged(before: Person, after: Person, isNamed: boolean): readonly AttributeDifference[] {
  const [was, is] = [channelsOf(before), channelsOf(after)];
  const isSame = was.length === is.length && was.every((channel, index) => channel === is[index]);
  const isToldElsewhere = !isNamed && (was.length === 0 || is.length === 0);
  if (isSame || isToldElsewhere) return [];
  const lost = was.some((channel) => !is.includes(channel));
  const gained = is.some((channel) => !was.includes(channel));
  const verdict: Verdict = lost ? (gained ? "unclear" : "looser") : gained ? "tighter" : "neutral";
  return [{ attribute: "channels", before: was.join(", "), after: is.join(", "), verdict }];
}

/** Leave is as common as weekends, and whoever is told instead is in the routes: it loosens nothing. */
function leaveChanged(before: Person, after: Person): readonly AttributeDifference[] {
  const [was, is] = [leaveWords(before), leaveWords(after)];
  return was === is ? [] : [{ attribute: "leave", before: was, after: is, verdict: "neutral" }];
}

const leaveWords = ({ leave = [] }: Person): string =>
  leave
    .map(
      ({ from, to, substitute }) => `${formatDay(from)}…${formatDay(to)}${substitute === undefined ? "" : ` (${personMark(substitute)})`}`,
    )
    .join(", ");

/** Contacts whom routes and rotas name. */
function namedByRoutes({ routes = [], rotas = [] }: Site): ReadonlySet<string> {
  const targets = routes.flatMap(({ steps, last }) => [...steps, last].flatMap(({ whom }) => whom));
  const contacts = targets.flatMap((target) => (target.kind === "contact" ? [target.personId] : []));
  return new Set([...contacts, ...rotas.flatMap(({ shifts }) => shifts.flatMap(({ people }) => people))]);
}

/** Those told of alarms that lives depend on: of such zones, of the security centre, and all whom routes and rotas name. */
function contactsOfSafety(site: Site, named: ReadonlySet<string>): ReadonlySet<string | undefined> {
  const zones = safetyZones(site);
  if (zones.size === 0) return new Set();
  const ofZones = site.zones.filter(({ id }) => zones.has(id)).flatMap(({ responsible, deputy }) => [responsible, deputy]);
  return new Set([...ofZones, ...named, ...site.securityCentre]);
}
