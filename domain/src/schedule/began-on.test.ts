import { expect, test } from "vitest";
import { epochMs, hours } from "../basics/index.ts";
import { beganOn, type CivilDay, formatDay, parseDay, partsSteadyUntil, type Schedule, WEEKDAYS, type WeeklySchedule } from "./index.ts";

const ZONE = "Europe/Berlin";
const at = (text: string) => epochMs(Date.parse(text));
const day = (text: string) => parseDay(text) as CivilDay;
const weekly = (from: number, to: number, over: Partial<WeeklySchedule> = {}): WeeklySchedule => ({
  kind: "weekly",
  timeZone: ZONE,
  days: WEEKDAYS,
  from: hours(from),
  to: hours(to),
  except: [],
  ...over,
});
const NIGHT = weekly(22, 6);
const DAY = weekly(6, 22);
const EARLY = weekly(4, 12);
const HOLIDAY: Schedule = { kind: "dates", timeZone: ZONE, spans: [{ from: day("2026-12-25"), to: day("2026-12-26") }] };
const not = (of: Schedule): Schedule => ({ kind: "not", of });

test.each<{ what: string; schedule: Schedule; now: string; began: string | undefined }>([
  { what: "in the evening a night began today", schedule: NIGHT, now: "2026-11-25T22:00+01:00", began: "2026-11-25" },
  { what: "in the morning it began yesterday", schedule: NIGHT, now: "2026-11-26T05:59+01:00", began: "2026-11-25" },
  { what: "by day it is not in force", schedule: NIGHT, now: "2026-11-26T06:00+01:00", began: undefined },
  { what: "hours of a whole day begin anew at their end", schedule: weekly(8, 8), now: "2026-11-26T08:00+01:00", began: "2026-11-26" },
  { what: "and go on until then", schedule: weekly(8, 8), now: "2026-11-26T07:59+01:00", began: "2026-11-25" },
  {
    what: "the night of the change of clocks began the evening before",
    schedule: NIGHT,
    now: "2026-10-25T05:30+01:00",
    began: "2026-10-24",
  },
  { what: "whole days begin each by itself", schedule: HOLIDAY, now: "2026-12-26T00:00+01:00", began: "2026-12-26" },
  { what: "and so does time outside of hours", schedule: not(DAY), now: "2026-11-26T00:30+01:00", began: "2026-11-26" },
  {
    what: "of a night that is no holiday the night counts",
    schedule: { kind: "all", of: [NIGHT, not(HOLIDAY)] },
    now: "2026-11-26T03:00+01:00",
    began: "2026-11-25",
  },
  {
    what: "where all are needed the last to begin counts",
    schedule: { kind: "all", of: [NIGHT, EARLY] },
    now: "2026-11-26T05:00+01:00",
    began: "2026-11-26",
  },
  {
    what: "where one is enough the first does",
    schedule: { kind: "any", of: [EARLY, NIGHT] },
    now: "2026-11-26T05:00+01:00",
    began: "2026-11-25",
  },
  {
    what: "of parts that are not in force none counts",
    schedule: { kind: "any", of: [NIGHT, EARLY] },
    now: "2026-11-26T07:00+01:00",
    began: "2026-11-26",
  },
])("$what", ({ schedule, now, began }) => {
  const found = beganOn(schedule, ZONE, at(now));
  expect(found === undefined ? undefined : formatDay(found)).toBe(began);
});

test("a combination is steady until the first of its parts changes", () => {
  const now = at("2026-11-26T05:00+01:00");
  const any: Schedule = { kind: "any", of: [NIGHT, EARLY, not(DAY)] };
  expect(partsSteadyUntil(any, now)).toBe(at("2026-11-26T06:00+01:00"));
  expect(partsSteadyUntil(HOLIDAY, now)).toBeLessThanOrEqual(at("2026-12-25T00:00+01:00"));
});
