import { describe, expect, test } from "vitest";
import { testSite } from "../../../test/support/site.ts";
import type { Alarm } from "../alarm/index.ts";
import { days, epochMs, minutes, plus } from "../basics/index.ts";
import { lastStep, type Route, type Site } from "../site/index.ts";
import { type CommissioningProof, type CommissioningTest, LONGEST_TEST } from "./proof.ts";
import { protectedBy, provingRules } from "./protected.ts";
import { commissioningStanding } from "./standing.ts";
import { missingStep, stepTest, type ToldInTest } from "./steps.ts";
import { hasOutlived } from "./unsigned.ts";

const AT = epochMs(Date.UTC(2026, 10, 22, 8));
const KEY = "cab-17/vapour";
const signalIn = (site: Site) => site.signals.find(({ key }) => key === KEY) ?? expect.fail(`no ${KEY}`);
const SITE = testSite();
const PROTECTS = protectedBy(signalIn(SITE), SITE);
const TEST: CommissioningTest = {
  id: "test-1",
  signal: KEY,
  stimulus: "test-gas",
  startedBy: "chen",
  startedAt: AT,
  until: plus(AT, LONGEST_TEST),
  protects: PROTECTS,
};
const alarm = (over: Partial<Alarm> = {}): Alarm =>
  ({
    id: "a1",
    code: "K7QF",
    priority: "high",
    raisedReceivedAt: plus(AT, minutes(1)),
    simulated: false,
    source: { kind: "rule", ruleId: `${KEY}/high`, ruleVersion: "1", signal: KEY, zoneId: "cabinet-17" },
    ...over,
  }) as Alarm;
const told = (over: Partial<ToldInTest> = {}): ToldInTest => ({
  notificationId: "n1",
  personId: "wang",
  channel: "sms",
  best: "delivered",
  isAlarmText: true,
  ...over,
});
const ACKNOWLEDGED = { acknowledgedBy: "mei", acknowledgedAt: plus(AT, minutes(2)) };

describe("the steps of a test", () => {
  const NOW = plus(AT, minutes(3));
  const step = (alarms: readonly Alarm[], of: Readonly<Record<string, readonly ToldInTest[]>> = {}, from = TEST) =>
    stepTest(from, { now: NOW, alarms, toldOf: (id) => of[id] ?? [] });

  test.each([
    { because: "nothing has happened", alarms: [], of: {}, missing: "alarm" },
    { because: "nobody was told", alarms: [alarm()], of: {}, missing: "text" },
    { because: "a provider has it, and nobody is known to", alarms: [alarm()], of: { a1: [told({ best: "accepted" })] }, missing: "text" },
    { because: "nothing is known of the text", alarms: [alarm()], of: { a1: [told({ best: undefined })] }, missing: "text" },
    { because: "the text says that it is over", alarms: [alarm()], of: { a1: [told({ isAlarmText: false })] }, missing: "text" },
    { because: "nobody acknowledged", alarms: [alarm()], of: { a1: [told()] }, missing: "acknowledged" },
    { because: "it was all of it", alarms: [alarm(ACKNOWLEDGED)], of: { a1: [told({ best: "read" })] }, missing: undefined },
    {
      because: "one alarm was told and another acknowledged",
      alarms: [alarm(), alarm({ id: "a2", ...ACKNOWLEDGED })],
      of: { a1: [told()] },
      missing: "acknowledged",
    },
  ])("$missing is missing when $because", ({ alarms, of, missing }) => {
    expect(missingStep(step(alarms, of))).toBe(missing);
  });

  test("are of the alarm that has come furthest, with the times at which they were seen", () => {
    const first = step([alarm()]);
    expect(first.alarm).toMatchObject({ alarmId: "a1", code: "K7QF", at: plus(AT, minutes(1)) });
    const second = step([alarm(), alarm({ id: "a2", ...ACKNOWLEDGED })], { a2: [told()] }, first);
    expect(second).toMatchObject({ alarm: { alarmId: "a2" }, text: { at: NOW }, acknowledged: { by: "mei" } });
    const later = stepTest(second, { now: plus(NOW, minutes(9)), alarms: [alarm({ id: "a2", ...ACKNOWLEDGED })], toldOf: () => [told()] });
    expect(later).toBe(second);
  });

  test("stay when the alarm is gone, and there are none of the platform's own alarms", () => {
    const seen = step([alarm()]);
    expect(step([], {}, seen)).toBe(seen);
    expect(step([alarm({ source: { kind: "system", condition: "canary-lost" } })])).toBe(TEST);
  });
});

describe("how a signal stands", () => {
  const proof: CommissioningProof = {
    ...TEST,
    alarm: { alarmId: "a1", code: "K7QF", ruleId: `${KEY}/high`, priority: "high", at: AT, simulated: false },
    text: { notificationId: "n1", personId: "wang", channel: "sms", proof: "delivered", at: AT },
    acknowledged: { by: "mei", at: AT },
    signedBy: "chen",
    signedAt: AT,
  };
  const every = days(180);
  test.each([
    { proof: undefined, isHeard: false, prove: undefined, after: 0, state: "described", gap: "never-proven", isUnproven: false },
    { proof: undefined, isHeard: true, prove: undefined, after: 0, state: "connected", gap: "never-proven", isUnproven: false },
    { proof: undefined, isHeard: true, prove: every, after: 0, state: "connected", gap: "never-proven", isUnproven: true },
    { proof, isHeard: true, prove: undefined, after: 999, state: "in-service", gap: undefined, isUnproven: false },
    { proof, isHeard: false, prove: every, after: 179, state: "in-service", gap: undefined, isUnproven: false },
    { proof, isHeard: true, prove: every, after: 180, state: "overdue", gap: "time-over", isUnproven: true },
    {
      proof: { ...proof, voided: { by: "chen", at: AT, reason: "new cell" } },
      isHeard: true,
      prove: undefined,
      after: 0,
      state: "overdue",
      gap: "voided",
      isUnproven: true,
    },
  ] as const)("$state ($gap) $after days after, to be proven every $prove", ({ proof, isHeard, prove, after, state, gap, isUnproven }) => {
    const signal = { key: KEY, ...(prove === undefined ? {} : { prove }) };
    const now = plus(AT, days(after));
    const standing = commissioningStanding({ signal, protects: () => PROTECTS, isHeard, proof, now });
    expect([standing.state, standing.gap, standing.isUnproven]).toEqual([state, gap, isUnproven]);
  });

  const route = (after: number): Route => ({
    id: "gas",
    name: { en: "Gas", zh: "气体" },
    when: {},
    steps: [{ id: "now", after: minutes(after), whom: [{ kind: "responsible" }], proof: "delivered" }],
    last: lastStep(minutes(10), []),
    afterwards: [],
  });
  const changed = (change: (signal: ReturnType<typeof signalIn>) => object): Site => {
    const signals = SITE.signals.map((signal) => (signal.key === KEY ? { ...signal, ...change(signal) } : signal));
    return testSite({ signals });
  };
  test.each([
    { what: "another range", site: changed(() => ({ range: { max: 1 } })), gap: "sensor-changed" },
    {
      what: "another device behind the gateway",
      site: testSite({ devices: SITE.devices.map((device) => ({ ...device, address: "0x1" })) }),
      gap: "sensor-changed",
    },
    { what: "another device in its place", site: changed(() => ({ replacedAt: AT })), gap: "replaced" },
    {
      what: "another set-point",
      site: changed(({ rules }) => ({ rules: rules.map((rule) => ({ ...rule, version: `${rule.version}x` })) })),
      gap: "rules-changed",
    },
    { what: "a route of its own", site: testSite({ routes: [route(1)] }), gap: "routes-changed" },
    { what: "another word for it", site: changed(() => ({ label: { en: "Fumes", zh: "烟" } })), gap: undefined },
    { what: "a date put off", site: changed(() => ({ dueAt: AT, prove: days(90) })), gap: undefined },
    { what: "a route for others", site: testSite({ routes: [{ ...route(1), when: { priorities: ["low"] } }] }), gap: undefined },
  ])("a proof and $what: $gap", ({ site, gap }) => {
    const signal = signalIn(site);
    const standing = commissioningStanding({ signal, protects: () => protectedBy(signal, site), isHeard: true, proof, now: AT });
    expect(standing.gap).toBe(gap);
  });

  test.each([
    { isHeard: false, voided: false, state: "described" },
    { isHeard: true, voided: false, state: "connected" },
    { isHeard: true, voided: true, state: "connected" },
  ])("of a device that took the place of a proven one is $state", ({ isHeard, voided, state }) => {
    const old = voided ? { ...proof, voided: { by: "chen", at: AT, reason: "moved" } } : proof;
    const site = changed(() => ({ replacedAt: AT }));
    const signal = signalIn(site);
    const told = commissioningStanding({ signal, protects: () => protectedBy(signal, site), isHeard, proof: old, now: AT });
    expect(told).toMatchObject({ state, gap: "replaced", isUnproven: true });
  });

  test("that a sensor has gone silent is no proof that it measures", () => {
    expect(signalIn(SITE).rules.map(({ kind }) => kind)).toContain("silence");
    expect(provingRules(signalIn(SITE)).map(({ kind }) => kind)).not.toContain("silence");
    expect(provingRules(signalIn(SITE)).length).toBeGreaterThan(0);
  });
});

test.each([
  { alarm: { test: "t1" }, asTest: "t1", outlived: false, because: "it is of that test, or ended within it" },
  { alarm: {}, asTest: "t1", outlived: true, because: "the mark came off" },
  { alarm: {}, asTest: undefined, outlived: false, because: "it was no test then" },
  { alarm: { test: "t2" }, asTest: "t1", outlived: true, because: "it is of another test" },
])("what was sent of $alarm as test $asTest is of another thing now: $outlived, since $because", ({ alarm, asTest, outlived }) => {
  expect(hasOutlived(alarm, asTest)).toBe(outlived);
});
