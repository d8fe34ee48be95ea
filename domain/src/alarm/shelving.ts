import { type DurationMs, type EpochMs, hours, minutes } from "../basics/index.ts";
import type { Priority } from "../rules/index.ts";
import type { Alarm, AlarmState, ShelvingMode } from "./alarm.ts";
import { type AlarmStep, isAnnunciated, isUnacknowledged } from "./lifecycle.ts";

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

/** An operator takes the alarm off the list for a while. Undefined when it has ended or is shelved, or one-shot has nothing to wait for. */
export function shelve(alarm: Alarm, mode: ShelvingMode): AlarmStep | undefined {
  if (!isAnnunciated(alarm) || alarm.shelved !== undefined) return undefined;
  if (mode === "one-shot" && !alarm.conditionActive) return undefined;
  return { annunciation: alarm.annunciation, effects: [{ kind: "stop-escalation" }] };
}

/** The alarm is back on the list; people are told anew when nobody has acknowledged it. Undefined when it is not shelved. */
export function unshelve(alarm: Alarm): AlarmStep | undefined {
  if (alarm.shelved === undefined) return undefined;
  return { annunciation: alarm.annunciation, effects: isUnacknowledged(alarm) ? [{ kind: "start-escalation" }] : [] };
}

/** Why a shelving is over without anybody's doing. */
export type ShelvingEnd = "alarm-ended" | "condition-gone" | "time-over";

export function endOfShelving(alarm: Alarm, now: EpochMs): ShelvingEnd | undefined {
  if (alarm.shelved === undefined) return undefined;
  if (!isAnnunciated(alarm)) return "alarm-ended";
  if (alarm.shelved.mode === "one-shot" && !alarm.conditionActive) return "condition-gone";
  return alarm.shelved.until <= now ? "time-over" : undefined;
}

/** What the alarm counts as on a list. */
export const stateOf = (alarm: Pick<Alarm, "annunciation" | "shelved">): AlarmState =>
  alarm.shelved === undefined ? alarm.annunciation : "shelved";
