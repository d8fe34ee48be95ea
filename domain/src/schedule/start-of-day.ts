import { type EpochMs, epochMs, hours } from "../basics/index.ts";
import { type CivilDay, startOf } from "./civil.ts";
import { civilAt, evenlyUntil } from "./zone-offset.ts";

/** No zone is further ahead of UTC than 14 h (Pacific/Kiritimati). */
const FURTHEST_AHEAD = hours(15);

/** The first instant of a day in a zone: midnight, or later where the clocks are put forward over it. Throws on a name that is no zone's. */
export function startOfDay(timeZone: string, day: CivilDay): EpochMs {
  const midnight = startOf(day);
  let at = epochMs(midnight - FURTHEST_AHEAD);
  while (civilAt(timeZone, at) < midnight) at = evenlyUntil(timeZone, at, midnight);
  return at;
}
