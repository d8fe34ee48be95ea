import { acknowledge, type Alarm, close, isTakenChargeOf, reset, shelve, unshelve } from "@labcanary/domain/alarm";
import type { OperatorVerb } from "@labcanary/domain/messages";
import type { AlarmSummary } from "../live/feed-state.ts";

/** What is done at once, and so has its button in the row of the list; the others need words, or a second thought. */
export const ROW_VERBS = ["acknowledge", "attend", "reset"] as const satisfies readonly OperatorVerb[];

/** Who looks: nobody before the platform has said. */
export interface Looker {
  readonly name: string;
  readonly rights: readonly string[];
  /** What the person is limited to. */
  readonly zones?: readonly string[];
}

/** What this person can do to the alarm as it stands. */
export function actionsFor(alarm: AlarmSummary, looker: Looker | undefined): readonly OperatorVerb[] {
  const { name, rights, zones } = looker ?? { name: "", rights: [] };
  // The platform's own are everybody's to see, and for people of the whole site to act on.
  if (zones !== undefined && alarm.source.kind === "system") return [];
  const mayHandle = rights.includes("handle-alarms");
  const maySaySafe = rights.includes("take-charge") && isTakenChargeOf(alarm);
  const verbs: OperatorVerb[] = maySaySafe ? ["report-safe"] : [];
  if (alarm.annunciation === "normal") return mayHandle && close(alarm as Alarm) !== undefined ? [...verbs, "close"] : verbs;
  if (rights.includes("take-charge")) {
    if (acknowledge(alarm as Alarm) !== undefined) verbs.push("acknowledge");
    if (alarm.attendedAt === undefined) verbs.push("attend");
  }
  if (mayHandle) {
    if (reset(alarm as Alarm) !== undefined) verbs.push("reset");
    if (shelve(alarm as Alarm, "timed") !== undefined) verbs.push("shelve");
    if (unshelve(alarm as Alarm) !== undefined) verbs.push("unshelve");
    verbs.push("assign");
  }
  if (alarm.assigned?.to === name && rights.includes("comment")) {
    if (alarm.assigned.acceptedAt === undefined) verbs.push("accept");
    verbs.push("decline");
  }
  if (rights.includes("comment")) verbs.push("comment");
  return verbs;
}
