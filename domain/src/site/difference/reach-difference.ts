import { type DurationMs, personMark } from "../../basics/index.ts";
import { PRIORITIES } from "../../rules/index.ts";
import { channelsOf } from "../contact.ts";
import { nobodyReachedAfter } from "../last-step.ts";
import type { Site, Zone } from "../site.ts";
import { type AttributeDifference, changedBy, type DifferenceValue, type SiteDifference, type Verdict } from "./difference.ts";
import { isSafetyRule } from "./rule-difference.ts";
import { spanWords } from "./words.ts";

/** Zones in which lives depend on a rule. */
export function safetyZones({ signals }: Site): ReadonlySet<string> {
  return new Set(
    signals.flatMap((signal) => signal.rules.filter((rule) => isSafetyRule({ rule, signal })).map((rule) => rule.zoneId ?? signal.zoneId)),
  );
}

/** Who of a zone is told, and whether they can be. Zones that are not in both sites are compared by what is watched in them. */
export function reachChanges(before: Site, after: Site): readonly SiteDifference[] {
  const zonesAfter = new Map(after.zones.map((zone) => [zone.id, zone]));
  const safety = safetyZones(before);
  return before.zones.flatMap((zone) => {
    const other = zonesAfter.get(zone.id);
    if (other === undefined) return [];
    const attributes = (["responsible", "deputy"] as const).flatMap((role) => personDifference(role, [before, zone], [after, other]));
    return changedBy({ about: "reach", id: zone.id, isSafety: safety.has(zone.id) }, attributes) ?? [];
  });
}

type ZoneOfSite = readonly [Site, Zone];

function personDifference(
  role: "responsible" | "deputy",
  [before, zoneBefore]: ZoneOfSite,
  [after, zoneAfter]: ZoneOfSite,
): readonly AttributeDifference[] {
  const [was, is] = [reachOf(before, zoneBefore[role]), reachOf(after, zoneAfter[role])];
  if (was.id === is.id && was.canBeTold === is.canBeTold) return [];
  const verdict: Verdict = was.canBeTold === is.canBeTold ? "neutral" : was.canBeTold ? "looser" : "tighter";
  return [
    {
      attribute: role,
      ...(was.words === undefined ? {} : { before: was.words }),
      ...(is.words === undefined ? {} : { after: is.words }),
      verdict,
    },
  ];
}

interface Reach {
  readonly id: string | undefined;
  readonly canBeTold: boolean;
  readonly words?: DifferenceValue;
}

function reachOf(site: Site, id: string | undefined): Reach {
  const person = site.people.find((candidate) => candidate.id === id);
  if (person === undefined) return { id, canBeTold: false };
  const canBeTold = channelsOf(person).length > 0;
  const name = personMark(person.id);
  return { id, canBeTold, words: canBeTold ? name : { en: `${name} (no address)`, zh: `${name}(无联系方式)` } };
}

/** What holds for every alarm of the site: when and whom it is told to. Undefined where nothing of it is different. */
export function escalationChanged(before: Site, after: Site): SiteDifference | undefined {
  const attributes: AttributeDifference[] = [];
  for (const attribute of ["deputyAfter", "securityCentreAfter"] as const) {
    const [was, is] = [before.escalation[attribute], after.escalation[attribute]];
    if (was === is) continue;
    const verdict = is > was ? "looser" : "tighter";
    attributes.push({ attribute: `escalation.${attribute}`, before: spanWords(was), after: spanWords(is), verdict });
  }
  const [was, is] = [before.escalation.minimumPriority, after.escalation.minimumPriority];
  if (was !== is) {
    const verdict = PRIORITIES.indexOf(is) < PRIORITIES.indexOf(was) ? "looser" : "tighter";
    attributes.push({ attribute: "escalation.minimumPriority", before: was, after: is, verdict });
  }
  attributes.push(...securityCentreDifference(before, after), ...lastDifference(before, after), ...watchfulness(before, after));
  return changedBy({ about: "site", id: before.id, isSafety: safetyZones(before).size > 0 }, attributes);
}

/** Told last, all of them: one fewer who can be told is looser, another one is not. */
function securityCentreDifference(before: Site, after: Site): readonly AttributeDifference[] {
  const reaches = (site: Site): readonly Reach[] => site.securityCentre.map((id) => reachOf(site, id));
  const told = (site: Site): readonly (string | undefined)[] =>
    reaches(site)
      .filter(({ canBeTold }) => canBeTold)
      .map(({ id }) => id);
  const [was, is] = [told(before), told(after)];
  if (was.length === is.length && was.every((id) => is.includes(id))) return [];
  const verdict: Verdict = is.length === was.length ? "neutral" : is.length < was.length ? "looser" : "tighter";
  const words = (ids: readonly (string | undefined)[]): string => ids.map((id) => (id === undefined ? "" : personMark(id))).join(", ");
  return [{ attribute: "securityCentre", before: words(was), after: words(is), verdict }];
}

/** The plain route's end: always there, whether or not the site says when. */
function lastDifference(before: Site, after: Site): readonly AttributeDifference[] {
  const [was, is] = [nobodyReachedAfter(before.escalation), nobodyReachedAfter(after.escalation)];
  // By default it follows the security centre, whose own wait is told of.
  const isStated = before.escalation.nobodyReachedAfter !== undefined || after.escalation.nobodyReachedAfter !== undefined;
  if (was === is || !isStated) return [];
  const verdict = is > was ? "looser" : "tighter";
  return [{ attribute: "escalation.nobodyReachedAfter", before: spanWords(was), after: spanWords(is), verdict }];
}

/** Whether the desk is asked if anybody is there, and how often addresses are tested. */
const watchfulness = (before: Site, after: Site): readonly AttributeDifference[] => [
  ...spanDifference("presence.answerWithin", before.presence?.answerWithin, after.presence?.answerWithin),
  ...spanDifference("contactTests.every", before.contactTests?.every, after.contactTests?.every),
];

function spanDifference(attribute: string, was: DurationMs | undefined, is: DurationMs | undefined): readonly AttributeDifference[] {
  if (was === is) return [];
  const verdict: Verdict = is === undefined || (was !== undefined && is > was) ? "looser" : "tighter";
  return [
    {
      attribute,
      ...(was === undefined ? {} : { before: spanWords(was) }),
      ...(is === undefined ? {} : { after: spanWords(is) }),
      verdict,
    },
  ];
}
