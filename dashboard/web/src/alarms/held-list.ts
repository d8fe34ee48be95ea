import { PRIORITIES, type Priority } from "@labcanary/domain/rules";
import type { AlarmSummary } from "../live/feed-state.ts";
import { needsAcknowledgement } from "../live/headline.ts";
import type { ListItem } from "./flood-list.ts";

/** A list whose lines stay where they are while somebody is about to press one, and what has to wait for that. */
export interface HeldList {
  /** The held lines, each as it is now; one that has ended keeps its place, and says so. */
  readonly items: readonly HeldItem[];
  readonly waiting: readonly ListItem[];
}

/** `ended`: it is no longer on the list, and nothing can be done to it there. */
export type HeldItem = ListItem & { readonly ended?: true };

/** What a line is known by, however often it moves. */
export const itemKey = (item: ListItem): string => (item.kind === "alarm" ? item.alarm.id : `room ${item.room}`);

/**
 * The lines in the order in which they were held. What is new waits, unless lives depend on it and nobody has acknowledged it: then
 * nothing is held, and the list is as it is now. `alarmOf`: an alarm that has not ended, wherever it is shown now.
 */
export function heldList(
  held: readonly HeldItem[],
  now: readonly ListItem[],
  alarmOf: (alarmId: string) => AlarmSummary | undefined,
): HeldList {
  const current = new Map(now.map((item) => [itemKey(item), item]));
  const known = new Set(held.map(itemKey));
  const waiting = now.filter((item) => !known.has(itemKey(item)));
  if (waiting.some(breaksHold)) return { items: now, waiting: [] };
  return { items: held.map((item) => current.get(itemKey(item)) ?? goneFrom(item, alarmOf)), waiting };
}

/** A line that the list no longer has: its alarm has ended, or is shown elsewhere from now on. */
function goneFrom(item: HeldItem, alarmOf: (alarmId: string) => AlarmSummary | undefined): HeldItem {
  if (item.kind === "room") return { ...item, count: 0, unacknowledged: 0, ended: true };
  const alarm = alarmOf(item.alarm.id);
  return alarm === undefined ? { ...item, ended: true } : { ...item, alarm };
}

/** What is never kept waiting. */
const breaksHold = (item: ListItem): boolean => item.kind === "alarm" && item.alarm.lifeSafety === true && needsAcknowledgement(item.alarm);

/** Alarms that are not in sight, and want to be. */
export interface OutOfSight {
  readonly count: number;
  readonly worst: Priority;
  /** The first of them in the order of the list. */
  readonly first: AlarmSummary;
}

/** What of these lines is not acknowledged. Undefined: nothing. */
export function outOfSight(items: readonly ListItem[]): OutOfSight | undefined {
  const unanswered = items.flatMap((item) => {
    if (item.kind === "room") return item.unacknowledged > 0 ? [{ count: item.unacknowledged, worst: item.worst, first: item.first }] : [];
    return needsAcknowledgement(item.alarm) ? [{ count: 1, worst: item.alarm.priority, first: item.alarm }] : [];
  });
  const [first] = unanswered;
  if (first === undefined) return undefined;
  return {
    count: unanswered.reduce((sum, { count }) => sum + count, 0),
    worst: PRIORITIES.find((priority) => unanswered.some(({ worst }) => worst === priority)) ?? first.worst,
    first: first.first,
  };
}
