import { days, type EpochMs, minus, minutes, plus, seconds } from "@labcanary/domain/basics";
import type { DrillCommand } from "@labcanary/domain/governance";
import { type DrillPlan, twinKeyOf } from "@labcanary/domain/site";
import type { AccessEvent } from "@labcanary/domain/telemetry";
import { expect, test } from "vitest";
import { type GovernanceBench, startGovernance } from "../../../test/support/governance.ts";
import { changeOf } from "../../../test/support/kannel-conditions.ts";
import { signal, testSite } from "../../../test/support/site.ts";

const KEY = "cab-17/vapour";
const PLAN: DrillPlan = {
  id: "leak",
  name: {
    en: "Leak",
    zh: "泄漏",
  },
  zoneId: "room-114",
  scenario: "leak.yaml",
  signals: [KEY],
  expect: {},
  limit: minutes(30),
  every: days(90),
  firstBy: 0 as never,
};
const reader = (id: string, zoneId: string) => ({ id, name: { en: id, zh: id }, zoneId, signals: [] });
/** `gate` has a door in the drill's zone and one outside of it. */
const site = {
  ...testSite({
    devices: [...testSite().devices, reader("reader", "cabinet-17"), reader("gate", "chemistry")],
    signals: [...testSite().signals, signal({ key: "gate/inner", deviceId: "gate", name: "inner", zoneId: "room-114", rules: [] })],
  }),
  drills: [PLAN],
};

/** Drill 1 under way; its alarm was raised a minute ago, and Wang has been sent a text of it. */
async function detected(): Promise<GovernanceBench> {
  const bench = await startGovernance({ site });
  const plannedFor = plus(bench.clock.now(), minutes(1));
  order(bench, { verb: "plan", drill: { plan: "leak", zoneId: "room-114", plannedFor, leader: "wang", who: "all" } });
  order(bench, { verb: "begin", signed: "approved" });
  bench.clock.advance(seconds(10));
  const at = bench.clock.now();
  const ruleId = "labcanary-drill/cab-17/vapour/high";
  await bench.alerting.takeConditions([changeOf("d", { at, receivedAt: at, signal: twinKeyOf(KEY), ruleId })]);
  await bench.settle();
  bench.clock.advance(minutes(1));
  expect(bench.alerting.drill()?.told).toEqual(["wang"]);
  return bench;
}
let commands = 0;
const order = (bench: GovernanceBench, command: DrillCommand) =>
  bench.governance
    .drills()
    .carryOut({ id: `c${++commands}`, actor: "user:mei", order: command, ...(command.verb === "plan" ? {} : { number: 1 }) });

const badge = (at: EpochMs, over: Partial<AccessEvent> = {}, who = "wang"): AccessEvent => ({
  id: `${over.deviceId ?? "reader"}:${at}:badge:${who}`,
  deviceId: "reader",
  kind: "badge",
  at,
  receivedAt: at,
  historical: false,
  ...(who === ""
    ? {}
    : {
        person: {
          id: who,
          name: who,
          roles: [],
        },
      }),
  ...over,
});
/** As the rules hand it on: kept first, then told. */
async function hear(bench: GovernanceBench, ...events: readonly AccessEvent[]): Promise<void> {
  await bench.alerting.takeEvents(events);
  await bench.governance.takeEvents(events);
}
const onSite = (bench: GovernanceBench) => bench.governance.drills().get(1)?.times["on-site"];

test("the badge of somebody who was told, at a door of the drill's zone, is who was on site, when and where; at once", async () => {
  const bench = await detected();
  const at = bench.clock.now();
  await hear(bench, badge(at));
  expect(onSite(bench)).toEqual({ at, by: "wang", badge: { event: `reader:${at}:badge:wang`, deviceId: "reader" } });
});

test.each([
  { because: "by a door of the zone at a reader that lies outside", over: { deviceId: "gate", door: "inner" } },
  { because: "though the reader did not let them in: they are at the door", over: { granted: false } },
  { because: "heard of late", over: { historical: true } },
])("$because", async ({ over }) => {
  const bench = await detected();
  await hear(bench, badge(bench.clock.now(), over));
  expect(onSite(bench)).toMatchObject({ by: "wang" });
});

test.each([
  { because: "nobody told them", over: {}, who: "smith" },
  { because: "nobody knows whose badge it is", over: {}, who: "" },
  { because: "the reader is elsewhere", over: { deviceId: "gate" }, who: "wang" },
  { because: "it is no badge", over: { kind: "button", object: "exit" }, who: "wang" },
] as const)("is not on site: $because", async ({ over, who }) => {
  const bench = await detected();
  await hear(bench, badge(bench.clock.now(), over, who));
  bench.clock.advance(minutes(1));
  expect(onSite(bench)).toBeUndefined();
});

test("whoever came before the alarm came for something else", async () => {
  const bench = await detected();
  await hear(bench, badge(minus(bench.clock.now(), seconds(61))));
  expect(onSite(bench)).toBeUndefined();
});

test("the first counts that happened: a badge heard of late is before what an observer noted, and not after it", async () => {
  const bench = await detected();
  const before = bench.clock.now();
  bench.clock.advance(minutes(2));
  order(bench, { verb: "observe", step: "on-site" });
  const noted = bench.clock.now();
  bench.clock.advance(seconds(30));
  await hear(bench, badge(bench.clock.now()));
  expect(onSite(bench)).toEqual({ at: noted, by: "user:mei" });
  await hear(bench, badge(before));
  expect(onSite(bench)).toMatchObject({ at: before, by: "wang", badge: { deviceId: "reader" } });
  // Both are in its lines.
  expect(
    bench.governance
      .drills()
      .linesOf(1)
      .filter(({ act }) => (act as { step?: string }).step === "on-site"),
  ).toHaveLength(2);
});

test("a badge that was after what an observer noted wrong counts once that is corrected, also after the end", async () => {
  const bench = await detected();
  order(bench, { verb: "observe", step: "on-site" });
  bench.clock.advance(minutes(2));
  const at = bench.clock.now();
  await hear(bench, badge(at));
  order(bench, { verb: "end", end: { because: "stopped", at } });
  expect(onSite(bench)).toMatchObject({ by: "user:mei" });
  order(bench, { verb: "correct", step: "on-site", words: "pressed too early" });
  expect(onSite(bench)).toMatchObject({ at, by: "wang", badge: { deviceId: "reader" } });
});

test("what came in while nobody listened is found at the next look, and what was signed stays as it was signed", async () => {
  const bench = await detected();
  const at = bench.clock.now();
  await bench.alerting.takeEvents([badge(at)]);
  bench.clock.advance(minutes(1));
  expect(onSite(bench)).toMatchObject({ at, by: "wang" });
  order(bench, { verb: "end", end: { because: "stopped", at: bench.clock.now() } });
  order(bench, { verb: "conclude", conclusion: { result: "as-planned", words: "well", lessons: [] }, signed: "reviewed" });
  await hear(bench, badge(minus(at, seconds(20))));
  const again = await bench.restartAll();
  expect(onSite(again)).toMatchObject({ at });
});

test("that somebody is on their way is no arrival: they are not there", async () => {
  const bench = await detected();
  bench.alerting.command({ kind: "operator-command", id: "attend", alarmId: "d", verb: "attend", by: "wang", asTest: "drill/1" });
  expect(bench.alerting.get("d")?.attendedBy).toBe("wang");
  expect(onSite(bench)).toBeUndefined();
});
