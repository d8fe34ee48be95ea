import { type EpochMs, hours, minutes, plus, seconds } from "@labcanary/domain/basics";
import type { HistoryPoint, HistoryQuery } from "@labcanary/domain/ports";
import { expect, test } from "vitest";
import { createMemoryAlarmDesk, gasAlarm } from "../../../test/support/browser-alarm-desk.ts";
import { createSettableClock } from "../../../test/support/clock.ts";
import { limitRule, signal, testSite } from "../../../test/support/site.ts";
import { createMailEvidence, type MailEvidenceDeps } from "./mail-evidence.ts";

const alarm = gasAlarm();
const RAISED = alarm.raisedAt;

const point = (at: EpochMs, value?: number): HistoryPoint => ({
  signal: "cab-17/vapour",
  at,
  tieBreak: 0,
  receivedAt: at,
  quality: "good",
  ...(value === undefined ? {} : { value }),
});

function bench({
  points = [],
  after = minutes(5),
  ...over
}: { points?: readonly HistoryPoint[]; after?: number } & Partial<MailEvidenceDeps> = {}) {
  const clock = createSettableClock(plus(RAISED, after as never));
  const desk = createMemoryAlarmDesk(clock);
  desk.raise(alarm);
  const asked: HistoryQuery[] = [];
  const within = ({ from, to }: HistoryQuery) => points.filter(({ at }) => at >= from && at < to);
  const history = {
    range: async (query: HistoryQuery & { readonly limit: number }) => {
      asked.push(query);
      return within(query).slice(0, query.limit);
    },
    aggregate: async (query: HistoryQuery & { readonly every: number }) => {
      asked.push(query);
      return [{ at: query.from, min: 1, max: 9, mean: 3, last: 1, count: within(query).length }];
    },
  };
  const evidence = createMailEvidence({ clock, site: () => testSite(), desk: () => desk, history: () => history, ...over });
  return { evidence, asked };
}

test("a curve is of the hour before, up to now, with the limits of the value and the moment", async () => {
  const points = [point(plus(RAISED, minutes(-30)), 1.2), point(plus(RAISED, minutes(-20))), point(plus(RAISED, minutes(5)), 23.4)];
  const { evidence, asked } = bench({ points });
  const named = await evidence.curve(alarm);
  expect(named).toMatchObject({
    signal: { en: "Solvent vapour" },
    curve: { moment: RAISED, unit: "%LEL", gap: seconds(90), isSimulated: false },
  });
  expect(named?.curve.points).toEqual([
    { at: plus(RAISED, minutes(-30)), value: 1.2 },
    { at: plus(RAISED, minutes(-20)) },
    { at: plus(RAISED, minutes(5)), value: 23.4 },
  ]);
  expect(named?.curve.limits).toEqual([
    { at: 10, sign: "≥", priority: "high", isOfAlarm: false },
    { at: 20, sign: "≥", priority: "critical", isOfAlarm: true },
  ]);
  expect(asked).toEqual([{ signal: "cab-17/vapour", from: plus(RAISED, minutes(-60)), to: RAISED + minutes(5) + 1, limit: 4000 }]);
});

test.each([
  { after: 0, until: minutes(1), because: "the moment stands within" },
  { after: hours(10), until: hours(10), because: "what came after belongs to it" },
  { after: hours(100), until: hours(23), because: "it is about the day it happened" },
])("$after ms after raising it ends $until after: $because", async ({ after, until }) => {
  const { evidence } = bench({ after });
  expect((await evidence.curve(alarm))?.curve.to).toBe(RAISED + until);
});

test("more readings than can be drawn are summed up in spans, of states by the last", async () => {
  const points = Array.from({ length: 4001 }, (_, second) => point(plus(RAISED, seconds(second - 3600)), 1));
  const measured = await bench({ points, after: minutes(10) }).evidence.curve(alarm);
  expect(measured?.curve).toMatchObject({ points: [{ value: 3, min: 1, max: 9 }], gap: seconds(90) });
  const door = signal({
    states: ["closed", "open"],
    unit: "state",
    hold: seconds(5),
    rules: [limitRule({ direction: "low", inclusive: false })],
  });
  const site = testSite({ signals: [door] });
  const said = await bench({ points, after: minutes(10), site: () => site }).evidence.curve(alarm);
  // 70 min in 300 spans of 14 s: two of them may lie between.
  expect(said?.curve).toMatchObject({ points: [{ value: 1 }], states: ["closed", "open"], gap: seconds(28), limits: [{ sign: "<" }] });
  expect(said?.curve.points[0]).not.toHaveProperty("min");
});

test("there is nothing to draw of the platform's own alarms, nor of a signal the site no longer has", async () => {
  const { evidence } = bench();
  expect(await evidence.curve(gasAlarm({ source: { kind: "system", condition: "history-store-down" } }))).toBeUndefined();
  expect(await bench({ site: () => testSite({ signals: [] }) }).evidence.curve(alarm)).toBeUndefined();
});

test("a limit on an average is no line among the readings", async () => {
  const average = limitRule({ of: { kind: "time-weighted", over: minutes(15) } as never });
  const { evidence } = bench({ site: () => testSite({ signals: [signal({ rules: [average] })] }) });
  expect((await evidence.curve(alarm))?.curve.limits).toEqual([]);
});

test("an alarm comes with its journal, people with their names, times with the site's zone", () => {
  const { evidence } = bench();
  expect(evidence.evidence(alarm.id)).toMatchObject({ alarm: { id: alarm.id }, timeline: [{ kind: "raised" }] });
  expect(evidence.evidence("nothing")).toBeUndefined();
  expect([evidence.nameOf("wang"), evidence.nameOf("gone"), evidence.timeZone()]).toEqual(["Wang Fang", "gone", "Asia/Shanghai"]);
});

test("a history that is away is the caller's to say", async () => {
  const history = () => ({ range: async () => Promise.reject(new Error("away")), aggregate: async () => [] });
  await expect(bench({ history }).evidence.curve(alarm)).rejects.toThrow("away");
});
