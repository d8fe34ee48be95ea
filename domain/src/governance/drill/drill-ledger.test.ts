import { expect, test } from "vitest";
import { testSite } from "../../../../test/support/site.ts";
import { days, epochMs, minutes, plus } from "../../basics/index.ts";
import type { DrillPlan } from "../../site/index.ts";
import { drillDueBy } from "./drill-calendar.ts";
import { drillLedger } from "./drill-ledger.ts";
import type { Drill, DrillCommand, DrillLesson, NewDrill } from "./drill.ts";

const AT = epochMs(Date.UTC(2026, 10, 22, 8));
const plan: DrillPlan = {
  id: "leak",
  name: { en: "Leak", zh: "泄漏" },
  zoneId: "room-114",
  scenario: "leak.yaml",
  signals: ["cab-17/vapour"],
  expect: {},
  limit: minutes(30),
  every: days(90),
  firstBy: plus(AT, days(10)),
};
const site = { ...testSite(), drills: [plan] };
const said: NewDrill = { plan: "leak", zoneId: "room-114", plannedFor: plus(AT, days(1)), leader: "wang", who: "all" };
const decide = (item: Drill | undefined, command: DrillCommand, others: readonly Drill[] = []) =>
  drillLedger.decide(item, command, { at: AT, site, actor: "user:li", number: 1, others: () => others });

function after(item: Drill | undefined, ...commands: readonly DrillCommand[]): Drill {
  let drill = item;
  for (const command of commands) {
    const decided = decide(drill, command);
    if (!decided.ok) throw new Error(decided.error.code);
    for (const act of decided.value) drill = drillLedger.fold(drill, act, { at: AT, actor: "user:li", number: 1 });
  }
  return drill ?? expect.fail();
}
const lesson: DrillLesson = { words: "no key", class: "gas", level: "general" };
const conclude = (over: Partial<Extract<DrillCommand, { verb: "conclude" }>["conclusion"]> = {}): DrillCommand => ({
  verb: "conclude",
  conclusion: { result: "with-lessons", words: "went well", lessons: [lesson], ...over },
  signed: "reviewed",
});
const detected: DrillCommand = { verb: "reach", step: "detected", reached: { at: AT, alarm: { id: "a", code: "7KQ2" } } };
const stop: DrillCommand = { verb: "end", end: { because: "stopped", at: AT } };
const planned = after(undefined, { verb: "plan", drill: said });
const running = after(planned, { verb: "begin", signed: "approved" });
const ended = after(running, detected, stop);
const expectingSafe: Drill = { ...ended, begun: { plan: { ...plan, expect: { safe: minutes(10) } }, until: AT, by: "user:li", at: AT } };
const lateSafe: Drill = {
  ...expectingSafe,
  times: { ...ended.times, safe: { at: plus(AT, minutes(11)) } },
  ended: { because: "stopped", at: plus(AT, minutes(12)), by: "user:li" },
};
const correct = (over: Partial<Extract<DrillCommand, { verb: "correct" }>> = {}): DrillCommand => ({
  verb: "correct",
  step: "on-site",
  words: "pressed too early",
  ...over,
});
const badged: DrillCommand = { verb: "reach", step: "on-site", reached: { at: AT, by: "wang", badge: { event: "e", deviceId: "reader" } } };
const observed = after(running, detected, { verb: "observe", step: "on-site" });
/** As lines of before could be: nothing was held against anything. */
const outOfOrder: Drill = { ...ended, times: { ...ended.times, "on-site": { at: epochMs(AT - 1), by: "user:li" } } };

test("whoever is safe is on site: one press notes both, and the platform's own signs are held to no order of ours", () => {
  const safe = after(running, detected, { verb: "observe", step: "safe" });
  expect(safe.times).toMatchObject({ "on-site": { at: AT, by: "user:li" }, safe: { at: AT, by: "user:li" } });
  expect(after(observed, { verb: "observe", step: "safe" }).times["on-site"]).toEqual(observed.times["on-site"]);
  expect(decide(running, badged)).toMatchObject({ ok: true });
});

test("what an observer noted wrong is corrected until the result is signed, and stays in the record", () => {
  const soon = { at: plus(AT, minutes(2)), actor: "user:chen", number: 1 };
  const act = { act: "step-corrected", step: "on-site", was: { at: AT, by: "user:li" }, words: "pressed too early" } as const;
  const later = drillLedger.decide(observed, correct({ at: plus(AT, minutes(1)) }), { ...soon, site, others: () => [] });
  expect(later).toEqual({ ok: true, value: [{ ...act, reached: { at: plus(AT, minutes(1)), by: "user:chen" } }] });
  const corrected = drillLedger.fold(observed, later.ok ? (later.value[0] ?? expect.fail()) : expect.fail(), soon);
  expect(corrected.times["on-site"]).toEqual({ at: plus(AT, minutes(1)), by: "user:chen" });
  const withdrawn = after(corrected, stop, correct());
  expect(withdrawn.times["on-site"]).toBeUndefined();
  expect(withdrawn.corrections).toMatchObject([
    { was: { at: AT, by: "user:li" }, reached: { by: "user:chen" }, by: "user:chen" },
    { was: { by: "user:chen" }, words: "pressed too early", by: "user:li" },
  ]);
});

test("of a drill in which both were noted too early, each is put right by itself, in any order; as planned asks for all", () => {
  const early = { at: epochMs(AT - 2000), by: "user:li" };
  const both: Drill = { ...ended, times: { ...ended.times, "on-site": early, safe: early } };
  const [onSite, safe] = [correct({ at: AT }), correct({ step: "safe", at: AT })];
  for (const [first, second] of [
    [onSite, safe],
    [safe, onSite],
  ] as const) {
    const half = after(both, first);
    expect(decide(half, conclude({ result: "as-planned", lessons: [] }))).toMatchObject({ error: { code: "DRILL_STEP_ORDER" } });
    expect(decide(after(half, second), conclude({ result: "as-planned", lessons: [] }))).toMatchObject({ ok: true });
  }
  expect(after(both, correct({ step: "safe" }), correct()).times).toEqual(ended.times);
  expect(decide(both, correct({ step: "safe", at: epochMs(AT - 1) }))).toMatchObject({ error: { code: "DRILL_STEP_ORDER" } });
});

test("what was taken back by mistake is put back with its reason, also after the end", () => {
  const withdrawn = after(observed, stop, correct());
  const back = after(withdrawn, correct({ at: AT, words: "it was right" }));
  expect(back.times["on-site"]).toEqual({ at: AT, by: "user:li" });
  expect(back.corrections).toMatchObject([
    { step: "on-site" },
    { was: { at: AT, by: "user:li" }, reached: { at: AT }, words: "it was right" },
  ]);
  expect(decide(withdrawn, correct())).toMatchObject({ error: { code: "DRILL_STEP_NOT_NOTED" } });
});

test("whole seconds within the second of the step before are that step's time", () => {
  const half = epochMs(AT - 500);
  const told = { ...observed, times: { detected: { at: half }, "on-site": { at: AT, by: "user:li" }, safe: { at: AT, by: "user:li" } } };
  const timesOf = (step: "on-site" | "safe", drill: Drill = told) =>
    after(drill, correct({ step, at: epochMs(AT - 1000) })).times[step]?.at;
  expect(timesOf("on-site")).toBe(half);
  expect(() => timesOf("safe")).toThrow("DRILL_STEP_ORDER");
  expect(timesOf("safe", { ...told, times: { ...told.times, "on-site": { at: epochMs(AT - 400), by: "user:li" } } })).toBe(AT - 400);
  expect(decide(told, correct({ at: epochMs(AT - 999) }))).toMatchObject({ error: { code: "DRILL_STEP_ORDER" } });
});

test("a drill keeps its plan as it was, its times, what was seen, and what it has shown", () => {
  expect(running).toMatchObject({ state: "running", begun: { plan, by: "user:li", at: AT, until: plus(AT, minutes(30)) } });
  const held = after(running, detected, { verb: "observe", step: "on-site" }, { verb: "note", words: "two came" }, stop);
  expect(held).toMatchObject({
    state: "ended",
    times: { detected: { alarm: { code: "7KQ2" } }, "on-site": { by: "user:li" } },
    notes: [{ words: "two came" }],
    ended: { because: "stopped", by: "user:li" },
  });
  const signed = after(held, { verb: "note", words: "one more" }, conclude(), { verb: "link", hazard: 7 });
  expect(signed).toMatchObject({ state: "concluded", concluded: { lessons: [lesson], by: "user:li" }, hazards: [7] });
  expect(after(planned, { verb: "cancel", words: "exams" })).toMatchObject({ state: "cancelled", cancelled: { words: "exams" } });
});

test("its beginning is signed, and a line from before its signature said what it means is read as ever", () => {
  expect(decide(planned, { verb: "begin", signed: "approved" })).toMatchObject({ value: [{ act: "begun", signed: "approved" }] });
  const old = { act: "begun", plan, until: plus(AT, minutes(30)) } as const;
  expect(drillLedger.fold(planned, old, { at: AT, actor: "user:li", number: 1 })).toEqual(running);
});

test("what has happened first stays, also when it is told again, and after the end", () => {
  const later = { ...detected, reached: { at: plus(AT, minutes(9)) } } as DrillCommand;
  expect(decide(ended, later)).toEqual({ ok: true, value: [] });
  expect(after(ended, { verb: "reach", step: "told", reached: { at: AT } }).times.told).toEqual({ at: AT });
});

test("the next is due so long after one that was held and signed; one that a real alarm ended, or that showed nothing, was not held", () => {
  expect(drillDueBy(plan, [running, ended])).toBe(plan.firstBy);
  expect(drillDueBy(plan, [after(ended, conclude())])).toBe(plus(AT, days(90)));
  const interrupted = after(running, detected, { verb: "end", end: { because: "interrupted", at: AT } }, conclude());
  const unheard = after(running, { verb: "end", end: { because: "time-over", at: AT } }, conclude());
  expect(drillDueBy(plan, [interrupted, unheard])).toBe(plan.firstBy);
  expect([drillLedger.due(running, { at: AT, site }), drillLedger.alarms(running, { at: AT, site })]).toEqual([[], []]);
});

const withPlan = (over: Partial<NewDrill>): DrillCommand => ({ verb: "plan", drill: { ...said, ...over } });
const lessons = (count: number): readonly DrillLesson[] => Array.from({ length: count }, () => lesson);
test.each([
  ["DRILL_UNKNOWN", undefined, { verb: "begin", signed: "approved" }],
  ["DRILL_PLAN", undefined, withPlan({ plan: "fire" })],
  ["DRILL_PLAN", undefined, withPlan({ zoneId: "cabinet-17" })],
  ["DRILL_PLANNED_FOR", undefined, withPlan({ plannedFor: epochMs(AT - 1) })],
  ["DRILL_PLANNED_FOR", undefined, withPlan({ plannedFor: plus(AT, days(400)) })],
  ["DRILL_LEADER", undefined, withPlan({ leader: "nobody" })],
  ["DRILL_WORDS", undefined, withPlan({ who: " " })],
  ["DRILL_STATE", running, { verb: "begin", signed: "approved" }],
  ["DRILL_PLAN", { ...planned, plan: "gone" }, { verb: "begin", signed: "approved" }],
  ["DRILL_STATE", running, { verb: "cancel", words: "x" }],
  ["DRILL_WORDS", planned, { verb: "cancel", words: "" }],
  ["DRILL_STATE", planned, detected],
  ["DRILL_STATE", planned, { verb: "observe", step: "safe" }],
  ["DRILL_STEP", after(running, detected, { verb: "observe", step: "safe" }), { verb: "observe", step: "safe" }],
  ["DRILL_STEP_ORDER", running, { verb: "observe", step: "on-site" }],
  ["DRILL_STEP_ORDER", running, { verb: "observe", step: "safe" }],
  ["DRILL_STEP_ORDER", outOfOrder, conclude({ result: "as-planned", lessons: [] })],
  ["DRILL_STATE", after(ended, conclude()), correct()],
  ["DRILL_STEP_NOT_NOTED", ended, correct()],
  ["DRILL_STEP_NOT_NOTED", after(running, detected, badged), correct()],
  ["DRILL_STEP_NOT_NOTED", ended, correct({ step: "detected" as never })],
  ["DRILL_WORDS", observed, correct({ words: " " })],
  ["DRILL_STEP_ORDER", observed, correct({ at: epochMs(AT - 1) })],
  ["DRILL_STEP_ORDER", observed, correct({ at: epochMs(AT + 1) })],
  ["DRILL_STEP_ORDER", after(running, detected, { verb: "observe", step: "safe" }), correct({ step: "on-site" })],
  ["DRILL_STEP", running, { verb: "observe", step: "told" as never }],
  ["DRILL_STATE", planned, { verb: "note", words: "x" }],
  ["DRILL_WORDS", running, { verb: "note", words: "x".repeat(1001) }],
  ["DRILL_STATE", ended, stop],
  ["DRILL_STATE", running, conclude()],
  ["DRILL_WORDS", ended, conclude({ words: "" })],
  ["DRILL_LESSONS", ended, conclude({ lessons: [] })],
  ["DRILL_NOT_AS_PLANNED", expectingSafe, conclude({ result: "as-planned" })],
  ["DRILL_NOT_AS_PLANNED", lateSafe, conclude({ result: "as-planned", lessons: [] })],
  ["DRILL_LESSONS", lateSafe, conclude({ result: "with-lessons", lessons: [] })],
  ["DRILL_LESSONS", ended, conclude({ lessons: lessons(21) })],
  ["DRILL_LESSONS", ended, conclude({ lessons: [{ ...lesson, words: "x".repeat(901) }] })],
  ["DRILL_STATE", ended, { verb: "link", hazard: 1 }],
] as const satisfies readonly (readonly [string, Drill | undefined, DrillCommand])[])("%s", (code, item, command) => {
  expect(decide(item, command)).toMatchObject({ ok: false, error: { code } });
});

test("at the last moment is in time, and may be signed as planned", () => {
  const inTime = { ...lateSafe, times: { ...lateSafe.times, safe: { at: plus(AT, minutes(10)) } } };
  expect(decide(inTime, conclude({ result: "as-planned", lessons: [] }))).toMatchObject({ ok: true });
});

test("one drill is held at a time, and an attempt at a second is kept; a line about none is said to be broken", () => {
  expect(decide({ ...planned, number: 2 }, { verb: "begin", signed: "approved" }, [running])).toMatchObject({
    error: { code: "DRILL_UNDER_WAY", journaled: true },
  });
  expect(decide(ended, conclude({ result: "as-planned", lessons: [] }))).toMatchObject({ ok: true });
  expect(() => drillLedger.fold(undefined, { act: "noted", words: "x" }, { at: AT, actor: "user:li", number: 7 })).toThrow("drill 7");
});

test("an observer's photos are kept while it is under way or ended, each once, and at most 20", () => {
  const photo = (sha256: string) => ({ verb: "add-photo", photo: { sha256, type: "image/jpeg", bytes: 1, width: 1, height: 1 } }) as const;
  const planned = after(undefined, { verb: "plan", drill: said });
  expect(decide(planned, photo("a"))).toMatchObject({ ok: false, error: { code: "DRILL_STATE" } });
  const running = after(
    planned,
    { verb: "begin", signed: "approved" },
    ...Array.from({ length: 20 }, (_, index) => photo(`p${index}`)),
    photo("p0"),
  );
  expect(running.photos).toHaveLength(20);
  expect(running.photos[0]).toMatchObject({ sha256: "p0", by: "user:li", at: AT });
  expect(decide(running, photo("one more"))).toMatchObject({ ok: false, error: { code: "DRILL_PHOTOS" } });
  expect(decide(running, photo("p1"))).toEqual({ ok: true, value: [] });
});

test("of what several can tell of being on site the first that happened counts, until the result is signed", () => {
  const reach = (at: number) => ({ verb: "reach", step: "on-site", reached: { at: plus(AT, minutes(at)), by: "wang" } }) as const;
  const running = after(
    undefined,
    { verb: "plan", drill: said },
    { verb: "begin", signed: "approved" },
    detected,
    reach(5),
    reach(7),
    reach(3),
  );
  expect(running.times["on-site"]?.at).toBe(plus(AT, minutes(3)));
  const signed = after(
    running,
    { verb: "end", end: { because: "stopped", at: AT } },
    {
      verb: "conclude",
      conclusion: { result: "as-planned", words: "well", lessons: [] },
      signed: "reviewed",
    },
  );
  expect(after(signed, reach(1)).times["on-site"]?.at).toBe(plus(AT, minutes(3)));
});
