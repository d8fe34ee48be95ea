import { type DurationMs, type EpochMs, hours, minutes } from "../basics/index.ts";
import type { Priority } from "../rules/index.ts";
import type { Alarm, ShelvingMode } from "./alarm.ts";
import { type AlarmStep, isAnnunciated } from "./lifecycle.ts";
import { isToBeTold, isWithheld } from "./withholding.ts";

/**
 * Longest time an operator may shelve an alarm of each priority. IEC 62682 asks for a limit and leaves its length to the site.
 * All are chosen: a critical alarm may rest while one person looks, a high one for a repair under somebody's eyes, a medium one for
 * a shift, a low one for a day, so that every shift that comes on sees it again.
 */
export const LONGEST_SHELVING: Readonly<Record<Priority, DurationMs>> = {
  critical: minutes(30),
  high: hours(2),
  medium: hours(8),
  low: hours(24),
};

/** An operator takes the alarm off the list for a while. Undefined when it has ended or is off the list already, or one-shot has nothing to wait for. */
export function shelve(alarm: Alarm, mode: ShelvingMode): AlarmStep | undefined {
  if (!isAnnunciated(alarm) || isWithheld(alarm)) return undefined;
  if (mode === "one-shot" && !alarm.conditionActive) return undefined;
  return { annunciation: alarm.annunciation, effects: [{ kind: "stop-escalation" }] };
}

/** The alarm is no longer shelved; people are told anew when nobody has acknowledged it and nothing else withholds it. Undefined when it is not shelved. */
export function unshelve(alarm: Alarm): AlarmStep | undefined {
  if (alarm.shelved === undefined) return undefined;
  const { shelved: _, ...unshelved } = alarm;
  return { annunciation: alarm.annunciation, effects: isToBeTold(unshelved) ? [{ kind: "start-escalation" }] : [] };
}

/** Why a shelving is over without anybody's doing. */
export type ShelvingEnd = "alarm-ended" | "condition-gone" | "time-over";

export function endOfShelving(alarm: Alarm, now: EpochMs): ShelvingEnd | undefined {
  if (alarm.shelved === undefined) return undefined;
  if (!isAnnunciated(alarm)) return "alarm-ended";
  if (alarm.shelved.mode === "one-shot" && !alarm.conditionActive) return "condition-gone";
  return alarm.shelved.until <= now ? "time-over" : undefined;
}
