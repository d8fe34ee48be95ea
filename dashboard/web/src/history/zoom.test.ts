import { expect, test } from "vitest";
import { clampedWindow, covers, moved, pinched, reachesNow, zoomed } from "./zoom.ts";

const HOUR = 3_600_000;
const hour = { from: 0, to: HOUR };

test("the time pointed at keeps its place", () => {
  expect(zoomed(hour, HOUR / 4, 0.5)).toEqual({ from: HOUR / 8, to: HOUR / 8 + HOUR / 2 });
  expect(zoomed(zoomed(hour, 1000, 0.25), 1000, 4)).toEqual(hour);
});

test.each([
  { window: { from: 1000, to: 1001 }, shown: { from: 501, to: 1501 }, because: "a second is the least" },
  {
    window: { from: 0, to: 1000 * 86_400_000 },
    shown: { from: 134.5 * 86_400_000, to: 865.5 * 86_400_000 },
    because: "731 days are the most",
  },
  { window: hour, shown: hour, because: "it can be shown" },
])("$window is shown as $shown: $because", ({ window, shown }) => {
  expect(clampedWindow(window)).toEqual(shown);
});

test("no zoom leads below a second or past two years", () => {
  const least = zoomed({ from: 0, to: 1000 }, 500, 0.1);
  expect(least.to - least.from).toBe(1000);
  const most = zoomed({ from: 0, to: 700 * 86_400_000 }, 0, 10);
  expect(most.to - most.from).toBe(731 * 86_400_000);
});

test("it moves by a share of its length", () => {
  expect(moved(hour, -0.5)).toEqual({ from: -HOUR / 2, to: HOUR / 2 });
});

test("the times under two fingers stay under them", () => {
  expect(pinched({ from: 0, to: 1_000_000 }, [0.25, 0.75], [0, 1])).toEqual({ from: 250_000, to: 750_000 });
  expect(pinched({ from: 250_000, to: 750_000 }, [0, 1], [0.25, 0.75])).toEqual({ from: 0, to: 1_000_000 });
  expect(pinched(hour, [0.4, 0.6], [0.5, 0.5])).toBe(hour);
  expect(pinched(hour, [0.4, 0.6], [0.6, 0.4])).toBe(hour);
});

test("a window at the end of time is the live one", () => {
  expect([reachesNow(hour, HOUR), reachesNow(hour, HOUR * 1.004), reachesNow(hour, HOUR * 1.01)]).toEqual([true, true, false]);
});

test.each([
  { read: undefined, isCovered: false },
  { read: hour, isCovered: true },
  { read: { from: 1, to: HOUR }, isCovered: false },
  { read: { from: 0, to: HOUR - 1 }, isCovered: false },
])("what was read, $read, covers an hour: $isCovered", ({ read, isCovered }) => {
  expect(covers(read, hour)).toBe(isCovered);
});
