import { expect, test } from "vitest";
import { type CivilDay, parseDay } from "./civil.ts";
import { startOfDay } from "./start-of-day.ts";

test.each([
  { zone: "Asia/Shanghai", day: "2026-05-01", at: "2026-04-30T16:00:00.000Z", because: "midnight there is the afternoon before in UTC" },
  { zone: "UTC", day: "2026-05-01", at: "2026-05-01T00:00:00.000Z", because: "no zone, no difference" },
  { zone: "America/Los_Angeles", day: "2026-03-08", at: "2026-03-08T08:00:00.000Z", because: "the clocks are changed at 02:00, after it" },
  { zone: "Europe/Berlin", day: "2026-10-25", at: "2026-10-24T22:00:00.000Z", because: "the clocks are changed at 03:00, after it" },
  {
    zone: "Asia/Beirut",
    day: "2026-03-29",
    at: "2026-03-28T22:00:00.000Z",
    because: "the clocks jump from 00:00 to 01:00: the day begins at 01:00",
  },
  { zone: "Pacific/Kiritimati", day: "2026-05-01", at: "2026-04-30T10:00:00.000Z", because: "14 h ahead" },
  {
    zone: "Pacific/Apia",
    day: "2011-12-30",
    at: "2011-12-30T10:00:00.000Z",
    because: "there was no such day: it begins as the next one does",
  },
])("$day begins in $zone at $at: $because", ({ zone, day, at }) => {
  expect(new Date(startOfDay(zone, parseDay(day) as CivilDay)).toISOString()).toBe(at);
});
