import type { EpochMs } from "../basics/index.ts";
import type { Priority } from "../rules/index.ts";
import { isWithin, standingAt } from "../schedule/index.ts";
import type { AlarmClass, LateGrade, Route, RouteMatch } from "./routing.ts";
import type { Zone, ZoneId } from "./site.ts";
import { zonesById } from "./zones-by-id.ts";

/** What a route is chosen by. */
export interface RouteQuestion {
  readonly class: AlarmClass;
  readonly priority: Priority;
  /** Of what is overdue. */
  readonly grade?: LateGrade;
  /** Absent: of the platform. */
  readonly zoneId?: ZoneId;
  /** When the alarm is raised. */
  readonly at: EpochMs;
}

/** Whether a route is for such alarms at that time. */
export const isRouteFor = (when: RouteMatch, question: RouteQuestion, zones: readonly Zone[]): boolean =>
  isRouteForSome(when, question, zones) && (when.during === undefined || standingAt(when.during, question.at).inForce);

/** Whether a route is for such alarms at any time. */
export const isRouteForSome = (when: RouteMatch, question: Omit<RouteQuestion, "at">, all: readonly Zone[]): boolean =>
  (when.classes?.includes(question.class) ?? true) &&
  (when.priorities?.includes(question.priority) ?? true) &&
  (when.grades === undefined || (question.grade !== undefined && when.grades.includes(question.grade))) &&
  isRouteForZone(when, question.zoneId, all);

/** Whether a route is for some alarms of a zone; absent: of the platform. */
export const isRouteForZone = ({ zones }: Pick<RouteMatch, "zones">, zoneId: ZoneId | undefined, all: readonly Zone[]): boolean =>
  zones === undefined || liesWithin(zoneId, zones, all);

/** Whether every alarm a later route is for takes the earlier one, told from their form alone: true is sure, false is not. */
export const takesAllOf = (earlier: RouteMatch, later: RouteMatch, zones: readonly Zone[]): boolean =>
  isAmong(later.classes, earlier.classes) &&
  isAmong(later.priorities, earlier.priorities) &&
  isAmong(later.grades, earlier.grades) &&
  (earlier.zones === undefined || (later.zones?.every((zone) => liesWithin(zone, earlier.zones ?? [], zones)) ?? false)) &&
  (earlier.during === undefined || (later.during !== undefined && isWithin(later.during, earlier.during)));

/** Whether a step of the route tells whoever is on duty by a rota. */
export const tellsRota = ({ steps, last }: Pick<Route, "steps" | "last">, rotaId: string): boolean =>
  [...steps, last].some(({ whom }) => whom.some((target) => target.kind === "rota" && target.rotaId === rotaId));

/** Absent: all there are. */
const isAmong = <T>(some: readonly T[] | undefined, others: readonly T[] | undefined): boolean =>
  others === undefined || (some?.every((each) => others.includes(each)) ?? false);

/** Whether a zone is one of the others or lies in one; no zone does. */
export function liesWithin(zoneId: ZoneId | undefined, others: readonly ZoneId[], zones: readonly Zone[]): boolean {
  for (let zone = find(zoneId, zones); zone !== undefined; zone = find(zone.parent, zones)) {
    if (others.includes(zone.id)) return true;
  }
  return false;
}

const find = (zoneId: ZoneId | undefined, zones: readonly Zone[]): Zone | undefined =>
  zoneId === undefined ? undefined : zonesById(zones).get(zoneId);
