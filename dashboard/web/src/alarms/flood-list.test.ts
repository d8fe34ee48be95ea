import { epochMs } from "@labcanary/domain/basics";
import type { Zone } from "@labcanary/domain/site";
import { expect, test } from "vitest";
import type { AlarmSummary } from "../live/feed-state.ts";
import { listedAlarm } from "../testing.ts";
import { inOrder } from "./alarm-order.ts";
import { floodItems, type ListItem, plainItems } from "./flood-list.ts";
import type { ListedRow } from "./listing.ts";

const zone = (id: string, kind: Zone["kind"], parent?: string): Zone => ({
  id,
  kind,
  name: { en: id, zh: id },
  path: { en: id, zh: id },
  ...(parent === undefined ? {} : { parent }),
});
const ZONES = [zone("room-1", "room"), zone("cab-1", "cabinet", "room-1"), zone("cab-2", "cabinet", "room-1"), zone("room-2", "room")];

const alarmIn = (id: string, zoneId: string, over: Partial<AlarmSummary> = {}): AlarmSummary =>
  listedAlarm({ id, source: { kind: "rule", ruleId: "r", ruleVersion: "1", signal: "s", zoneId }, ...over });
const rowOf = (alarm: AlarmSummary): ListedRow => ({ alarm, depth: 0, beneath: 0 });
const ROWS = inOrder([
  alarmIn("a", "cab-1", { raisedAt: epochMs(3), annunciation: "acknowledged" }),
  alarmIn("b", "cab-2", { raisedAt: epochMs(2) }),
  alarmIn("c", "room-2", { priority: "critical", raisedAt: epochMs(4) }),
  alarmIn("d", "cab-1", { priority: "medium", lifeSafety: true, raisedAt: epochMs(5) }),
  listedAlarm({ id: "e", source: { kind: "system", condition: "history-store-down" }, priority: "medium" }),
]).map(rowOf);
const lines = (items: readonly ListItem[]) =>
  items.map((item) => (item.kind === "alarm" ? item.alarm.id : `${item.room || "platform"} ${item.count}`));

test("life safety stands first whatever its priority, the rest by room, the gravest room first", () => {
  expect(lines(floodItems(ROWS, ZONES, new Set()))).toEqual(["d", "room-2 1", "room-1 2", "platform 1"]);
});

test("among equals the room in which it began first stands first", () => {
  const alarms = inOrder([alarmIn("x", "room-1", { raisedAt: epochMs(9) }), alarmIn("y", "room-2", { raisedAt: epochMs(8) })]);
  expect(lines(floodItems(alarms.map(rowOf), ZONES, new Set()))).toEqual(["room-2 1", "room-1 1"]);
});

test("a room says how grave it is, how many want an answer, and what came first in it", () => {
  const [, , room] = floodItems(ROWS, ZONES, new Set());
  expect(room).toMatchObject({ count: 2, unacknowledged: 1, worst: "high", first: { id: "b" }, path: { en: "room-1" }, open: false });
});

test("an opened room has its alarms below it, in the order of the list", () => {
  expect(lines(floodItems(ROWS, ZONES, new Set(["room-1"])))).toEqual(["d", "room-2 1", "room-1 2", "b", "a", "platform 1"]);
});

test("with every room opened every alarm has its line, as it has without a flood", () => {
  const all = floodItems(ROWS, ZONES, new Set(["room-1", "room-2", ""]));
  const ids = all.flatMap((item) => (item.kind === "alarm" ? [item.alarm.id] : []));
  expect(ids.toSorted()).toEqual(ROWS.map(({ alarm }) => alarm.id).toSorted());
  expect(lines(plainItems(ROWS))).toEqual(ROWS.map(({ alarm }) => alarm.id));
});

test("what is listed beneath an alarm stays with it, and is counted where it is folded away", () => {
  const parent: ListedRow = { alarm: alarmIn("gateway", "room-2"), depth: 0, beneath: 2 };
  const child: ListedRow = { alarm: alarmIn("sensor", "cab-1"), depth: 1, beneath: 0 };
  expect(lines(floodItems([parent], ZONES, new Set()))).toEqual(["room-2 3"]);
  expect(lines(floodItems([parent, child], ZONES, new Set(["room-2"])))).toEqual(["room-2 3", "gateway", "sensor"]);
});

test("a zone the site no longer has groups by itself", () => {
  expect(floodItems([rowOf(alarmIn("x", "gone"))], ZONES, new Set())).toMatchObject([{ kind: "room", room: "gone", path: undefined }]);
});
