import { isOfDrill } from "../alarm/index.ts";
import { type EpochMs, plus } from "../basics/index.ts";
import {
  addressOn,
  channelsOf,
  LAST_STEP,
  type Route,
  type RouteStep,
  type RouteTarget,
  type Site,
  type ZoneId,
  zonesById,
} from "../site/index.ts";
import type { RecipientRole } from "./notification.ts";
import { questionOf, type RoutedAlarm, routeFor } from "./route.ts";
import { dutyAt } from "./rota.ts";
import { type StandIn, standInFor } from "./stand-in.ts";

/** Somebody to be told by a step of a route. */
export interface Recipient extends StandIn {
  readonly as: RecipientRole;
}

/** A step of a route as it comes for an alarm. */
export interface PlannedStep {
  readonly step: RouteStep;
  readonly dueAt: EpochMs;
  readonly last: boolean;
  /** Somebody else was due before. */
  readonly escalated: boolean;
  /** Empty: there is nobody to tell, by then. */
  readonly recipients: readonly Recipient[];
}

/** What a step is resolved for. */
export interface RoutedCase {
  readonly route: Route;
  /** Absent: of the platform. */
  readonly zoneId?: ZoneId;
  readonly raisedAt: EpochMs;
  /** Absent: it is none. */
  readonly isDrill?: true;
}

/**
 * Whom a step of an alarm's route tells at an instant: who is on duty then, and who stands in for those on leave. Whoever an earlier step
 * tells is told again only by the last step and by one that repeats. People who share the address they would be told at are told once.
 */
export function recipientsOf(step: RouteStep, alarm: RoutedAlarm, site: Site, at: EpochMs): readonly Recipient[] {
  const routed = routedCase(alarm, site);
  const planned = planCase(routed, site);
  const place = planned.findIndex((each) => each.step.id === step.id);
  return untold(step, routed, site, at, toldBefore(planned.slice(0, Math.max(0, place)), site));
}

/**
 * The steps of an alarm's route with whom they tell, as far as that is known when it is raised, the last step among them. The first that
 * has anybody is due at once, whatever its wait: there is nobody before to wait for.
 */
export const planSteps = (alarm: RoutedAlarm, site: Site): readonly PlannedStep[] => planCase(routedCase(alarm, site), site);

function routedCase(alarm: RoutedAlarm, site: Site): RoutedCase {
  const { zoneId, ...question } = questionOf(alarm, site);
  const zone = zoneId === undefined ? {} : { zoneId };
  const drill = isOfDrill(alarm) ? { isDrill: true as const } : {};
  return { route: routeFor({ ...question, ...zone }, site), ...zone, ...drill, raisedAt: alarm.raisedReceivedAt };
}

/** As {@link planSteps}, of a route that is given. */
export function planCase(routed: RoutedCase, site: Site): readonly PlannedStep[] {
  const { route, raisedAt } = routed;
  const planned: PlannedStep[] = [];
  for (const step of [...route.steps, route.last]) {
    const escalated = planned.some(({ recipients }) => recipients.length > 0);
    const told = toldBefore(planned, site);
    const dueAt = escalated ? plus(raisedAt, step.after) : raisedAt;
    planned.push({ step, dueAt, last: step.id === LAST_STEP, escalated, recipients: untold(step, routed, site, dueAt, told) });
  }
  return planned;
}

/** What people are told at by these steps. */
const toldBefore = (planned: readonly PlannedStep[], site: Site): ReadonlySet<string> =>
  new Set(planned.flatMap(({ step, recipients }) => recipients.map(({ personId }) => reachOf(personId, step, site))));

/** Whom the step tells of those who are not told `before`. */
function untold(step: RouteStep, routed: RoutedCase, site: Site, at: EpochMs, before: ReadonlySet<string>): readonly Recipient[] {
  const isLast = step.id === LAST_STEP;
  const told = new Set(isLast || step.repeat !== undefined ? [] : before);
  const present = meantBy(step, routed, site, at, (personId) => standInFor(personId, site, at));
  // Better somebody on leave than nobody at all.
  const meant = isLast && present.length === 0 ? meantBy(step, routed, site, at, (personId) => ({ personId })) : present;
  const recipients: Recipient[] = [];
  for (const recipient of meant) {
    // A siren cannot say that it is a drill.
    if (routed.isDrill && site.people.find(({ id }) => id === recipient.personId)?.kind === "siren") continue;
    const reach = reachOf(recipient.personId, step, site);
    if (told.has(reach)) continue;
    told.add(reach);
    recipients.push(isLast ? { ...recipient, as: LAST_STEP } : recipient);
  }
  return recipients;
}

type Standing = (personId: string) => StandIn | undefined;

/** Everybody a step means, in its order. By a rota that is whoever is on duty, those on leave already replaced. */
function meantBy(step: RouteStep, { zoneId }: RoutedCase, site: Site, at: EpochMs, standing: Standing): readonly Recipient[] {
  return step.whom.flatMap((target): readonly Recipient[] => {
    if (target.kind === "rota") {
      const rota = site.rotas?.find(({ id }) => id === target.rotaId);
      const people = rota === undefined ? [] : dutyAt(rota, site, at).people;
      return people.map(({ shift: _shift, ...person }) => ({ ...person, as: "on-duty" }));
    }
    return peopleOf(target, zoneId, site).flatMap((personId) => {
      const present = standing(personId);
      return present === undefined ? [] : [{ ...present, as: target.kind }];
    });
  });
}

/** Everybody a step may mean for alarms of a zone at any time, by a rota all who ever have a turn; each once. */
export function everybodyMeantBy({ whom }: Pick<RouteStep, "whom">, zoneId: ZoneId | undefined, site: Site): readonly string[] {
  const people = whom.flatMap((target) => {
    if (target.kind !== "rota") return peopleOf(target, zoneId, site);
    return (site.rotas ?? []).filter(({ id }) => id === target.rotaId).flatMap(({ shifts }) => shifts.flatMap((shift) => shift.people));
  });
  return [...new Set(people)];
}

function peopleOf(target: Exclude<RouteTarget, { kind: "rota" }>, zoneId: ZoneId | undefined, site: Site): readonly string[] {
  switch (target.kind) {
    case "security-centre":
      return site.securityCentre;
    case "contact":
      return [target.personId];
    case "responsible":
    case "deputy": {
      const personId = zoneId === undefined ? undefined : zonesById(site.zones).get(zoneId)?.[target.kind];
      return personId === undefined ? [] : [personId];
    }
  }
}

/** Where a step tells a person first; people with the same are one recipient. */
function reachOf(personId: string, step: RouteStep, site: Site): string {
  const contact = site.people.find(({ id }) => id === personId);
  const channel = contact === undefined ? undefined : channelsOf(contact, step.channels)[0];
  return channel === undefined || contact === undefined ? `:${personId}` : `${channel}:${addressOn(contact, channel)}`;
}
