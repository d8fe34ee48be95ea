import { acknowledge, type Alarm, reset } from "@labcanary/domain/alarm";
import type { OperatorVerb } from "@labcanary/domain/messages";
import type { AlarmSummary } from "../live/feed-state.ts";

/** What a person with these rights can do to the alarm as it stands. */
export function actionsFor(alarm: AlarmSummary, rights: readonly string[]): readonly OperatorVerb[] {
  if (alarm.annunciation === "normal") return [];
  const verbs: OperatorVerb[] = [];
  if (rights.includes("handle-alarms")) {
    if (acknowledge(alarm as Alarm) !== undefined) verbs.push("acknowledge");
    if (alarm.attendedAt === undefined) verbs.push("attend");
    if (reset(alarm as Alarm) !== undefined) verbs.push("reset");
  }
  if (rights.includes("comment")) verbs.push("comment");
  return verbs;
}
