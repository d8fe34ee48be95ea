import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { days, epochMs, hours } from "../basics/index.ts";
import { type CivilDay, isWithin, parseDay, type Schedule, standingAt, WEEKDAYS, type WeeklySchedule } from "./index.ts";

const day = (text: string): CivilDay => parseDay(text) as CivilDay;
const weekly = (over: Partial<WeeklySchedule> = {}): WeeklySchedule => ({
  kind: "weekly",
  timeZone: "Europe/Berlin",
  days: ["mon", "tue", "wed", "thu", "fri"],
  from: hours(7),
  to: hours(19),
  except: [],
  ...over,
});
const dates = (...spans: (readonly [string, string])[]): Schedule => ({
  kind: "dates",
  timeZone: "Europe/Berlin",
  spans: spans.map(([from, to]) => ({ from: day(from), to: day(to) })),
});
const not = (of: Schedule): Schedule => ({ kind: "not", of });
const any = (...of: Schedule[]): Schedule => ({ kind: "any", of });
const all = (...of: Schedule[]): Schedule => ({ kind: "all", of });
const CHRISTMAS = { from: day("2026-12-24"), to: day("2026-12-26") };

describe("what is sure", () => {
  test.each([
    { what: "the same", inner: weekly(), outer: weekly() },
    { what: "fewer days", inner: weekly({ days: ["mon"] }), outer: weekly() },
    { what: "shorter hours", inner: weekly({ from: hours(8) }), outer: weekly() },
    { what: "a shorter night", inner: weekly({ from: hours(23), to: hours(5) }), outer: weekly({ from: hours(22), to: hours(6) }) },
    { what: "one more holiday", inner: weekly({ except: [CHRISTMAS] }), outer: weekly() },
    { what: "one day fewer, outside the hours", inner: not(weekly()), outer: not(weekly({ except: [CHRISTMAS] })) },
    { what: "days among others", inner: dates(["2026-12-25", "2026-12-25"]), outer: dates(["2026-12-24", "2026-12-26"]) },
    {
      what: "days covered by two spans",
      inner: dates(["2026-12-25", "2026-12-28"]),
      outer: dates(["2026-12-27", "2026-12-31"], ["2026-12-24", "2026-12-26"]),
    },
    { what: "one of several", inner: weekly(), outer: any(dates(), weekly()) },
    { what: "several, and one less", inner: any(weekly()), outer: any(weekly(), dates()) },
    { what: "several, and one more condition", inner: all(weekly(), dates()), outer: all(weekly()) },
  ])("$what", ({ inner, outer }) => {
    expect(isWithin(inner, outer)).toBe(true);
  });
});

describe("what is not", () => {
  test.each([
    { what: "another day", inner: weekly({ days: ["mon", "sat"] }), outer: weekly() },
    { what: "earlier", inner: weekly({ from: hours(6) }), outer: weekly() },
    { what: "over midnight", inner: weekly({ to: hours(1) }), outer: weekly() },
    { what: "a holiday that is worked", inner: weekly(), outer: weekly({ except: [CHRISTMAS] }) },
    { what: "another zone", inner: weekly({ timeZone: "UTC" }), outer: weekly() },
    {
      what: "days in another zone",
      inner: { ...dates(["2026-12-25", "2026-12-25"]), timeZone: "UTC" } as Schedule,
      outer: dates(["2026-12-24", "2026-12-26"]),
    },
    {
      what: "a day between two spans",
      inner: dates(["2026-12-25", "2026-12-28"]),
      outer: dates(["2026-12-25", "2026-12-26"], ["2026-12-28", "2026-12-28"]),
    },
    { what: "hours and days", inner: weekly(), outer: dates(["2026-12-25", "2026-12-25"]) },
    { what: "the opposite", inner: weekly(), outer: not(weekly()) },
  ])("$what", ({ inner, outer }) => {
    expect(isWithin(inner, outer)).toBe(false);
  });
});

test("whatever is said to be within is never in force without the other", () => {
  const spans = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 2 })).map(([first, more]) => {
      const from = (day("2026-10-23") + first) as CivilDay;
      return { from, to: (from + more) as CivilDay };
    }),
    { maxLength: 2 },
  );
  const hour = fc.constantFrom(0, 6, 12, 22);
  const one: fc.Arbitrary<Schedule> = fc.oneof(
    fc
      .record({ days: fc.subarray([...WEEKDAYS]), from: hour.map(hours), to: hour.map((count) => hours(count + 2)), except: spans })
      .map(weekly),
    spans.map((chosen): Schedule => ({ kind: "dates", timeZone: "Europe/Berlin", spans: chosen })),
  );
  const several = fc.array(one, { minLength: 1, maxLength: 2 });
  const schedule = fc.oneof(
    one,
    one.map(not),
    several.map((of) => any(...of)),
    several.map((of) => all(...of)),
  );
  const isIn = (of: Schedule, at: number): boolean => standingAt(of, epochMs(at)).inForce;
  let sure = 0;
  fc.assert(
    fc.property(schedule, schedule, (inner, outer) => {
      if (!isWithin(inner, outer)) return;
      sure++;
      // A week around the end of summer time, every half hour.
      const from = Date.UTC(2026, 9, 22);
      for (let at = from; at < from + days(8); at += hours(0.5))
        if (isIn(inner, at) && !isIn(outer, at)) throw new Error(new Date(at).toISOString());
    }),
    { numRuns: 400 },
  );
  expect(sure).toBeGreaterThan(10);
});
