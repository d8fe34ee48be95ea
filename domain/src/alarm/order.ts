import { PRIORITIES } from "../rules/index.ts";
import type { Alarm, Annunciation } from "./alarm.ts";
import { isOfDrill } from "./drill.ts";

/** What still wants an answer stands above what has one. */
const STATE_ORDER: readonly Annunciation[] = [
  "unacknowledged",
  "latched-unacknowledged",
  "rtn-unacknowledged",
  "acknowledged",
  "latched-acknowledged",
  "normal",
];

/** What of an alarm decides its place. */
export type OrderedAlarm = Pick<Alarm, "id" | "priority" | "lifeSafety" | "annunciation" | "raisedAt" | "test">;

/** How far down an alarm belongs by everything but its age: 0 is a critical one of life safety that nobody has acknowledged. */
export function urgencyOf({ priority, lifeSafety, annunciation, test }: Omit<OrderedAlarm, "id" | "raisedAt">): number {
  const behind = isOfDrill({ test }) ? 2 * PRIORITIES.length : 0;
  const grave = behind + (lifeSafety === true ? 0 : PRIORITIES.length) + PRIORITIES.indexOf(priority);
  return grave * STATE_ORDER.length + STATE_ORDER.indexOf(annunciation);
}

/**
 * The order wherever alarms are listed, counted or named, and in which people are told of them: every real one before any of a drill; what lives depend on first, then the gravest;
 * of one priority what still wants an answer, then the newest. Equal ones keep their place by id. `urgency`: as {@link urgencyOf} says it.
 */
export function compareAlarms(a: OrderedAlarm, b: OrderedAlarm, urgency: (alarm: OrderedAlarm) => number = urgencyOf): number {
  if (a.id === b.id) return 0;
  return urgency(a) - urgency(b) || b.raisedAt - a.raisedAt || (a.id < b.id ? -1 : 1);
}
