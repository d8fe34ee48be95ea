import fc from "fast-check";
import { expect, test } from "vitest";
import { days, epochMs, hours, minutes } from "../basics/index.ts";
import { type CivilDay, civilAt, evenlyUntil, formatDay, isTimeZone, offsetAt, parseDay, parseTimeOfDay, weekdayOf } from "./index.ts";

test.each([
  { text: "1970-01-01", day: 0, weekday: "thu" },
  { text: "1969-12-31", day: -1, weekday: "wed" },
  { text: "1900-01-01", day: -25_567, weekday: "mon" },
  { text: "2024-02-29", day: 19_782, weekday: "thu" },
  { text: "2026-12-25", day: 20_812, weekday: "fri" },
])("$text is day $day, a $weekday", ({ text, day, weekday }) => {
  expect(parseDay(text)).toBe(day);
  expect(formatDay(day as CivilDay)).toBe(text);
  expect(weekdayOf(day as CivilDay)).toBe(weekday);
});

test.each(["2026-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "26-12-25", "2026-12-25T00:00", "", "christmas"])(
  "%j is no date",
  (text) => {
    expect(parseDay(text)).toBeUndefined();
  },
);

test("a day is read as it is written", () => {
  fc.assert(
    fc.property(fc.integer({ min: -200_000, max: 2_000_000 }), (day) => {
      expect(parseDay(formatDay(day as CivilDay))).toBe(day);
    }),
  );
});

test.each([
  { text: "00:00", is: 0 },
  { text: "07:30", is: hours(7) + minutes(30) },
  { text: "23:59", is: days(1) - minutes(1) },
  { text: "24:00", is: days(1) },
  { text: "24:01", is: undefined },
  { text: "12:60", is: undefined },
  { text: "7:00", is: undefined },
  { text: "noon", is: undefined },
])("$text is $is after midnight", ({ text, is }) => {
  expect(parseTimeOfDay(text)).toBe(is);
});

test.each([
  { zone: "UTC", at: "2026-11-25T00:00Z", offset: 0 },
  { zone: "Asia/Kathmandu", at: "2026-11-25T00:00Z", offset: hours(5) + minutes(45) },
  { zone: "America/St_Johns", at: "2026-07-01T00:00Z", offset: -hours(2) - minutes(30) },
  // Before there were zones, the sun's time of Paris: +00:09:21.
  { zone: "Europe/Paris", at: "1890-01-01T00:00Z", offset: 561_000 },
])("$zone is $offset ms ahead at $at", ({ zone, at, offset }) => {
  expect(offsetAt(zone, epochMs(Date.parse(at)))).toBe(offset);
});

test("a name that is no zone's is told", () => {
  expect([isTimeZone("Europe/Berlin"), isTimeZone("Mars/Base")]).toEqual([true, false]);
});

test("no further ahead is looked than a month", () => {
  const at = epochMs(Date.UTC(2026, 10, 25));
  expect(evenlyUntil("UTC", at, civilAt("UTC", epochMs(Date.UTC(2030, 0))))).toBe(at + days(32));
});
