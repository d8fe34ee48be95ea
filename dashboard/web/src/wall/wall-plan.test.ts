import { expect, test } from "vitest";
import { listedAlarm } from "../testing.ts";
import { DRIFT_MS, driftAt, rowsThatFit, wallAlarms, wallShows } from "./wall-plan.ts";

test.each([
  { height: 900, row: 220, rows: 4 },
  { height: 880, row: 220, rows: 4 },
  { height: 100, row: 220, rows: 1 },
  { height: 100, row: 0, rows: 100 },
])("$height px have room for $rows rows of $row px", ({ height, row, rows }) => {
  expect(rowsThatFit(height, row)).toBe(rows);
});

test.each([
  { hasAlarms: true, headline: "unacknowledged", shows: "alarms" },
  { hasAlarms: true, headline: "acknowledged", shows: "alarms" },
  { hasAlarms: true, headline: "connecting", shows: "alarms" },
  { hasAlarms: false, headline: "degraded", shows: "concerns" },
  { hasAlarms: false, headline: "connecting", shows: "blind" },
  { hasAlarms: false, headline: "quiet", shows: "quiet" },
] as const)(
  "with the headline $headline the wall shows $shows: buildings take turns only when it is quiet",
  ({ hasAlarms, headline, shows }) => {
    expect(wallShows(hasAlarms, headline)).toBe(shows);
  },
);

test("what has no room is told of: how many, how many of them nobody has acknowledged, and whether lives depend on one", () => {
  const alarms = [
    listedAlarm({ id: "a", priority: "critical" }),
    listedAlarm({ id: "b", priority: "high", lifeSafety: true }),
    listedAlarm({ id: "c", priority: "medium", annunciation: "acknowledged" }),
  ];
  expect(wallAlarms(alarms, 3)).toEqual({ shown: alarms, beyond: undefined });
  expect(wallAlarms(alarms, 1)).toEqual({
    shown: [alarms[0]],
    beyond: { count: 2, unacknowledged: 1, lifeSafety: 1, gravest: "high" },
  });
  expect(wallAlarms([], 1)).toEqual({ shown: [], beyond: undefined });
});

test("everything drifts around its place, a little each minute, and comes back; not for whoever asks for less motion", () => {
  const places = Array.from({ length: 9 }, (_, minute) => driftAt(minute * DRIFT_MS, false));
  expect(new Set(places.map(({ x, y }) => `${x} ${y}`)).size).toBe(9);
  expect(driftAt(9 * DRIFT_MS, false)).toEqual(places[0]);
  for (const { x, y } of places) expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThanOrEqual(3);
  expect(driftAt(4 * DRIFT_MS, true)).toEqual({ x: 0, y: 0 });
});
