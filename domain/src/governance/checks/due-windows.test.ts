import fc from "fast-check";
import { expect, test } from "vitest";
import { days, type EpochMs, epochMs, hours } from "../../basics/index.ts";
import { type CivilDay, formatDay, parseDay, type Schedule, WEEKDAYS, type WeeklySchedule } from "../../schedule/index.ts";
import type { PatrolRhythm } from "../../site/index.ts";
import { windowsBetween } from "./due-windows.ts";

const BERLIN = "Europe/Berlin";
const at = (text: string): EpochMs => epochMs(Date.parse(text));
const weekly = (from: number, to: number, over: Partial<WeeklySchedule> = {}): WeeklySchedule => ({
  kind: "weekly",
  timeZone: BERLIN,
  days: WEEKDAYS,
  from: hours(from),
  to: hours(to),
  except: [],
  ...over,
});
const day = (text: string) => parseDay(text) as CivilDay;
const opened = (schedule: Schedule, after: string, until: string, every: PatrolRhythm = "day") =>
  windowsBetween({ schedule, every, within: hours(4) }, BERLIN, at(after), at(until)).map(
    ({ day: on, opensAt, dueAt }) =>
      `${formatDay(on)} ${new Date(opensAt).toISOString().slice(5, 16)} to ${new Date(dueAt).toISOString().slice(5, 16)}`,
  );

test("a patrol opens when its hours begin, and is due so long after it", () => {
  expect(opened(weekly(8, 12), "2026-11-25T12:00Z", "2026-11-27T12:00Z")).toEqual([
    "2026-11-26 11-26T07:00 to 11-26T11:00",
    "2026-11-27 11-27T07:00 to 11-27T11:00",
  ]);
});

test("asked about the very instant it opens, it is due once: until it, and not after it", () => {
  expect(opened(weekly(8, 12), "2026-11-26T06:00Z", "2026-11-26T07:00Z")).toHaveLength(1);
  expect(opened(weekly(8, 12), "2026-11-26T07:00Z", "2026-11-26T08:00Z")).toEqual([]);
});

test.each<{ what: string; every: PatrolRhythm; opens: readonly string[] }>([
  { what: "the first day of each week", every: "week", opens: ["2026-11-23", "2026-11-30", "2026-12-07"] },
  { what: "the first working day of each month", every: "month", opens: ["2026-12-01", "2027-01-01"] },
  { what: "the first working day of each quarter", every: "quarter", opens: ["2027-01-01"] },
])("of working days it opens on $what", ({ every, opens }) => {
  const working = weekly(8, 12, { days: ["mon", "tue", "wed", "thu", "fri"] });
  const until = every === "week" ? "2026-12-10T00:00Z" : "2027-01-20T00:00Z";
  expect(opened(working, "2026-11-20T12:00Z", until, every).map((text) => text.slice(0, 10))).toEqual(opens);
});

test("where the first day of a week is left out the next one is the first", () => {
  const but = weekly(8, 12, { except: [{ from: day("2026-11-30"), to: day("2026-11-30") }] });
  expect(opened(but, "2026-11-29T12:00Z", "2026-12-05T00:00Z", "week")).toEqual(["2026-12-01 12-01T07:00 to 12-01T11:00"]);
});

test.each<{ what: string; schedule: Schedule; after: string; until: string; windows: readonly string[] }>([
  {
    what: "hours that begin in the hour clocks skip open when it is over",
    schedule: weekly(2.5, 4),
    after: "2026-03-28T12:00Z",
    until: "2026-03-29T12:00Z",
    windows: ["2026-03-29 03-29T01:00 to 03-29T05:00"],
  },
  {
    what: "hours that begin in the hour that comes twice open once",
    schedule: weekly(2.5, 4),
    after: "2026-10-24T12:00Z",
    until: "2026-10-25T12:00Z",
    windows: ["2026-10-25 10-25T00:30 to 10-25T04:30"],
  },
  {
    what: "a night is the evening's, and begins once",
    schedule: weekly(22, 6),
    after: "2026-11-25T12:00Z",
    until: "2026-11-26T12:00Z",
    windows: ["2026-11-25 11-25T21:00 to 11-26T01:00"],
  },
  {
    what: "whole days open each at midnight",
    schedule: { kind: "dates", timeZone: BERLIN, spans: [{ from: day("2026-12-25"), to: day("2026-12-26") }] },
    after: "2026-12-20T00:00Z",
    until: "2026-12-30T00:00Z",
    windows: ["2026-12-25 12-24T23:00 to 12-25T03:00", "2026-12-26 12-25T23:00 to 12-26T03:00"],
  },
  {
    what: "hours round the clock begin anew each day",
    schedule: weekly(0, 24),
    after: "2026-11-25T12:00Z",
    until: "2026-11-26T12:00Z",
    windows: ["2026-11-26 11-25T23:00 to 11-26T03:00"],
  },
])("$what", ({ schedule, after, until, windows }) => {
  expect(opened(schedule, after, until)).toEqual(windows);
});

test("however the time is cut, also over changes of the clocks, each window comes once", () => {
  const from = at("2026-03-20T00:00Z");
  const to = epochMs(from + days(20));
  const patrol = { schedule: weekly(2.5, 4), every: "day", within: hours(1) } as const;
  const whole = windowsBetween(patrol, BERLIN, from, to);
  expect(whole).toHaveLength(20);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: from, max: to }), { maxLength: 12 }), (cuts) => {
      const edges = [from, ...cuts.toSorted((a, b) => a - b), to] as EpochMs[];
      const parts = edges.slice(1).flatMap((until, index) => windowsBetween(patrol, BERLIN, edges[index] as EpochMs, until));
      expect(parts).toEqual(whole);
    }),
    { numRuns: 30 },
  );
});
