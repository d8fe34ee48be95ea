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

/** Of each list: what of its lines up to each of them is not acknowledged. Holds nothing but what the list says; a list is never changed. */
const counted = new WeakMap<readonly ListItem[], Unanswered[]>();
interface Unanswered {
  readonly count: number;
  /** A place in `PRIORITIES`; past its end for none. */
  readonly worst: number;
  readonly first: AlarmSummary | undefined;
}
const NOTHING: Unanswered = { count: 0, worst: PRIORITIES.length, first: undefined };

/** What of the first `lines` lines is not acknowledged. Undefined: nothing. Scrolled on through one list, it looks at no line twice. */
export function outOfSight(items: readonly ListItem[], lines = items.length): OutOfSight | undefined {
  let upTo = counted.get(items);
  if (upTo === undefined) {
    upTo = [NOTHING];
    counted.set(items, upTo);
  }
  for (let index = upTo.length - 1; index < Math.min(lines, items.length); index += 1)
    upTo.push(withLine(upTo[index] as Unanswered, items[index] as ListItem));
  const { count, worst, first } = upTo[Math.min(lines, items.length)] ?? NOTHING;
  return first === undefined ? undefined : { count, worst: PRIORITIES[worst] ?? first.priority, first };
}

function withLine(before: Unanswered, item: ListItem): Unanswered {
  const here = item.kind === "room" ? item.unacknowledged : needsAcknowledgement(item.alarm) ? 1 : 0;
  if (here === 0) return before;
  const priority = item.kind === "room" ? item.worst : item.alarm.priority;
  return {
    count: before.count + here,
    worst: Math.min(before.worst, PRIORITIES.indexOf(priority)),
    first: before.first ?? (item.kind === "room" ? item.first : item.alarm),
  };
}
