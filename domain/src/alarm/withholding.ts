import type { EpochMs } from "../basics/index.ts";
import type { Alarm, AlarmState } from "./alarm.ts";
import { type AlarmEffect, isAnnunciated, isUnacknowledged } from "./lifecycle.ts";

type Withheld = Pick<Alarm, "shelved" | "suppressed" | "outOfService">;

/** Whether something keeps the alarm off the operator's list: an operator (shelved), logic (suppressed by design), or maintenance (out of service). */
export const isWithheld = (alarm: Withheld): boolean =>
  alarm.shelved !== undefined || alarm.suppressed !== undefined || alarm.outOfService !== undefined;

/** Whether people are to be reached for it at this moment. One beneath a parent is told of by the parent. */
export const isToBeTold = (alarm: Withheld & Pick<Alarm, "annunciation" | "parent">): boolean =>
  isUnacknowledged(alarm) && !isWithheld(alarm) && alarm.parent === undefined;

/** What the alarm counts as on a list. Where several withhold it, the one that is hardest to undo: two people, one, or logic. */
export function stateOf(alarm: Withheld & Pick<Alarm, "annunciation">): AlarmState {
  if (!isAnnunciated(alarm)) return alarm.annunciation;
  if (alarm.outOfService !== undefined) return "out-of-service";
  if (alarm.shelved !== undefined) return "shelved";
  return alarm.suppressed === undefined ? alarm.annunciation : "suppressed-by-design";
}

/** An alarm that has moved, and what must happen because of it. */
export interface AlarmMove {
  readonly moved: Alarm;
  readonly effects: readonly AlarmEffect[];
}

/** People are told anew when the alarm was not to be told and now is, and no longer when it is the other way round. */
export function moveTo(before: Alarm, moved: Alarm): AlarmMove {
  const [was, is] = [isToBeTold(before), isToBeTold(moved)];
  return { moved, effects: was === is ? [] : [{ kind: is ? "start-escalation" : "stop-escalation" }] };
}

/** The alarm when something has ceased to withhold it: one that was only recorded so far comes on the list, unless something else does. */
export function released(alarm: Alarm, at: EpochMs): Alarm {
  if (alarm.recordedOnly === undefined || isWithheld(alarm)) return alarm;
  const { recordedOnly: _, ...listed } = alarm;
  return { ...listed, annunciatedAt: at };
}
