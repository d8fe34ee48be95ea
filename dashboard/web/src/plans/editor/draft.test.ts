import type { PlanPlace } from "@labcanary/domain/site";
import { describe, expect, test } from "vitest";
import { draftOf, fitted, gridOf, newPlace, redone, stepped, undone, withoutPlace, withPlace } from "./draft.ts";

const view = { x: 0, y: 0, width: 100, height: 60 };
const t: PlanPlace = { kind: "signal", signal: "a/t", x: 10, y: 10 };
const room: PlanPlace = { kind: "zone", zoneId: "r", x: 0, y: 0, w: 20, h: 20 };

describe("a draft", () => {
  test("goes back and forth step by step, and a new step ends what was taken back", () => {
    const first = stepped(draftOf([]), [t]);
    const second = stepped(first, [t, room]);
    expect(undone(second).places).toEqual([t]);
    expect(undone(undone(undone(second))).places).toEqual([]);
    expect(redone(redone(undone(undone(second)))).places).toEqual([t, room]);
    expect(redone(stepped(undone(second), [room])).places).toEqual([room]);
  });
  test("is the same where nothing is different", () => {
    const draft = draftOf([t]);
    expect(stepped(draft, [{ ...t }])).toBe(draft);
  });
  test("has a thing once, and keeps the order when one moves", () => {
    expect(withPlace([t, room], { ...t, x: 50 })).toEqual([{ ...t, x: 50 }, room]);
    expect(withPlace([t], room)).toEqual([t, room]);
    expect(withoutPlace([t, room], "zone r")).toEqual([t]);
  });
});

test.each([
  { place: { ...t, x: 12.4, y: 17.6 }, grid: 5, at: [10, 20], because: "the grid draws it" },
  { place: { ...t, x: 12.418 }, grid: 0, at: [12.42, 10], because: "without a grid it stays, to the hundredth" },
  { place: { ...t, x: -50, y: 900 }, grid: 5, at: [0, 60], because: "the drawing ends there" },
  { place: { ...room, x: 95 }, grid: 5, at: [80, 0], because: "a zone keeps its size at the edge" },
])("a place is put at $at: $because", ({ place, grid, at }) => {
  const { x, y } = fitted(place as PlanPlace, view, grid);
  expect([x, y]).toEqual(at);
});

test("a zone is never smaller than can be taken hold of, nor larger than the drawing", () => {
  expect(fitted({ ...room, w: -5, h: 1 } as PlanPlace, view, 0)).toMatchObject({ w: 4, h: 4 });
  expect(fitted({ ...room, w: 500, h: 500 } as PlanPlace, view, 5)).toMatchObject({ x: 0, y: 0, w: 100, h: 60 });
});

test("what is new is put in the middle of what is seen", () => {
  expect(newPlace({ kind: "signal", id: "a/t" }, { x: 50, y: 30 }, view)).toEqual({ kind: "signal", signal: "a/t", x: 50, y: 30 });
  expect(newPlace({ kind: "zone", id: "r" }, { x: 50, y: 30 }, view)).toEqual({ kind: "zone", zoneId: "r", x: 42.5, y: 25.5, w: 15, h: 9 });
});

test.each([
  [1200, 10],
  [100, 1],
  [7, 0.1],
  [50_000, 500],
])("a drawing %i wide has a grid of %d", (width, grid) => {
  expect(gridOf({ ...view, width })).toBeCloseTo(grid);
});
