import { describe, expect, test } from "vitest";
import type { Series } from "../../../src/history/readings.ts";
import { openingsOf } from "./door-rows.ts";
import { lookOf } from "./line-look.ts";
import { columnsOfSeries, groupOf, NO_COLUMNS, panelsOf, type PlotLine, spansOfState, valueAt, withLive } from "./plot-line.ts";
import { shiftBy } from "./shifts.ts";

const HOLD = 60_000;
const single = (at: number[], value: (number | null)[], over: object = {}): Series =>
  ({ signal: "a/b", kind: "single", at, value, marks: [], ...over }) as Series;
const summed = (at: number[], every: number): Series => ({
  signal: "a/b",
  kind: "summed",
  every,
  at,
  mean: at.map(() => 2),
  min: at.map(() => 1),
  max: at.map(() => 4),
  last: at.map(() => 3),
});
const numeric = { hold: HOLD, isState: false };

describe("what is drawn", () => {
  test("a silence is a break, from the time on at which the last value no longer stood; zero is a reading", () => {
    const { at, mid } = columnsOfSeries(single([0, 60_000, 300_000], [0, 1, 2]), numeric);
    expect([at, mid]).toEqual([
      [0, 60_000, 120_000, 300_000],
      [0, 1, null, 2],
    ]);
  });

  test("what could not be measured is a break, and marked", () => {
    const { mid, marks } = columnsOfSeries(single([0, 1000], [1, null], { marks: [[1, "no-value"]] }), numeric);
    expect([mid, [...marks]]).toEqual([[1, null], [[1, "no-value"]]]);
  });

  test("a mark stays with its reading behind a break", () => {
    const { at, marks } = columnsOfSeries(single([0, 300_000], [1, 2], { marks: [[1, "bad"]] }), numeric);
    expect([...marks].map(([index]) => at[index])).toEqual([300_000]);
  });

  test("sums that are as far apart as readings may be are one line", () => {
    expect(columnsOfSeries(summed([0, 360_000], 120_000), { hold: 300_000, isState: false }).mid).toEqual([2, 2]);
    expect(columnsOfSeries(summed([0, 480_000], 120_000), { hold: 300_000, isState: false }).mid).toEqual([2, null, 2]);
  });

  test("of a state the last of each sum is drawn, and what it was at the beginning", () => {
    expect(columnsOfSeries(summed([0], 1000), { hold: HOLD, isState: true }).mid).toEqual([3]);
    expect(columnsOfSeries(single([5000], [0], { before: 1 }), { hold: HOLD, isState: true, begin: 1000 })).toMatchObject({
      at: [1000, 5000],
      mid: [1, 0],
    });
    expect(columnsOfSeries(single([], [], { before: 1 }), { hold: HOLD, isState: true, begin: 1000 }).mid).toEqual([1]);
  });

  test("what was earlier is drawn later", () => {
    expect(columnsOfSeries(single([0], [1]), { ...numeric, shift: 86_400_000 }).at).toEqual([86_400_000]);
  });

  test("a live reading is added once, after a silence behind a break", () => {
    const one = withLive(NO_COLUMNS, { at: 1000, value: 0 }, HOLD);
    expect(withLive(one, { at: 1000, value: 9 }, HOLD)).toBe(one);
    expect(withLive(one, { at: 2000, value: 1, mark: "bad" }, HOLD)).toMatchObject({
      at: [1000, 2000],
      mid: [0, 1],
      marks: new Map([[1, "bad"]]),
    });
    expect(withLive(one, { at: 90_000, value: 1 }, HOLD)).toMatchObject({ at: [1000, 61_000, 90_000], mid: [0, null, 1] });
    expect(withLive(one, { at: 2000 }, HOLD).mid).toEqual([0, null]);
  });
});

describe("what a line says at a time", () => {
  const line = { hold: HOLD, columns: columnsOfSeries(single([1000, 2000, 300_000], [5, null, 7]), numeric) };
  test.each([
    { at: 999, says: undefined, because: "nothing was before" },
    { at: 1000, says: 5, because: "it is the reading's own time" },
    { at: 1999, says: 5, because: "the newest stands" },
    { at: 2000, says: undefined, because: "it could not measure" },
    { at: 299_999, says: undefined, because: "it was silent" },
    { at: 360_000, says: 7, because: "it is still held" },
    { at: 360_001, says: undefined, because: "it is held no longer" },
  ])("at $at: $says, $because", ({ at, says }) => {
    expect(valueAt(line, at)?.value).toBe(says);
  });

  test("of a sum also the lowest and the highest, as long as it lasts", () => {
    const sums = { hold: 0, columns: columnsOfSeries(summed([0], 3_600_000), numeric) };
    expect(valueAt(sums, 3_599_999, 3_600_000)).toEqual({ at: 0, value: 2, low: 1, high: 4 });
    expect(valueAt(sums, 3_600_001, 3_600_000)).toBeUndefined();
  });
});

describe("panels", () => {
  const line = (id: string, group: string): PlotLine => ({ id, group }) as PlotLine;
  test("one for each quantity and unit, in the order in which they come; a state has its own", () => {
    const groups = [
      groupOf({ key: "a", quantity: "temperature", unit: "Cel" }),
      groupOf({ key: "b", quantity: "humidity", unit: "%RH" }),
      groupOf({ key: "c", quantity: "temperature", unit: "Cel" }),
      groupOf({ key: "d", quantity: "temperature", unit: "K" }),
      groupOf({ key: "e", quantity: "door", unit: "state", states: ["closed", "open"] }),
      groupOf({ key: "f", quantity: "door", unit: "state", states: ["closed", "open"] }),
    ];
    const lines = groups.map((group, index) => line("abcdef"[index] ?? "", group));
    expect(panelsOf(lines).map((panel) => panel.map(({ id }) => id).join(""))).toEqual(["ac", "b", "d", "e", "f"]);
  });

  test("twelve lines are twelve pairs of colour and dash, and neighbours differ in both", () => {
    const looks = Array.from({ length: 12 }, (_, place) => lookOf(place));
    expect(new Set(looks.map(({ colour, dash }) => `${colour} ${dash.join()}`)).size).toBe(12);
    for (const [place, look] of looks.entries()) {
      const next = looks[place + 1];
      if (next === undefined) continue;
      expect(next.colour).not.toBe(look.colour);
      expect(next.dash).not.toEqual(look.dash);
    }
    expect(lookOf(2, true)).toMatchObject({ colour: lookOf(2).colour, tag: "3′" });
  });
});

test("a door is open until it is closed, or nothing was heard for as long as its state is held", () => {
  const columns = columnsOfSeries(single([0, 10_000, 20_000, 400_000], [1, 1, 0, 1]), { hold: HOLD, isState: true });
  expect(spansOfState(columns, 1, { hold: HOLD, to: 420_000 })).toEqual([
    { from: 0, to: 20_000 },
    { from: 400_000, to: 420_000 },
  ]);
  expect(spansOfState(columns, 1, { hold: HOLD, to: 900_000 }).at(-1)).toEqual({ from: 400_000, to: 460_000 });
  const style = { unit: "state", states: ["shut", "ajar"] } as const;
  expect(openingsOf({ columns, hold: HOLD, style }, 900_000)).toEqual([]);
});

test.each([
  { at: Date.UTC(2026, 10, 22), shift: "day", hours: 24, because: "no clock was changed" },
  { at: Date.UTC(2026, 9, 25, 12), shift: "day", hours: 25, because: "the clocks were put back that night" },
  { at: Date.UTC(2026, 2, 29, 12), shift: "week", hours: 167, because: "they were put forward in that week" },
  { at: 0, shift: "none", hours: 0, because: "nothing is compared" },
] as const)("$shift before is $hours h in Berlin: $because", ({ at, shift, hours }) => {
  expect(shiftBy(shift, "Europe/Berlin", at)).toBe(hours * 3_600_000);
});
