import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { days, type EpochMs, epochMs, hours, minutes, plus, seconds } from "../basics/index.ts";
import { PRIORITIES } from "../rules/index.ts";
import { FIGURE_TARGETS, judgeFigures, JUDGED_FIGURES } from "./figure-targets.ts";
import { type AlarmFact, type AlarmSystemFigures, collectFigures, isFleeting, isUnauthorised } from "./system-figures.ts";

const FROM = epochMs(Date.UTC(2026, 10, 1));
const TO = plus(FROM, days(30));
const after = (span: number): EpochMs => epochMs(FROM + span);
let alarms = 0;
const alarm = (at: number, over: Partial<AlarmFact> = {}): AlarmFact => ({
  alarmId: `a${alarms++}`,
  subject: "cab/vapour/high",
  priority: "low",
  annunciatedAt: after(at),
  clearedAt: after(at + hours(1)),
  chattered: false,
  ...over,
});
function figuresOf(facts: readonly AlarmFact[], to = TO): AlarmSystemFigures {
  const collector = collectFigures(FROM, to);
  for (const fact of facts) collector.takeAlarm(fact);
  return collector.figures();
}

test("nothing happened: all figures are 0, and every target is met", () => {
  const figures = figuresOf([]);
  expect(figures).toEqual({
    from: FROM,
    to: TO,
    alarms: 0,
    perTenMinutes: { average: 0, peak: 0 },
    perHour: { average: 0, peak: 0 },
    perDay: { average: 0, peak: 0 },
    crowded: 0,
    floods: 0,
    floodTime: 0,
    busiest: [],
    busiestShare: 0,
    chattering: { alarms: 0, rules: 0 },
    fleeting: { alarms: 0, rules: 0 },
    stale: { atEnd: 0, worst: 0 },
    priorities: Object.fromEntries(PRIORITIES.map((priority) => [priority, { count: 0, share: 0 }])),
    unauthorisedSuppressions: 0,
    acknowledge: { count: 0, missing: 0 },
    firstHuman: { count: 0, missing: 0 },
  });
  expect(Object.values(judgeFigures(figures)).every((verdict) => verdict === "met")).toBe(true);
  expect(collectFigures(FROM, FROM).figures()).toMatchObject({ floodTime: 0, crowded: 0, perDay: { average: 0 } });
});

describe("rates", () => {
  test("are averages of the whole span, and the fullest period", () => {
    const busy = Array.from({ length: 12 }, (_, index) => alarm(days(3) + hours(5) + minutes(20) + seconds(index * 30)));
    const figures = figuresOf([...busy, ...Array.from({ length: 18 }, (_, index) => alarm(days(index)))]);
    expect(figures.alarms).toBe(30);
    expect(figures.perDay).toEqual({ average: 1, peak: 13, peakAt: after(days(3)) });
    expect(figures.perHour.average).toBeCloseTo(1 / 24);
    expect(figures.perHour).toMatchObject({ peak: 12, peakAt: after(days(3) + hours(5)) });
    expect(figures.perTenMinutes).toMatchObject({ peak: 12, peakAt: after(days(3) + hours(5) + minutes(20)) });
    expect(figures.crowded).toBeCloseTo(1 / 4320);
  });

  test("of a span shorter than a period are not reckoned up: two alarms in the first minute are two in a day", () => {
    const { perTenMinutes, perHour, perDay } = figuresOf([alarm(0), alarm(seconds(5))], after(minutes(1)));
    expect([perTenMinutes, perHour, perDay].map(({ average }) => average)).toEqual([2, 2, 2]);
  });

  test("an alarm before or after the span does not count", () => {
    expect(figuresOf([alarm(-1), alarm(days(30))]).alarms).toBe(0);
  });

  test.each([
    { perHour: 6, verdict: "met" },
    { perHour: 7, verdict: "strained" },
    { perHour: 12, verdict: "strained" },
    { perHour: 13, verdict: "missed" },
  ])("$perHour in an hour: $verdict", ({ perHour, verdict }) => {
    const hour = figuresOf(
      Array.from({ length: perHour }, (_, index) => alarm(index * 1000)),
      after(hours(1)),
    );
    expect(judgeFigures(hour)).toMatchObject({ perHour: verdict });
  });
});

test("flood time is the part of each flood within the span", () => {
  const collector = collectFigures(FROM, TO);
  collector.takeFlood({ from: after(-hours(1)), to: after(hours(2)) });
  collector.takeFlood({ from: after(days(29)), to: after(days(31)) });
  expect(collector.figures()).toMatchObject({ floods: 2, floodTime: (hours(2) + days(1)) / days(30) });
});

test("the busiest rules: how much of the load is theirs, and what is wrong with them", () => {
  const facts = Array.from({ length: 12 }, (_, rule) =>
    Array.from({ length: rule + 1 }, (_, index) => alarm(minutes(index), { subject: `rule-${String(rule).padStart(2, "0")}` })),
  ).flat();
  const chattering = alarm(hours(2), { alarmId: "last", subject: "rule-11", chattered: true, clearedAt: after(hours(2) + seconds(20)) });
  const { busiest, busiestShare, chattering: chatter, fleeting } = figuresOf([chattering, ...facts]);
  expect(busiest).toHaveLength(10);
  expect(busiest[0]).toEqual({
    subject: "rule-11",
    latest: "last",
    count: 13,
    share: 13 / 79,
    chattering: 1,
    fleeting: 1,
    longestFleeting: seconds(20),
  });
  expect(busiest.at(-1)?.subject).toBe("rule-02");
  expect(busiestShare).toBeCloseTo(76 / 79);
  expect([chatter, fleeting]).toEqual([
    { alarms: 1, rules: 1 },
    { alarms: 1, rules: 1 },
  ]);
});

test("rules as busy as each other stand in the order of their names", () => {
  expect(figuresOf([alarm(1, { subject: "b" }), alarm(2, { subject: "a" })]).busiest.map(({ subject }) => subject)).toEqual(["a", "b"]);
});

test.each([
  { cleared: seconds(60), human: undefined, fleeting: true },
  { cleared: seconds(61), human: undefined, fleeting: false },
  { cleared: undefined, human: undefined, fleeting: false },
  { cleared: seconds(30), human: seconds(10), fleeting: false },
  { cleared: seconds(30), human: seconds(30), fleeting: true },
])("gone after $cleared ms, a person had it after $human: fleeting $fleeting", ({ cleared, human, fleeting }) => {
  const { clearedAt: _clearedAt, ...fact } = alarm(0);
  const times = {
    ...(cleared === undefined ? {} : { clearedAt: after(cleared) }),
    ...(human === undefined ? {} : { firstHumanAt: after(human) }),
  };
  expect(isFleeting({ ...fact, ...times })).toBe(fleeting);
});

describe("stale alarms", () => {
  const { clearedAt: _clearedAt, ...met } = alarm(0);
  test("count on each day on which their condition has been met for longer than a day", () => {
    const twoDays = { ...met, clearedAt: after(days(2)) };
    const endless = { ...met, annunciatedAt: after(days(28)) };
    const before = { ...met, annunciatedAt: after(-days(9)), clearedAt: after(days(1.5)) };
    expect(figuresOf([twoDays]).stale).toEqual({ atEnd: 0, worst: 1, worstAt: after(days(1)) });
    expect(figuresOf([twoDays, endless, before]).stale).toEqual({ atEnd: 1, worst: 2, worstAt: after(days(1)) });
    expect(figuresOf([before]).alarms).toBe(0);
  });

  test("are none after exactly a day, nor before their day is over", () => {
    expect(figuresOf([{ ...met, clearedAt: after(days(1)) }]).stale).toEqual({ atEnd: 0, worst: 0 });
    expect(figuresOf([met], after(hours(24))).stale).toEqual({ atEnd: 0, worst: 0 });
  });

  test.each([
    { count: 4, verdict: "met" },
    { count: 5, verdict: "missed" },
  ])("$count on one day: $verdict", ({ count, verdict }) => {
    expect(judgeFigures(figuresOf(Array.from({ length: count }, () => met))).stale).toBe(verdict);
  });
});

test("the split of priorities", () => {
  const facts = PRIORITIES.flatMap((priority, index) => Array.from({ length: [1, 5, 15, 79][index] ?? 0 }, () => alarm(0, { priority })));
  const figures = figuresOf(facts);
  expect(figures.priorities).toEqual({
    critical: { count: 1, share: 0.01 },
    high: { count: 5, share: 0.05 },
    medium: { count: 15, share: 0.15 },
    low: { count: 79, share: 0.79 },
  });
  expect(judgeFigures(figures).priorities).toBe("met");
  expect(judgeFigures(figuresOf([...facts, alarm(0, { priority: "high" })])).priorities).toBe("missed");
});

test.each([
  {
    what: "a person, a reason and an end",
    fact: { kind: "shelved", by: "user:mei", reason: "repair", until: after(1) },
    unauthorised: false,
  },
  { what: "no line in the journal", fact: { kind: "shelved", reason: "repair", until: after(1) }, unauthorised: true },
  { what: "the platform itself", fact: { kind: "shelved", by: "system", reason: "repair", until: after(1) }, unauthorised: true },
  { what: "nobody by name", fact: { kind: "shelved", by: "user:", reason: "repair", until: after(1) }, unauthorised: true },
  { what: "no reason", fact: { kind: "shelved", by: "user:mei", until: after(1) }, unauthorised: true },
  { what: "a blank reason", fact: { kind: "shelved", by: "user:mei", reason: " ", until: after(1) }, unauthorised: true },
  { what: "no end", fact: { kind: "shelved", by: "user:mei", reason: "repair" }, unauthorised: true },
  {
    what: "two people",
    fact: { kind: "out-of-service", by: "user:li", reason: "repair", until: after(1), proposedBy: "mei", approvedBy: "li" },
    unauthorised: false,
  },
  {
    what: "one person twice",
    fact: { kind: "out-of-service", by: "user:mei", reason: "repair", until: after(1), proposedBy: "mei", approvedBy: "mei" },
    unauthorised: true,
  },
  {
    what: "nobody who approved",
    fact: { kind: "out-of-service", by: "user:mei", reason: "repair", until: after(1), proposedBy: "mei" },
    unauthorised: true,
  },
  {
    what: "nobody who proposed",
    fact: { kind: "out-of-service", by: "user:li", reason: "repair", until: after(1), approvedBy: "li" },
    unauthorised: true,
  },
] as const)("off the list with $what: unauthorised $unauthorised", ({ fact, unauthorised }) => {
  expect(isUnauthorised(fact)).toBe(unauthorised);
  const collector = collectFigures(FROM, TO);
  collector.takeSuppression(fact);
  expect(collector.figures().unauthorisedSuppressions).toBe(unauthorised ? 1 : 0);
  expect(judgeFigures(collector.figures()).unauthorisedSuppressions).toBe(unauthorised ? "missed" : "met");
});

describe("response times", () => {
  test("are the middle and the ninth of ten; what has not happened is said", () => {
    const facts = Array.from({ length: 10 }, (_, index) =>
      alarm(0, { acknowledgedAt: after(seconds(10 - index)), firstHumanAt: after(seconds(1)) }),
    );
    const { acknowledge, firstHuman } = figuresOf([...facts, alarm(5)]);
    expect(acknowledge).toEqual({ count: 10, missing: 1, median: seconds(5), ninetieth: seconds(9) });
    expect(firstHuman).toMatchObject({ count: 10, missing: 1, median: seconds(1) });
    expect(figuresOf([alarm(0, { acknowledgedAt: after(7) })]).acknowledge).toEqual({ count: 1, missing: 0, median: 7, ninetieth: 7 });
  });
});

const fact = fc.record({
  at: fc.integer({ min: -days(5), max: days(35) }),
  length: fc.option(fc.integer({ min: 0, max: days(4) }), { nil: undefined }),
  rule: fc.integer({ min: 0, max: 30 }),
  priority: fc.constantFrom(...PRIORITIES),
  chattered: fc.boolean(),
});

test("whatever happened: shares are shares, parts make up the whole, the order of the facts does not matter", () => {
  fc.assert(
    fc.property(fc.array(fact, { maxLength: 200 }), (given) => {
      const facts = given.map(({ at, length, rule, priority, chattered }, index): AlarmFact => {
        const { clearedAt: _clearedAt, ...plain } = alarm(at, {
          alarmId: `f${String(index).padStart(3, "0")}`,
          subject: `rule-${rule}`,
          priority,
          chattered,
        });
        return length === undefined ? plain : { ...plain, clearedAt: after(at + length) };
      });
      const figures = figuresOf(facts);
      const within = facts.filter(({ annunciatedAt }) => annunciatedAt >= FROM && annunciatedAt < TO).length;
      expect(figures.alarms).toBe(within);
      expect(PRIORITIES.reduce((sum, priority) => sum + figures.priorities[priority].count, 0)).toBe(within);
      for (const share of [figures.crowded, figures.busiestShare, ...figures.busiest.map((rule) => rule.share)]) {
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1 + 1e-9);
      }
      expect(figures.perTenMinutes.peak).toBeLessThanOrEqual(figures.perHour.peak);
      expect(figures.perHour.peak).toBeLessThanOrEqual(figures.perDay.peak);
      expect(figures.stale.worst).toBeGreaterThanOrEqual(figures.stale.atEnd);
      const latestAside = ({ busiest, ...rest }: AlarmSystemFigures) => ({
        ...rest,
        busiest: busiest.map(({ latest: _latest, ...rule }) => rule),
      });
      expect(latestAside(figuresOf(facts.toReversed()))).toEqual(latestAside(figures));
      expect(Object.keys(judgeFigures(figures))).toEqual([...JUDGED_FIGURES]);
    }),
  );
});

test("the targets are those of the standard", () => {
  expect(FIGURE_TARGETS).toMatchObject({
    perHour: { acceptable: 6, most: 12 },
    perDay: { acceptable: 150, most: 300 },
    floodTime: 0.01,
    staleBelow: 5,
  });
});
