import { type Alarm, meaningOfRecordCondition } from "../alarm/index.ts";
import { minutes } from "../basics/index.ts";
import { PRIORITIES } from "../rules/index.ts";
import {
  isRouteFor,
  isRouteForSome,
  lastStep,
  nobodyReachedAfter,
  PLAIN_ROUTE,
  type Route,
  type RouteQuestion,
  type Site,
  tightenedRoute,
  tighteningAt,
} from "../site/index.ts";
import { classOf } from "./alarm-class.ts";

/** The steps of the plain route but for its last. */
export const NOTIFICATION_STEPS = ["responsible", "deputy", "security-centre"] as const;
export type NotificationStep = (typeof NOTIFICATION_STEPS)[number];

/** What of an alarm decides who is told of it. */
export type RoutedAlarm = Pick<Alarm, "id" | "priority" | "lifeSafety" | "source" | "raisedReceivedAt" | "test">;

/** Whether alarms of this priority are told to anybody. */
export function isTexted({ priority }: Pick<RoutedAlarm, "priority">, site: Site): boolean {
  return PRIORITIES.indexOf(priority) <= PRIORITIES.indexOf(site.escalation.minimumPriority);
}

/** The route an alarm takes; the same for as long as it lasts and the site stays as it is. */
export const routeOf = (alarm: RoutedAlarm, site: Site): Route => routeFor(questionOf(alarm, site), site);

/** What the route of an alarm is chosen by. */
export function questionOf(alarm: RoutedAlarm, site: Site): RouteQuestion {
  const { priority, source, raisedReceivedAt: at } = alarm;
  const grade = source.kind === "record" ? meaningOfRecordCondition(source.condition).grade : undefined;
  return {
    class: classOf(alarm, site),
    priority,
    at,
    ...(grade === undefined ? {} : { grade }),
    ...(source.kind === "system" ? {} : { zoneId: source.zoneId }),
  };
}

/** The first route of the site that is for such alarms, or the plain one; with shorter waits and more people where a key period was in force. */
export function routeFor(question: RouteQuestion, site: Site): Route {
  const route = site.routes?.find(({ when }) => isRouteFor(when, question, site.zones)) ?? plainRoute(site);
  return tightenedRoute(route, tighteningAt(site, question.zoneId, question.at));
}

/** The routes such alarms take at some time: those that are for them only by hours, up to the first that always is, or the plain one. */
export function routesFor(question: Omit<RouteQuestion, "at">, site: Site): readonly Route[] {
  const possible = (site.routes ?? []).filter(({ when }) => isRouteForSome(when, question, site.zones));
  const always = possible.findIndex(({ when }) => when.during === undefined);
  return always === -1 ? [...possible, plainRoute(site)] : possible.slice(0, always + 1);
}

/** What `escalation` says: the zone's responsible person, the deputy, the security centre, each after its wait. */
export function plainRoute({ escalation, people }: Pick<Site, "escalation" | "people">): Route {
  const { deputyAfter, securityCentreAfter } = escalation;
  const after = { responsible: minutes(0), deputy: deputyAfter, "security-centre": securityCentreAfter } as const;
  return {
    id: PLAIN_ROUTE,
    name: { en: "Plain route", zh: "基本路线" },
    when: {},
    steps: NOTIFICATION_STEPS.map((step) => ({ id: step, after: after[step], whom: [{ kind: step }], proof: "delivered" })),
    last: lastStep(nobodyReachedAfter(escalation), people),
    afterwards: [],
  };
}
