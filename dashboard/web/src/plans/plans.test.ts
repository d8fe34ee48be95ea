import { epochMs } from "@labcanary/domain/basics";
import type { Zone } from "@labcanary/domain/site";
import { describe, expect, test } from "vitest";
import type { ListedPlan, PlanSignal } from "../answers.ts";
import { listingOf } from "../alarms/listing.ts";
import { listedAlarm } from "../testing.ts";
import { layoutFor, layoutOf, NAMED } from "./auto-layout.ts";
import { kept, revealing, showing, zoomed } from "./camera.ts";
import { excerptOf } from "./excerpt.ts";
import { withRoom } from "./labels.ts";
import { lookOf, rankOf } from "./look.ts";
import { nearestToward } from "./nearest.ts";
import { boxOfView, sceneOfPlan } from "./scene.ts";
import { shownOf, shownOfSignal } from "./shown.ts";
import { rollUp, standingOf } from "./standing.ts";
import { moveInTree, rowsOfTree, zonesAround } from "./zone-rows.ts";

const same = (name: string) => ({ en: name, zh: name });
const zone = (id: string, parent?: string, kind: Zone["kind"] = "room"): Zone => ({
  id,
  kind,
  name: same(id),
  path: same(id),
  ...(parent === undefined ? {} : { parent }),
});
const ZONES = [zone("b", undefined, "building"), zone("r1", "b"), zone("c1", "r1", "cabinet"), zone("r2", "b"), zone("empty", "b")];
const BY_ID = new Map(ZONES.map((each) => [each.id, each]));
const signal = (key: string, zoneId: string): PlanSignal => ({ key, zoneId, label: same(key), unit: "Cel" });

describe("boxes without a drawing", () => {
  test.each([1, 7, 60, 500])("%i signals lie in their zones, none over another, always the same way", (count) => {
    const zones = [
      zone("b"),
      ...Array.from({ length: 12 }, (_, n) => zone(`r${n}`, "b")),
      ...Array.from({ length: 12 }, (_, n) => zone(`c${n}`, `r${n}`)),
    ];
    const signals = Array.from({ length: count }, (_, n) => signal(`s${n}/t`, n % 3 === 0 ? `c${n % 12}` : `r${n % 12}`));
    const scene = layoutOf("b", zones, signals);
    expect(scene.marks).toHaveLength(count);
    const taken = new Set(scene.marks.map(({ x, y }) => `${x} ${y}`));
    expect(taken.size).toBe(count);
    const boxes = new Map(scene.zones.map((box) => [box.zone.id, box]));
    for (const {
      signal: { zoneId },
      x,
      y,
    } of scene.marks) {
      const box = boxes.get(zoneId);
      if (box === undefined) throw new Error(zoneId);
      expect(x - NAMED.cell.width / 2 >= box.x && x + NAMED.cell.width / 2 <= box.x + box.w && y >= box.y && y <= box.y + box.h).toBe(true);
    }
    for (const inner of scene.zones) {
      const outer = boxes.get(inner.zone.parent ?? "");
      if (outer !== undefined)
        expect(
          inner.x > outer.x && inner.y > outer.y && inner.x + inner.w < outer.x + outer.w && inner.y + inner.h < outer.y + outer.h,
        ).toBe(true);
    }
    expect(layoutOf("b", zones, signals)).toEqual(scene);
  });

  test("zones side by side do not touch, those without signals are left out, and a zone with nothing is one empty box", () => {
    const scene = layoutOf("b", ZONES, [signal("a/t", "c1"), signal("b/t", "r2")]);
    expect(scene.zones.map((box) => box.zone.id)).toEqual(["b", "r1", "c1", "r2"]);
    const [, r1, , r2] = scene.zones;
    expect(r1 !== undefined && r2 !== undefined && (r1.x + r1.w < r2.x || r1.y + r1.h < r2.y)).toBe(true);
    expect(layoutOf("empty", ZONES, []).zones.map((box) => box.zone.id)).toEqual(["empty"]);
    expect(layoutOf("gone", ZONES, []).zones).toEqual([]);
  });
});

describe("boxes on a phone", () => {
  const PHONE = { width: 366, height: 430 };
  test.each([1, 6, 16])("%i cabinets of two signals have their names free of marks when all of them is seen", (count) => {
    const cabinets = Array.from({ length: count }, (_, index) => zone(`c${index}`, "r1", "cabinet"));
    const zones = [zone("b", undefined, "building"), zone("r1", "b"), ...cabinets];
    const signals = cabinets.flatMap(({ id }) => [signal(`${id}/t`, id), signal(`${id}/door`, id)]);
    const { view, zones: boxes, marks } = layoutFor(PHONE, "b", zones, signals);
    const { scale } = showing(boxOfView(view), PHONE);
    expect(marks).toHaveLength(signals.length);
    for (const { signal: of, x, y } of marks) {
      const box = boxes.find((each) => each.zone.id === of.zoneId);
      if (box === undefined) throw new Error(of.zoneId);
      // At every scale a name is 26 pixels high and begins with 8 that are free, a mark with its words is 26 high, and a shape 22 wide.
      if (box.nameAt === undefined) expect((y - box.y) * scale - 13).toBeGreaterThanOrEqual(26);
      else expect(x * scale + 11).toBeLessThanOrEqual((box.x + box.nameAt) * scale + 8);
    }
  });
  test("a console's pane, and one that is not there yet, has each signal with its name", () => {
    const listed = [signal("a/t", "c1")];
    for (const width of [0, 900]) expect(layoutFor({ ...PHONE, width }, "b", ZONES, listed)).toEqual(layoutOf("b", ZONES, listed, NAMED));
  });
});

describe("what is shown of a zone", () => {
  const plans: readonly ListedPlan[] = [
    {
      id: "floor",
      name: same("floor"),
      zoneId: "b",
      places: [
        { kind: "zone", zoneId: "r1", x: 1, y: 2, w: 3, h: 4 },
        { kind: "signal", signal: "a/t", x: 5, y: 5 },
      ],
    },
    { id: "room", name: same("room"), zoneId: "r2", places: [{ kind: "signal", signal: "b/t", x: 5, y: 5 }] },
  ];
  test("is its own plan, else its part of the nearest plan around it, else boxes", () => {
    expect(shownOf("r2", plans, BY_ID)).toEqual({ kind: "plan", planId: "room", zoneId: "r2" });
    expect(shownOf("r1", plans, BY_ID)).toEqual({ kind: "plan", planId: "floor", zoneId: "r1", part: { x: 1, y: 2, w: 3, h: 4 } });
    expect(shownOf("c1", plans, BY_ID)).toEqual({ kind: "boxes", zoneId: "c1" });
  });
  test("a signal is shown on the plan of the innermost zone that has it, else in its room", () => {
    expect(shownOfSignal(signal("a/t", "c1"), plans, BY_ID)).toMatchObject({ planId: "floor" });
    expect(shownOfSignal(signal("b/t", "r2"), plans, BY_ID)).toMatchObject({ planId: "room" });
    expect(shownOfSignal(signal("x/t", "c1"), plans, BY_ID)).toEqual({ kind: "boxes", zoneId: "r1" });
  });
  test("a plan shows what the site still knows, outer zones first", () => {
    const drawing = { view: { x: 0, y: 0, width: 10, height: 10 }, shapes: [] };
    const places = [
      { kind: "zone", zoneId: "c1", x: 0, y: 0, w: 1, h: 1 },
      { kind: "zone", zoneId: "gone", x: 0, y: 0, w: 1, h: 1 },
      ...(plans[0]?.places ?? []),
    ] as const;
    const scene = sceneOfPlan({ id: "p", name: same("p"), zoneId: "b", drawing, places }, BY_ID, new Map());
    expect([scene.zones.map((box) => box.zone.id), scene.marks]).toEqual([["r1", "c1"], []]);
  });
});

describe("the tree", () => {
  const rows = rowsOfTree(ZONES, new Set(["b"]));
  test("has what is inside an open zone beneath it, with its place among its siblings", () => {
    expect(rows.map(({ zone: { id }, level, position, siblings, isOpen }) => [id, level, position, siblings, isOpen])).toEqual([
      ["b", 1, 1, 1, true],
      ["r1", 2, 1, 3, false],
      ["r2", 2, 2, 3, undefined],
      ["empty", 2, 3, 3, undefined],
    ]);
  });
  test("begins with the zones somebody may see, whatever is around them", () => {
    expect(rowsOfTree([zone("r1", "b"), zone("c1", "r1")], new Set()).map(({ zone: { id }, level }) => [id, level])).toEqual([["r1", 1]]);
    expect(zonesAround("c1", BY_ID)).toEqual(["r1", "b"]);
  });
  test.each([
    ["ArrowDown", "b", { kind: "go", zoneId: "r1" }],
    ["ArrowDown", "empty", { kind: "go", zoneId: "empty" }],
    ["ArrowUp", "r1", { kind: "go", zoneId: "b" }],
    ["Home", "r2", { kind: "go", zoneId: "b" }],
    ["End", "b", { kind: "go", zoneId: "empty" }],
    ["ArrowRight", "r1", { kind: "open", zoneId: "r1" }],
    ["ArrowRight", "b", { kind: "go", zoneId: "r1" }],
    ["ArrowRight", "r2", { kind: "go", zoneId: "r2" }],
    ["ArrowLeft", "b", { kind: "close", zoneId: "b" }],
    ["ArrowLeft", "r2", { kind: "go", zoneId: "b" }],
    ["Enter", "r2", { kind: "choose", zoneId: "r2" }],
    [" ", "r2", { kind: "choose", zoneId: "r2" }],
    ["x", "r2", undefined],
    ["Enter", "gone", undefined],
  ])("%s at %s is %j", (key, at, move) => {
    expect(moveInTree(key, rows, at)).toEqual(move);
  });
});

describe("how things stand", () => {
  const at = (id: string, zoneId: string, over: Parameters<typeof listedAlarm>[0] = {}) =>
    listedAlarm({ id, source: { kind: "rule", ruleId: id, ruleVersion: "1", signal: `${zoneId}/t`, zoneId }, ...over });
  const shelved = { by: "x", at: epochMs(1), until: epochMs(2), reason: "", mode: "off-list" } as never;
  const standing = standingOf(
    listingOf(
      new Map(
        [
          at("low", "c1", { priority: "low" }),
          at("worst", "c1", { priority: "critical" }),
          at("other", "r2"),
          at("kept", "empty", { shelved }),
          at("drilled", "r2", { test: "drill/1", priority: "critical", lifeSafety: true }),
          at("drilled-and-shelved", "r1", { test: "drill/1", shelved }),
        ].map((alarm) => [alarm.id, alarm]),
      ),
    ),
  );

  test("the gravest alarm of a signal counts, and one that is kept off the list is none", () => {
    expect(standing.alarmOf.get("c1/t")?.id).toBe("worst");
    expect([standing.alarmOf.get("empty/t"), standing.withheldOf.get("empty/t")]).toEqual([undefined, "shelved"]);
  });

  test("what a drill has raised is of no place: a plan shows what its sensors say", () => {
    expect(standing.alarmOf.get("r2/t")?.id).toBe("other");
    expect([standing.alarmOf.get("r1/t"), standing.withheldOf.get("r1/t")]).toEqual([undefined, undefined]);
  });

  test("a zone has what is inside it, too: how many alarms, the gravest, and how much is impaired and why", () => {
    const protection = {
      zones: [
        { zoneId: "c1", count: 2, worst: "simulated" },
        { zoneId: "r2", count: 1, worst: "silent" },
      ],
      outOfService: [],
    } as const;
    const rolled = rollUp(ZONES, standing, protection, { c1: 3, r2: 1 });
    const { worst, ...building } = rolled.get("b") ?? { worst: undefined };
    expect([worst?.id, building]).toEqual(["worst", { alarms: 3, impaired: 3, why: "silent", signals: 4 }]);
    expect(rolled.get("r1")).toMatchObject({ alarms: 2, impaired: 2, why: "simulated" });
    expect(rolled.get("empty")).toMatchObject({ alarms: 0, worst: undefined, impaired: 0 });
  });

  const status = { signal: "a/t", receivedAt: epochMs(1) };
  const none = { status, alarm: undefined, withheld: undefined, isOutOfService: false };
  test.each([
    { source: none, look: { kind: "normal" }, because: "it is heard and nothing is wrong" },
    { source: { ...none, status: undefined }, look: { kind: "awaited" }, because: "it was never heard, and its time is not over" },
    {
      source: { ...none, status: { signal: "a/t", impairment: "silent" as const } },
      look: { kind: "impaired", why: "silent" },
      because: "it was never heard, and its time is over",
    },
    {
      source: { ...none, status: { ...status, impairment: "faulty" as const } },
      look: { kind: "impaired", why: "faulty" },
      because: "its device says so",
    },
    {
      source: { ...none, isOutOfService: true },
      look: { kind: "impaired", why: "out-of-service" },
      because: "two people took it out of service",
    },
    { source: { ...none, withheld: "shelved" as const }, look: { kind: "impaired", why: "shelved" }, because: "its alarm is shelved" },
    {
      source: { ...none, alarm: listedAlarm() },
      look: { kind: "alarm", priority: "high", annunciation: "unacknowledged", calling: true },
      because: "it has an alarm nobody acknowledged",
    },
    {
      source: { ...none, status: { signal: "a/t", impairment: "silent" as const }, alarm: listedAlarm({ annunciation: "acknowledged" }) },
      look: { kind: "alarm", priority: "high", annunciation: "acknowledged", calling: false, why: "silent" },
      because: "an alarm hides nothing, and an acknowledged one does not call",
    },
  ])("a signal looks $look where $because", ({ source, look }) => {
    expect(lookOf(source)).toEqual(look);
  });

  test("what calls comes before what does not, alarms before what impairs, and that before what is well", () => {
    const ranks = [
      lookOf({ ...none, alarm: listedAlarm({ priority: "critical" }) }),
      lookOf({ ...none, alarm: listedAlarm({ priority: "critical", annunciation: "acknowledged" }) }),
      lookOf({ ...none, alarm: listedAlarm({ priority: "low" }) }),
      lookOf({ ...none, isOutOfService: true }),
      lookOf(none),
    ].map(rankOf);
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
    expect(new Set(ranks).size).toBe(5);
  });
});

describe("the camera", () => {
  const pane = { width: 400, height: 200 };
  const box = { x: 100, y: 0, w: 100, h: 100 };
  const whole = showing(box, pane);
  test("shows all of a box in the middle", () => {
    expect(whole.scale).toBeCloseTo(1.72);
    expect(150 * whole.scale + whole.left).toBeCloseTo(200);
  });
  test("comes closer to the point under the pointer, which stays where it is, and never farther than all of it", () => {
    const at = { x: 30, y: 50 };
    const closer = zoomed(whole, 2, at, whole);
    expect((at.x - closer.left) / closer.scale).toBeCloseTo((at.x - whole.left) / whole.scale);
    expect(zoomed(whole, 0.1, at, whole).scale).toBe(whole.scale);
    expect(zoomed(whole, 1000, at, whole).scale).toBeCloseTo(whole.scale * 10);
  });
  test("cannot lose the plan", () => {
    const lost = kept({ ...whole, left: 9999, top: -9999 }, box, pane);
    expect(100 * lost.scale + lost.left).toBeCloseTo(200);
    expect(100 * lost.scale + lost.top).toBeCloseTo(100);
  });
  test("moves just so far that a point is in sight", () => {
    const far = revealing({ scale: 10, left: 0, top: 0 }, { x: 100, y: 10 }, pane);
    expect([100 * 10 + far.left, 10 * 10 + far.top]).toEqual([360, 100]);
  });
});

test("words are shown where there is room, those of what is wrong first", () => {
  const mark = (key: string, x: number, rank: number) => ({ key, x, y: 0, width: 50, height: 20, rank });
  const shown = withRoom([mark("well", 0, 100), mark("alarm", 20, 0), mark("apart", 200, 100)], 10);
  expect([...shown].sort()).toEqual(["alarm", "apart"]);
});

test("an arrow key goes to the next mark that way, rather straight ahead than to the side", () => {
  const [ahead, aside, behind] = [
    { x: 30, y: 2 },
    { x: 10, y: 25 },
    { x: -5, y: 0 },
  ];
  expect(nearestToward({ x: 0, y: 0 }, { x: 1, y: 0 }, [behind, aside, ahead])).toBe(ahead);
  expect(nearestToward({ x: 0, y: 0 }, { x: 0, y: -1 }, [aside, ahead])).toBeUndefined();
});

describe("the piece of a plan in an alarm", () => {
  const drawing = { view: { x: 0, y: 0, width: 1000, height: 500 }, shapes: [] };
  const places = [
    { kind: "zone", zoneId: "r1", x: 0, y: 0, w: 200, h: 100 },
    { kind: "zone", zoneId: "c1", x: 10, y: 10, w: 20, h: 20 },
    { kind: "signal", signal: "a/t", x: 15, y: 15 },
    { kind: "signal", signal: "b/t", x: 990, y: 490 },
  ] as const;
  const plan = { id: "p", name: same("p"), zoneId: "b", drawing, places };
  test("is the room around the signal, inside the drawing and in the shape of its frame", () => {
    const found = excerptOf(plan, "a/t", ["c1", "r1", "b"], 2);
    expect(found).toMatchObject({ room: { w: 200 }, at: { x: 15, y: 15 }, window: { x: 0, y: 0 } });
    expect((found?.window.w ?? 0) / (found?.window.h ?? 1)).toBeCloseTo(2);
  });
  test("is the signal's neighbourhood where its room is not drawn, and nothing where the signal is not", () => {
    const found = excerptOf(plan, "b/t", ["r2"], 2);
    expect(found?.room).toBeUndefined();
    expect((found?.window.x ?? 0) + (found?.window.w ?? 0)).toBeCloseTo(1000);
    expect(excerptOf(plan, "x/t", [], 2)).toBeUndefined();
  });
});
