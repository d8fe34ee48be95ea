import type { Annunciation } from "@labcanary/domain/alarm";
import { PRIORITIES } from "@labcanary/domain/rules";
import type { AlarmSummary } from "../live/feed-state.ts";

/** What still wants an answer stands above what has one. */
const STATE_ORDER: readonly Annunciation[] = [
  "unacknowledged",
  "latched-unacknowledged",
  "rtn-unacknowledged",
  "acknowledged",
  "latched-acknowledged",
  "normal",
];

/** Holds nothing but what its alarm says: of thousands, each is compared a dozen times, and the order is made anew with every frame. */
const tiers = new WeakMap<AlarmSummary, number>();

function tierOf(alarm: AlarmSummary): number {
  const known = tiers.get(alarm);
  if (known !== undefined) return known;
  const grave = (alarm.lifeSafety === true ? 0 : PRIORITIES.length) + PRIORITIES.indexOf(alarm.priority);
  const tier = grave * STATE_ORDER.length + STATE_ORDER.indexOf(alarm.annunciation);
  tiers.set(alarm, tier);
  return tier;
}

/**
 * What lives depend on first, then gravest first; of one priority what still wants an answer, then newest first. Equal ones keep their
 * place by id. This is the order wherever alarms are listed, counted or named.
 */
const compare = (a: AlarmSummary, b: AlarmSummary): number =>
  tierOf(a) - tierOf(b) || b.raisedAt - a.raisedAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

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
