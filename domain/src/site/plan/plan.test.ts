import { describe, expect, test } from "vitest";
import type { Signal } from "../../rules/index.ts";
import type { SiteFile } from "../file.ts";
import { Problems } from "../problem.ts";
import type { Zone } from "../site.ts";
import { compilePlans } from "./compile-plans.ts";
import type { PlanDrawing } from "./drawing.ts";
import type { PlaceFile, PlanFile } from "./file.ts";
import { MOST_SIGNALS_OF_PLAN, type PlanPlace } from "./plan.ts";
import { faultsOfPlaces } from "./check-places.ts";
import { changesNothing, inFileOrder, placesText, planChangeBetween } from "./plan-change.ts";

const text = (name: string) => ({ en: name, zh: name });
const zone = (id: string, parent?: string): Zone => ({
  id,
  kind: "room",
  name: text(id),
  path: text(id),
  ...(parent === undefined ? {} : { parent }),
});
const zones = [zone("building"), zone("room", "building"), zone("cabinet", "room"), zone("yard")];
const signalIn = (key: string, zoneId: string) => ({ key, zoneId }) as Signal;
const signals = [signalIn("a/t", "room"), signalIn("a/door", "cabinet"), signalIn("y/t", "yard")];
const drawing: PlanDrawing = { view: { x: 0, y: 0, width: 100, height: 60 }, shapes: [] };

function compiled(places: readonly PlaceFile[], over: Partial<PlanFile> = {}, more: readonly PlanFile[] = []) {
  const plan = { id: "p", name: text("p"), zone: "building", drawing: "p.svg", places, ...over };
  const problems = new Problems();
  const drawings = new Map([plan, ...more].map((_, index) => [index, drawing]));
  const plans = compilePlans({ plans: [plan, ...more] } as unknown as SiteFile, { zones, signals, drawings }, problems);
  return { plans, problems: problems.list.map(({ code, path }) => `${code} ${path.join(".")}`) };
}

describe("plans of a site file", () => {
  test("have their zone, drawing and places, in the order of the file", () => {
    const { plans, problems } = compiled([
      { signal: "a/t", x: 0, y: 60 },
      { zone: "room", x: 0, y: 0, w: 100, h: 60 },
    ]);
    expect(problems).toEqual([]);
    expect(plans).toEqual([
      {
        id: "p",
        name: text("p"),
        zoneId: "building",
        drawing,
        places: [
          { kind: "signal", signal: "a/t", x: 0, y: 60 },
          { kind: "zone", zoneId: "room", x: 0, y: 0, w: 100, h: 60 },
        ],
      },
    ]);
  });

  test("a site without plans has none", () => {
    expect(compilePlans({} as SiteFile, { zones, signals, drawings: new Map() }, new Problems())).toEqual([]);
  });

  test.each([
    { place: { x: 1, y: 1 }, says: "SITE_PLAN plans.0.places.0", because: "it is of nothing" },
    { place: { signal: "a/t", zone: "room", x: 1, y: 1 }, says: "SITE_PLAN plans.0.places.0", because: "it is of two things" },
    { place: { signal: "a/t", x: 1, y: 1, w: 5 }, says: "SITE_PLAN plans.0.places.0", because: "a signal is a point" },
    { place: { zone: "room", x: 1, y: 1, w: 5 }, says: "SITE_PLAN plans.0.places.0", because: "a zone has a height" },
    { place: { signal: "a/x", x: 1, y: 1 }, says: "SITE_UNKNOWN_SIGNAL plans.0.places.0.signal", because: "nobody describes the signal" },
    {
      place: { zone: "attic", x: 1, y: 1, w: 5, h: 5 },
      says: "SITE_UNKNOWN_ZONE plans.0.places.0.zone",
      because: "nobody describes the zone",
    },
    { place: { signal: "y/t", x: 1, y: 1 }, says: "SITE_PLAN plans.0.places.0.signal", because: "the signal is elsewhere" },
    { place: { zone: "yard", x: 1, y: 1, w: 5, h: 5 }, says: "SITE_PLAN plans.0.places.0.zone", because: "the zone is elsewhere" },
    { place: { signal: "a/t", x: 101, y: 1 }, says: "SITE_PLAN plans.0.places.0.x", because: "it is right of the drawing" },
    { place: { signal: "a/t", x: 1, y: -1 }, says: "SITE_PLAN plans.0.places.0.y", because: "it is above the drawing" },
    { place: { zone: "room", x: 90, y: 1, w: 11, h: 5 }, says: "SITE_PLAN plans.0.places.0.w", because: "it ends right of the drawing" },
    { place: { zone: "room", x: 1, y: 50, w: 1, h: 11 }, says: "SITE_PLAN plans.0.places.0.h", because: "it ends below the drawing" },
    { place: { zone: "room", x: 1, y: 1, w: 0, h: 5 }, says: "SITE_PLAN plans.0.places.0.w", because: "it has no width" },
  ])("a place is refused where $because", ({ place, says }) => {
    expect(compiled([place]).problems).toEqual([says]);
  });

  test("a mistake behind a place that is none is told of its own line", () => {
    expect(
      compiled([
        { x: 1, y: 1 },
        { signal: "a/x", x: 1, y: 1 },
      ]).problems,
    ).toEqual(["SITE_PLAN plans.0.places.0", "SITE_UNKNOWN_SIGNAL plans.0.places.1.signal"]);
  });

  test("nothing is on a plan twice, no two plans have one id, and a plan shows a zone there is", () => {
    const twice = [
      { signal: "a/t", x: 1, y: 1 },
      { signal: "a/t", x: 2, y: 2 },
    ];
    expect(compiled(twice).problems).toEqual(["SITE_DUPLICATE plans.0.places.1.signal"]);
    expect(compiled([], {}, [{ id: "p", name: text("p"), zone: "attic", drawing: "q.svg" }]).problems).toEqual([
      "SITE_DUPLICATE plans.1.id",
      "SITE_UNKNOWN_ZONE plans.1.zone",
    ]);
  });

  test("a plan has no more signals than a console can watch at once", () => {
    const places = Array.from(
      { length: MOST_SIGNALS_OF_PLAN + 2 },
      (_, n): PlanPlace => ({ kind: "signal", signal: `s/${n}`, x: 1, y: 1 }),
    );
    const context = { view: drawing.view, zoneId: "room", within: new Set(["room"]), hasZone: () => true, zoneOf: () => "room" };
    const faults = faultsOfPlaces(places, context);
    expect(faults.map(({ code, index }) => [code, index])).toEqual([["PLACE_TOO_MANY", MOST_SIGNALS_OF_PLAN]]);
  });
});

describe("a change of a plan", () => {
  const t: PlanPlace = { kind: "signal", signal: "a/t", x: 1, y: 1 };
  const door: PlanPlace = { kind: "signal", signal: "a/door", x: 2, y: 2 };
  const room: PlanPlace = { kind: "zone", zoneId: "room", x: 0, y: 0, w: 10, h: 10 };

  test("is what is placed, moved and taken off; less than a hundredth of a unit is no move", () => {
    expect(planChangeBetween([t, door], [{ ...t, x: 5 }, room])).toEqual({
      placed: [room],
      moved: [{ from: t, to: { ...t, x: 5 } }],
      removed: [door],
    });
    expect(changesNothing(planChangeBetween([t], [{ ...t, x: 1.001 }]))).toBe(true);
  });

  test("keeps the lines of the file in their order, and puts what is new behind them: zones, then signals by name", () => {
    const far: PlanPlace = { ...t, signal: "z/t" };
    const near: PlanPlace = { ...t, signal: "b/t" };
    expect(inFileOrder([door, t], [far, near, t, room])).toEqual([t, room, near, far]);
  });

  test("is written one place a line, in figures nobody need count", () => {
    expect(placesText([{ ...room, w: 10.126 }, t], 4)).toBe(
      "    places:\n      - { zone: room, x: 0, y: 0, w: 10.13, h: 10 }\n      - { signal: a/t, x: 1, y: 1 }\n",
    );
    expect(placesText([])).toBe("places: []\n");
  });

  test.each(["114/t", "no", "-a", "y"])("%s is put in quotes, or YAML would read something else", (zoneId) => {
    expect(placesText([{ ...room, zoneId }])).toContain(`zone: "${zoneId}"`);
  });
});
