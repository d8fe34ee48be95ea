import type { Alarm } from "../alarm/index.ts";
import { type EpochMs, milliseconds, minutes } from "../basics/index.ts";
import { PRIORITIES, type Priority } from "../rules/index.ts";
import { standingAt } from "../schedule/index.ts";
import { type AlarmClass, lastStep, PLAIN_ROUTE, type Route, type RouteMatch, type Site, type ZoneId } from "../site/index.ts";
import { classOf } from "./alarm-class.ts";

/** The steps of the plain route but for its last. */
export const NOTIFICATION_STEPS = ["responsible", "deputy", "security-centre"] as const;
export type NotificationStep = (typeof NOTIFICATION_STEPS)[number];

/** What of an alarm decides who is told of it. */
export type RoutedAlarm = Pick<Alarm, "id" | "priority" | "lifeSafety" | "source" | "raisedReceivedAt">;

/** What a route is chosen by. */
export interface RouteQuestion {
  readonly class: AlarmClass;
  readonly priority: Priority;
  /** Absent: of the platform. */
  readonly zoneId?: ZoneId;
  /** When the alarm is raised. */
  readonly at: EpochMs;
}

/** Whether alarms of this priority are told to anybody. */
export function isTexted({ priority }: Pick<RoutedAlarm, "priority">, site: Site): boolean {
  return PRIORITIES.indexOf(priority) <= PRIORITIES.indexOf(site.escalation.minimumPriority);
}

/** The route an alarm takes; the same for as long as it lasts and the site stays as it is. */
export const routeOf = (alarm: RoutedAlarm, site: Site): Route => routeFor(questionOf(alarm, site), site);

/** What the route of an alarm is chosen by. */
export function questionOf(alarm: RoutedAlarm, site: Site): RouteQuestion {
  const { priority, source, raisedReceivedAt: at } = alarm;
  return { class: classOf(alarm, site), priority, at, ...(source.kind === "system" ? {} : { zoneId: source.zoneId }) };
}

/** The first route of the site that is for such alarms, or the plain one. */
export const routeFor = (question: RouteQuestion, site: Site): Route =>
  site.routes?.find(({ when }) => isFor(when, question, site)) ?? plainRoute(site);

function isFor({ classes, priorities, zones, during }: RouteMatch, question: RouteQuestion, site: Site): boolean {
  return (
    (classes?.includes(question.class) ?? true) &&
    (priorities?.includes(question.priority) ?? true) &&
    (zones === undefined || zonesAround(question.zoneId, site).some((zone) => zones.includes(zone))) &&
    (during === undefined || standingAt(during, question.at).inForce)
  );
}

/** The zone and those it lies in, from the inside outwards. */
function zonesAround(zoneId: ZoneId | undefined, site: Site): readonly ZoneId[] {
  const around: ZoneId[] = [];
  for (let zone = zoneOf(zoneId, site); zone !== undefined; zone = zoneOf(zone.parent, site)) around.push(zone.id);
  return around;
}

const zoneOf = (zoneId: ZoneId | undefined, site: Site) => site.zones.find(({ id }) => id === zoneId);

/** When nobody counts as reached on the plain route, where the site does not say it (chosen: the security centre has longer than the others). */
const NOBODY_REACHED_AFTER = minutes(15);
/** The least the security centre has for it (chosen: whoever is at a desk answers within minutes). */
const LEAST_FOR_SECURITY_CENTRE = minutes(5);

/** What `escalation` says: the zone's responsible person, the deputy, the security centre, each after its wait. */
export function plainRoute({ escalation, people }: Pick<Site, "escalation" | "people">): Route {
  const { deputyAfter, securityCentreAfter } = escalation;
  const after = { responsible: minutes(0), deputy: deputyAfter, "security-centre": securityCentreAfter } as const;
  const fallback = milliseconds(Math.max(NOBODY_REACHED_AFTER, securityCentreAfter + LEAST_FOR_SECURITY_CENTRE));
  return {
    id: PLAIN_ROUTE,
    name: { en: "Plain route", zh: "基本路线" },
    when: {},
    steps: NOTIFICATION_STEPS.map((step) => ({ id: step, after: after[step], whom: [{ kind: step }], proof: "delivered" })),
    last: lastStep(escalation.nobodyReachedAfter ?? fallback, people),
    afterwards: [],
  };
}
