import { expect, test } from "vitest";
import { days, type EpochMs, epochMs, plus } from "../../basics/index.ts";
import { drillCalendar, drillDue, drillLeft } from "./drill-calendar.ts";
import type { Drill, DrillResult } from "./drill.ts";

const AT = epochMs(Date.UTC(2026, 10, 22, 8));
const inDays = (count: number): EpochMs => epochMs(AT + days(1) * count);
const plan = { id: "leak", every: days(90), firstBy: inDays(3) };
const drill = (number: number, over: Partial<Drill>): Drill => ({ number, plan: "leak", times: {}, ...over }) as Drill;
const signed = (result: DrillResult): NonNullable<Drill["concluded"]> => ({ result, words: "x", lessons: [], by: "user:li", at: AT });
const held = (number: number, at: EpochMs, because: "stopped" | "time-over" | "interrupted" = "stopped") =>
  drill(number, {
    state: "concluded",
    concluded: signed("with-lessons"),
    begun: { at } as never,
    times: { detected: { at } },
    ended: { because, at, by: "system" },
  });

test("until it was held it is due by its first day, and then so long after the last that was held", () => {
  expect(drillDue(plan, [], AT)).toEqual({ dueBy: inDays(3), overdue: false });
  expect(drillDue(plan, [], inDays(4))).toMatchObject({ overdue: true });
  const drills = [held(1, inDays(-200)), held(2, inDays(-80), "time-over"), held(3, inDays(-1), "interrupted")];
  expect(drillDue(plan, drills, AT)).toEqual({ dueBy: inDays(10), overdue: false, heldAt: inDays(-80) });
  expect(drillDue(plan, drills, inDays(11))).toMatchObject({ overdue: true });
  expect(drillDue({ ...plan, id: "fire" }, drills, AT)).toEqual({ dueBy: inDays(3), overdue: false });
});

test("one that failed does not put off the next, however it ended", () => {
  const failed = { ...held(2, inDays(-1)), concluded: signed("failed") };
  expect(drillDue(plan, [held(1, inDays(-80)), failed], AT)).toMatchObject({ dueBy: inDays(10), heldAt: inDays(-80) });
  expect(drillDue(plan, [failed], inDays(4))).toEqual({ dueBy: inDays(3), overdue: true });
});

test.each([
  ["planned", { state: "planned", plannedFor: AT }, "not-held"],
  ["over", { state: "ended", plannedFor: inDays(-9), ended: { because: "stopped", at: AT, by: "user:li" } }, "not-signed"],
  ["cancelled", { state: "cancelled", plannedFor: AT }, undefined],
  ["under way", { state: "running", plannedFor: AT }, undefined],
  ["signed", { ...held(1, AT), plannedFor: AT }, undefined],
] as const)("one that is %s is left after a day: %#", (_, over, left) => {
  expect(drillLeft(drill(1, over), inDays(1))).toBeUndefined();
  expect(drillLeft(drill(1, over), epochMs(inDays(1) + 1))).toBe(left);
});

test("of what is planned the next is named, and none that is cancelled or under way", () => {
  const planned = (number: number, at: EpochMs, state: Drill["state"] = "planned") => drill(number, { state, plannedFor: at });
  const drills = [planned(1, inDays(9)), planned(2, inDays(5)), planned(3, inDays(1), "cancelled"), planned(4, inDays(1), "running")];
  expect(drillDue(plan, drills, AT).next).toEqual({ number: 2, plannedFor: inDays(5) });
});

test("the calendar goes by zone: where something is due first stands first, the next first, with how much is overdue", () => {
  const due = (id: string, zoneId: string, at: number) => ({ id, zoneId, dueBy: plus(AT, days(at + 100)), overdue: at < 0 });
  const plans = [due("a", "ward", 20), due("b", "lab", 5), due("c", "ward", -3), due("d", "ward", -3), due("e", "store", 9)];
  expect(drillCalendar(plans).map(({ zoneId, plans: of, overdue }) => [zoneId, of.map(({ id }) => id).join(""), overdue])).toEqual([
    ["ward", "cda", 2],
    ["lab", "b", 0],
    ["store", "e", 0],
  ]);
  expect(drillCalendar([])).toEqual([]);
});
