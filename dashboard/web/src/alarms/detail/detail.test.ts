import { epochMs, minutes } from "@labcanary/domain/basics";
import type { Zone } from "@labcanary/domain/site";
import { expect, test } from "vitest";
import { listedAlarm } from "../../testing.ts";
import { evidenceSpan } from "./evidence-span.ts";
import { relatedAlarms } from "./related.ts";
import { responseTimeOf } from "./response-time.ts";

const withTime = listedAlarm({
  raisedReceivedAt: epochMs(0),
  description: { ...listedAlarm().description, responseTime: minutes(5) },
});

test.each([
  { alarm: withTime, now: 60_000, time: { left: 240_000, share: 0.8 } },
  { alarm: withTime, now: 360_000, time: { left: -60_000, share: 0 } },
  { alarm: { ...withTime, conditionActive: false }, now: 60_000, time: undefined },
  { alarm: listedAlarm(), now: 60_000, time: undefined },
])("the time left to respond counts from receipt, while the condition holds: $time", ({ alarm, now, time }) => {
  expect(responseTimeOf(alarm, now)).toEqual(time);
});

test.each([
  { alarm: { raisedAt: 1_000_000 }, now: 1_500_500, span: { from: 400_000, to: 1_501_000, isLive: true } },
  { alarm: { raisedAt: 1_000_000, clearedAt: 1_100_000 }, now: 1_500_000, span: { from: 400_000, to: 1_500_000, isLive: true } },
  {
    alarm: { raisedAt: 1_000_000, clearedAt: 1_100_000, endedAt: 1_200_000 },
    now: 9_000_000,
    span: { from: 400_000, to: 1_320_000, isLive: false },
  },
])("the chart goes from ten minutes before to now, or a little after the end: $span", ({ alarm, now, span }) => {
  expect(evidenceSpan(alarm, now)).toEqual(span);
});

test("related are those of the room, oldest first, with the one that came first; alone there is none", () => {
  const zone = (id: string, kind: Zone["kind"], parent?: string): Zone => ({
    id,
    kind,
    name: { en: id, zh: id },
    path: { en: id, zh: id },
    ...(parent === undefined ? {} : { parent }),
  });
  const zones = [zone("room-1", "room"), zone("cab-1", "cabinet", "room-1"), zone("cab-2", "cabinet", "room-1"), zone("room-2", "room")];
  const alarmIn = (id: string, zoneId: string, at: number) =>
    listedAlarm({ id, raisedAt: epochMs(at), source: { kind: "rule", ruleId: "r", ruleVersion: "1", signal: "s", zoneId } });
  const here = alarmIn("here", "cab-1", 5);
  const all = new Map([here, alarmIn("before", "cab-2", 3), alarmIn("other", "room-2", 1)].map((alarm) => [alarm.id, alarm]));
  const related = relatedAlarms(here, all, zones);
  expect([related?.alarms.map(({ id }) => id), related?.firstOut]).toEqual([["before", "here"], "before"]);
  expect(relatedAlarms(alarmIn("other", "room-2", 1), all, zones)).toBeUndefined();
});
