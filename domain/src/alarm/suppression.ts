import type { EpochMs } from "../basics/index.ts";
import type { Alarm, SuppressionMark } from "./alarm.ts";
import { isAnnunciated } from "./lifecycle.ts";
import { type AlarmMove, moveTo, released } from "./withholding.ts";

/**
 * The reason its rule names for not annunciating the alarm (a door open, a defrost, a purge) holds. Undefined when the alarm has ended
 * or is suppressed for the same reason already; for another one, it is suppressed since the first.
 */
export function suppress(alarm: Alarm, suppression: SuppressionMark): AlarmMove | undefined {
  if (!isAnnunciated(alarm) || alarm.suppressed?.by === suppression.by) return undefined;
  const since = alarm.suppressed?.since ?? suppression.since;
  return moveTo(alarm, { ...alarm, suppressed: { by: suppression.by, since } });
}

/** The reason has gone: the alarm is on the list from `at`, unless something else withholds it. Undefined when it is not suppressed, or has ended. */
export function unsuppress(alarm: Alarm, at: EpochMs): AlarmMove | undefined {
  if (!isAnnunciated(alarm) || alarm.suppressed === undefined) return undefined;
  const { suppressed: _, ...unsuppressed } = alarm;
  return moveTo(alarm, released(unsuppressed, at));
}
