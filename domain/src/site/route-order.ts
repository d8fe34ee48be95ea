import { isWithin } from "../schedule/index.ts";
import type { RouteMatch } from "./routing.ts";
import type { Zone, ZoneId } from "./site.ts";

/** Whether every alarm a later route is for takes the earlier one, told from their form alone: true is sure, false is not. */
export function takesAllOf(earlier: RouteMatch, later: RouteMatch, zones: readonly Zone[]): boolean {
  return (
    isAmong(later.classes, earlier.classes) &&
    isAmong(later.priorities, earlier.priorities) &&
    (earlier.zones === undefined || (later.zones?.every((zone) => liesWithin(zone, earlier.zones ?? [], zones)) ?? false)) &&
    (earlier.during === undefined || (later.during !== undefined && isWithin(later.during, earlier.during)))
  );
}

/** Absent: all there are. */
const isAmong = <T>(some: readonly T[] | undefined, others: readonly T[] | undefined): boolean =>
  others === undefined || (some?.every((each) => others.includes(each)) ?? false);

function liesWithin(zoneId: ZoneId, outer: readonly ZoneId[], zones: readonly Zone[]): boolean {
  for (let id: ZoneId | undefined = zoneId; id !== undefined; ) {
    if (outer.includes(id)) return true;
    const inside: ZoneId = id;
    id = zones.find((zone) => zone.id === inside)?.parent;
  }
  return false;
}
