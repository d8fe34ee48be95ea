import { compareAlarms, type OrderedAlarm, urgencyOf } from "@labcanary/domain/alarm";
import type { AlarmSummary } from "../live/feed-state.ts";

/** Holds nothing but what its alarm says: of thousands, each is compared a dozen times, and the order is made anew with every frame. */
const urgencies = new WeakMap<OrderedAlarm, number>();

function knownUrgency(alarm: OrderedAlarm): number {
  const known = urgencies.get(alarm);
  if (known !== undefined) return known;
  const urgency = urgencyOf(alarm);
  urgencies.set(alarm, urgency);
  return urgency;
}

/** The alarms in the order of every list, {@link compareAlarms}. */
export const inOrder = (alarms: readonly AlarmSummary[]): readonly AlarmSummary[] =>
  alarms.toSorted((a, b) => compareAlarms(a, b, knownUrgency));
