import { epochMs, hours, minutes } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { limitRule, signal } from "../../../test/support/site.ts";
import { heatDays, monthOf } from "./heat-map.ts";

const zone = "Asia/Shanghai";
const bucket = (at: number, mean: number, over: object = {}) => ({
  at: epochMs(at),
  min: mean,
  mean,
  max: mean,
  last: mean,
  count: 1,
  ...over,
});
/** 22 November 2026, 16:00 in Shanghai. */
const four = Date.UTC(2026, 10, 22, 8);

function cells(buckets: readonly ReturnType<typeof bucket>[], timeZone = zone, month = "2026-11", every = minutes(1)) {
  const found = monthOf(month, timeZone);
  if (found === undefined) throw new Error(month);
  const vapour = signal({
    rules: [limitRule({ setpoint: 10, inclusive: true }), limitRule({ direction: "low", setpoint: -5, inclusive: false })],
  });
  return heatDays({ days: found.days, timeZone, every }, buckets, vapour);
}

test.each([
  { month: "2026-11", days: 30 },
  { month: "2026-12", days: 31 },
  { month: "2028-02", days: 29 },
])("$month has $days days of 24 hours", ({ month, days }) => {
  const found = cells([], zone, month);
  expect(found).toHaveLength(days);
  expect(found.every((day) => day.hours.length === 24 && day.hours.every((cell) => cell === null))).toBe(true);
});

test.each(["2026-13", "2026-1", "2026", "now", ""])("%s is no month", (text) => {
  expect(monthOf(text, zone)).toBeUndefined();
});

test("readings are in the hour the clocks of the site showed, the mean weighed by their number", () => {
  const days = cells([bucket(four, 1, { count: 3 }), bucket(four + 60_000, 5, { max: 9 }), bucket(four + 3_600_000, 7)]);
  expect(days[21]?.day).toBe("2026-11-22");
  expect(days[21]?.hours[16]).toEqual({ from: four, to: four + 3_600_000, mean: 2, min: 1, max: 9, beyond: 0 });
  expect(days[21]?.hours[17]?.mean).toBe(7);
});

test("a minute beyond a limit stands until the next, and no longer than the value is held", () => {
  const [one, two] = [four, four + 30_000 * 4];
  expect(cells([bucket(one, 10), bucket(two, 1)])[21]?.hours[16]?.beyond).toBe(90_000);
  expect(cells([bucket(one, 10), bucket(one + 60_000, 1)])[21]?.hours[16]?.beyond).toBe(60_000);
  expect(cells([bucket(one, 9.9)])[21]?.hours[16]?.beyond).toBe(0);
  expect(cells([bucket(one, 0, { min: -5 })])[21]?.hours[16]?.beyond).toBe(0);
  expect(cells([bucket(one, 0, { min: -5.1 })])[21]?.hours[16]?.beyond).toBe(60_000);
});

test("sums of an hour do not tell for how long a limit was passed", () => {
  expect(cells([bucket(four, 99)], zone, "2026-11", hours(1))[21]?.hours[16]).not.toHaveProperty("beyond");
});

test("the hour that comes twice is one of two hours", () => {
  const twice = Date.UTC(2026, 9, 25, 0, 30);
  const days = cells([bucket(twice, 1), bucket(twice + 3_600_000, 3)], "Europe/Berlin", "2026-10");
  const cell = days[24]?.hours[2];
  expect([cell?.mean, (cell?.to ?? 0) - (cell?.from ?? 0)]).toEqual([2, 7_200_000]);
});
