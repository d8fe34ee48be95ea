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

/** What lives depend on first, then gravest first, then by state, then newest first; equal ones keep their place by id. */
export function inOrder(alarms: readonly AlarmSummary[]): readonly AlarmSummary[] {
  return alarms.toSorted(
    (a, b) =>
      Number(b.lifeSafety === true) - Number(a.lifeSafety === true) ||
      PRIORITIES.indexOf(a.priority) - PRIORITIES.indexOf(b.priority) ||
      STATE_ORDER.indexOf(a.annunciation) - STATE_ORDER.indexOf(b.annunciation) ||
      b.raisedAt - a.raisedAt ||
      (a.id < b.id ? -1 : 1),
  );
}
