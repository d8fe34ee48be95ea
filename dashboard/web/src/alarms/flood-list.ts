import type { Text } from "@labcanary/domain/basics";
import { PRIORITIES, type Priority } from "@labcanary/domain/rules";
import { roomOf, type Zone } from "@labcanary/domain/site";
import type { AlarmSummary } from "../live/feed-state.ts";
import { needsAcknowledgement } from "../live/headline.ts";
import type { ListedRow } from "./listing.ts";

/** One line of the alarm list. */
export type ListItem = AlarmItem | RoomGroup;
type AlarmItem = ListedRow & { readonly kind: "alarm" };

/** All alarms of a room in one line, while there is a flood. */
export interface RoomGroup {
  readonly kind: "room";
  /** Empty for conditions of the platform itself. */
  readonly room: string;
  readonly path: Text | undefined;
  readonly count: number;
  readonly unacknowledged: number;
  readonly worst: Priority;
  /** The alarm of the room that came first. */
  readonly first: AlarmSummary;
  readonly open: boolean;
}

/** Holds nothing but what its row says, and is the same for the same row: what stays as it is need not be looked at again. */
const items = new WeakMap<ListedRow, AlarmItem>();

function itemOf(row: ListedRow): AlarmItem {
  const known = items.get(row);
  if (known !== undefined) return known;
  const item = { kind: "alarm", ...row } as const;
  items.set(row, item);
  return item;
}

/** The list as it always is: every row a line. */
export const plainItems = (rows: readonly ListedRow[]): readonly ListItem[] => rows.map(itemOf);

/** By id; a site has thousands of zones, and is the same from one alarm to the next. */
const zonesOf = new WeakMap<readonly Zone[], ReadonlyMap<string, Zone>>();

function byIdOf(zones: readonly Zone[]): ReadonlyMap<string, Zone> {
  const known = zonesOf.get(zones);
  if (known !== undefined) return known;
  const byId = new Map(zones.map((zone) => [zone.id, zone]));
  zonesOf.set(zones, byId);
  return byId;
}

/**
 * The list in a flood: what lives depend on first, each by itself; the rest by room, gravest first, among equals the room in which it
 * began first. An opened room has its alarms below it. No alarm is left out: it has its line, or is counted in that of its room.
 */
export function floodItems(rows: readonly ListedRow[], zones: readonly Zone[], open: ReadonlySet<string>): readonly ListItem[] {
  const byId = byIdOf(zones);
  const grave: ListedRow[] = [];
  const rooms = new Map<string, ListedRow[]>();
  let place: ListedRow[] = grave;
  for (const row of rows) {
    // What is listed beneath an alarm stays with it.
    if (row.depth === 0) place = row.alarm.lifeSafety === true ? grave : placeIn(rooms, roomOfAlarm(row.alarm, byId));
    place.push(row);
  }
  const grouped = [...rooms]
    .map(([room, members]) => ({ members, group: groupOf(room, members, byId.get(room)?.path, open.has(room)) }))
    .toSorted(
      ({ group: a }, { group: b }) => PRIORITIES.indexOf(a.worst) - PRIORITIES.indexOf(b.worst) || a.first.raisedAt - b.first.raisedAt,
    )
    .flatMap(({ group, members }) => (group.open ? [group, ...plainItems(members)] : [group]));
  return [...plainItems(grave), ...grouped];
}

const roomOfAlarm = ({ source }: AlarmSummary, zones: ReadonlyMap<string, Zone>): string =>
  source.kind === "system" ? "" : roomOf(zones, source.zoneId);

function placeIn(rooms: Map<string, ListedRow[]>, room: string): ListedRow[] {
  const place = rooms.get(room) ?? [];
  rooms.set(room, place);
  return place;
}

function groupOf(room: string, members: readonly ListedRow[], path: Text | undefined, open: boolean): RoomGroup {
  const alarms = members.map(({ alarm }) => alarm);
  const [any] = alarms;
  if (any === undefined) throw new Error("a room without alarms has no line");
  const first = alarms.reduce((earliest, alarm) => (alarm.raisedAt < earliest.raisedAt ? alarm : earliest), any);
  const worst = PRIORITIES.find((priority) => alarms.some((alarm) => alarm.priority === priority)) ?? any.priority;
  const unacknowledged = alarms.filter(needsAcknowledgement).length;
  const count = members.reduce((sum, { depth, beneath }) => sum + (depth === 0 ? 1 + beneath : 0), 0);
  return { kind: "room", room, path, count, unacknowledged, worst, first, open };
}
