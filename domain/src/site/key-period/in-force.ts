import { type DurationMs, type EpochMs, milliseconds, times } from "../../basics/index.ts";
import { isRouteForZone } from "../route-match.ts";
import type { Route, RouteStep } from "../routing.ts";
import type { Site, Zone, ZoneId } from "../site.ts";
import type { KeyPeriod } from "./key-period.ts";

/** Whether it is one of the days of a key period. */
export const isKeyPeriodAt = ({ from, to }: Pick<KeyPeriod, "from" | "to">, at: EpochMs): boolean => from <= at && at < to;

/** The key periods in force at an instant, in the order of the files. */
export const keyPeriodsAt = ({ keyPeriods = [] }: Pick<Site, "keyPeriods">, at: EpochMs): readonly KeyPeriod[] =>
  keyPeriods.filter((period) => isKeyPeriodAt(period, at));

/** Whether a key period is about a zone. Alarms of the platform are in none, and are about every place. */
export const isOfZone = (period: Pick<KeyPeriod, "zones">, zoneId: ZoneId | undefined, zones: readonly Zone[]): boolean =>
  zoneId === undefined || isRouteForZone(period, zoneId, zones);

/** What delays and waits of a zone are multiplied by at an instant: the least of all that is in force. */
export function tighteningAt(site: Pick<Site, "keyPeriods" | "zones">, zoneId: ZoneId | undefined, at: EpochMs): number {
  const factors = keyPeriodsAt(site, at).flatMap((period) => (isOfZone(period, zoneId, site.zones) ? [period.delays] : []));
  return Math.min(1, ...factors);
}

/** The route with every wait shortened. Whom it tells, by what and in which order stays as it is. */
export function tightenedRoute(route: Route, factor: number): Route {
  if (factor >= 1) return route;
  const tightened = <Step extends RouteStep>(step: Step): Step => ({
    ...step,
    after: tightenedSpan(step.after, factor),
    ...(step.proofWithin === undefined ? {} : { proofWithin: tightenedSpan(step.proofWithin, factor) }),
  });
  return { ...route, steps: route.steps.map(tightened), last: tightened(route.last) };
}

/** In whole milliseconds: two spans that differ do so afterwards, in the same order. */
export const tightenedSpan = (span: DurationMs, factor: number): DurationMs => milliseconds(Math.ceil(times(span, factor)));
