import { expect, test } from "vitest";
import { epochMs } from "../basics/index.ts";
import { parseLocalTime } from "./local-time.ts";

const at = (iso: string) => epochMs(Date.parse(iso));

test.each([
  { text: "2026-11-22T09:00:00", zone: "Europe/Berlin", near: "2026-11-22T08:00:00Z", is: "2026-11-22T08:00:00.000Z" },
  { text: "2026-07-22T09:00:00.250", zone: "Europe/Berlin", near: "2026-07-22T07:00:00Z", is: "2026-07-22T07:00:00.250Z" },
  { text: "2026-11-22 09:00:00", zone: "Asia/Shanghai", near: "2026-11-22T01:00:00Z", is: "2026-11-22T01:00:00.000Z" },
  // Clocks are put back at 03:00 on 25 October: 02:30 comes twice.
  { text: "2026-10-25T02:30:00", zone: "Europe/Berlin", near: "2026-10-25T00:31:00Z", is: "2026-10-25T00:30:00.000Z" },
  { text: "2026-10-25T02:30:00", zone: "Europe/Berlin", near: "2026-10-25T01:29:00Z", is: "2026-10-25T01:30:00.000Z" },
  // They are put forward at 02:00 on 29 March: a clock that shows 02:30 has not been.
  { text: "2026-03-29T02:30:00", zone: "Europe/Berlin", near: "2026-03-29T01:30:00Z", is: "2026-03-29T01:30:00.000Z" },
  { text: "1970-01-01T00:00:13", zone: "Europe/Berlin", near: "2026-11-22T08:00:00Z", is: "1969-12-31T23:00:13.000Z" },
])("$text in $zone is $is", ({ text, zone, near, is }) => {
  const instant = parseLocalTime(text, zone, at(near));
  expect(instant === undefined ? undefined : new Date(instant).toISOString()).toBe(is);
});

test.each(["2026-11-22T09:00:00Z", "2026-11-22T09:00:00+01:00", "2026-02-30T09:00:00", "2026-11-22", "2026-11-22T25:00:00", "now", ""])(
  "%s is no time of a wall clock",
  (text) => {
    expect(parseLocalTime(text, "Europe/Berlin", at("2026-11-22T08:00:00Z"))).toBeUndefined();
  },
);
