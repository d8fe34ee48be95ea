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

const compare = (a: OrderedAlarm, b: OrderedAlarm): number => compareAlarms(a, b, knownUrgency);

/** The alarms in the order of every list, {@link compareAlarms}. */
export const inOrder = (alarms: readonly AlarmSummary[]): readonly AlarmSummary[] => alarms.toSorted(compare);

/** Where an alarm stands in a list that is in order, or is to stand if it is not in it. */
export function placeInOrder(ordered: readonly AlarmSummary[], alarm: AlarmSummary): number {
  let first = 0;
  let end = ordered.length;
  while (first < end) {
    const middle = (first + end) >>> 1;
    if (compare(ordered[middle] as AlarmSummary, alarm) < 0) first = middle + 1;
    else end = middle;
  }
  return first;
}
