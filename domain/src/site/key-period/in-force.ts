import { type DurationMs, type EpochMs, milliseconds, times } from "../../basics/index.ts";
import { isRouteForZone } from "../route-match.ts";
import type { Route, RouteStep, RouteTarget } from "../routing.ts";
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

/** What the key periods in force make of routes. */
export interface Tightening {
  /** What waits are multiplied by: the least of all. 1: they are as always. */
  readonly factor: number;
  /** Whom all of them tell besides. */
  readonly tell: readonly RouteTarget[];
}

/** What is in force for a zone at an instant. */
export function tighteningAt(site: Pick<Site, "keyPeriods" | "zones">, zoneId: ZoneId | undefined, at: EpochMs): Tightening {
  const there = keyPeriodsAt(site, at).filter((period) => isOfZone(period, zoneId, site.zones));
  return { factor: Math.min(1, ...there.map(({ delays }) => delays)), tell: there.flatMap(({ tell = [] }) => tell) };
}

/**
 * The route with every wait shortened, and with more people told at first. Whom it tells else, by what and in which order stays as it is,
 * and so do tellings again: sooner ones would be over sooner.
 */
export function tightenedRoute(route: Route, { factor, tell }: Tightening): Route {
  if (factor >= 1 && tell.length === 0) return route;
  const tightened = <Step extends RouteStep>(step: Step): Step => ({
    ...step,
    after: tightenedSpan(step.after, factor),
    ...(step.proofWithin === undefined ? {} : { proofWithin: tightenedSpan(step.proofWithin, factor) }),
  });
  const steps = route.steps.map((step, place) => tightened(place === 0 ? { ...step, whom: [...step.whom, ...tell] } : step));
  return { ...route, steps, last: tightened(route.last) };
}

/** In whole milliseconds: two spans that differ do so afterwards, in the same order. */
export const tightenedSpan = (span: DurationMs, factor: number): DurationMs => milliseconds(Math.ceil(times(span, factor)));
