import { expect, test } from "vitest";
import { fold, records, type Said, START, siteRecord } from "../../../test/support/folding.ts";
import { limitRule, signal } from "../../../test/support/site.ts";
import { epochMs, minutes } from "../basics/index.ts";
import type { ConditionChange } from "./condition.ts";
import type { Expression } from "./expression/index.ts";
import { RuleFold } from "./fold.ts";
import type { FoldInput } from "./fold-state.ts";
import type { LimitRule, Signal } from "./rule.ts";

const PURGE = "det-1/purge";
const GAS = "det-1/gas";
const HOLD = minutes(3);

const purging: Expression = {
  kind: "comparison",
  of: { signal: PURGE, unit: "state", states: ["off", "on"], hold: HOLD },
  operator: "=",
  value: 1,
};

const rule = (over: Partial<LimitRule> = {}): LimitRule =>
  limitRule({ id: `${GAS}/high`, signal: GAS, suppression: { when: purging, name: "purge = on", atMost: minutes(10) }, ...over });

const detector = (...rules: readonly LimitRule[]): Signal[] => [
  signal({ key: GAS, deviceId: "det-1", name: "gas", hold: HOLD, rules }),
  signal({ key: PURGE, deviceId: "det-1", name: "purge", quantity: "state", unit: "state", states: ["off", "on"], hold: HOLD, rules: [] }),
];

const gas = (at: number, value: number): Said => ({ at: at * 60, key: GAS, value });
const purge = (at: number, value: number | null): Said => ({ at: at * 60, key: PURGE, value });
const tick = (at: number): Said => ({ at: at * 60 });

/** `3min suppressed` or `3min raised (purge = on)`. */
const told = (changes: readonly ConditionChange[]): string[] =>
  changes.map(
    ({ change, receivedAt, suppressedBy }) =>
      `${(receivedAt - START) / 60_000}min ${change}${suppressedBy === undefined ? "" : ` (${suppressedBy})`}`,
  );

test.each<{ said: Said[]; told: string[]; because: string }>([
  {
    said: [purge(0, 1), gas(1, 12), purge(2, 0)],
    told: ["1min raised (purge = on)", "2min unsuppressed"],
    because: "it is recorded at once, and annunciated when the purge is over",
  },
  {
    said: [gas(0, 12), purge(1, 1), purge(2, 0)],
    told: ["0min raised", "1min suppressed (purge = on)", "2min unsuppressed"],
    because: "one that is annunciated already is taken off while the purge lasts",
  },
  {
    said: [purge(0, 1), gas(1, 12), gas(2, 3), purge(3, 0)],
    told: ["1min raised (purge = on)", "2min cleared"],
    because: "one that is over with the purge was never annunciated",
  },
  {
    said: [purge(0, 1), gas(1, 12), purge(3, 1), purge(6, 1), purge(9, 1), tick(10)],
    told: ["1min raised (purge = on)", "10min unsuppressed"],
    because: "a purge that does not end suppresses no longer than it may",
  },
  {
    said: [purge(0, 1), purge(3, 1), purge(6, 1), purge(9, 1), purge(11, 1), gas(12, 12)],
    told: ["12min raised"],
    because: "nor does it begin to suppress again by going on",
  },
  {
    said: [purge(0, 1), gas(1, 12), purge(2, null)],
    told: ["1min raised (purge = on)", "2min unsuppressed"],
    because: "what cannot be measured suppresses nothing",
  },
  {
    said: [purge(0, 1), gas(1, 12), tick(3), tick(3.1)],
    told: ["1min raised (purge = on)", "3.1min unsuppressed"],
    because: "nor does what was said longer ago than its hold",
  },
])("$said.length records give $told: $because", ({ said, told: expected }) => {
  expect(told(fold(detector(rule()), records(said)))).toEqual(expected);
});

test("the other rules of the signal are not suppressed with it", () => {
  const { suppression: _none, ...plain } = rule({ id: `${GAS}/high-high`, setpoint: 20 });
  const changes = fold(detector(rule(), plain), records([purge(0, 1), gas(1, 25)]));
  expect(told(changes)).toEqual(["1min raised (purge = on)", "1min raised"]);
});

test("it says what suppresses and why it does not any more", () => {
  const reasons = fold(
    detector(rule()),
    records([gas(0, 12), purge(1, 1), purge(2, 0), purge(3, 1), purge(6, 1), purge(9, 1), purge(12, 1), tick(13)]),
  )
    .filter(({ change }) => change.endsWith("suppressed"))
    .map(({ evidence }) => evidence.reason);
  expect(reasons).toEqual([
    "suppressed by design: purge = on",
    "not suppressed any more: purge = on is over, or not known",
    "suppressed by design: purge = on",
    "purge = on for longer than 10 min",
  ]);
});

test("an occurrence that goes on under another version of its rule is told once only", () => {
  const change: FoldInput = {
    kind: "site",
    position: 50,
    receivedAt: epochMs(START + 90_000),
    signals: detector(rule({ version: "2", suppression: { when: purging, name: "purge", atMost: minutes(5) } })),
  };
  const changes = fold(detector(rule()), [...records([purge(0, 1), gas(1, 12)]), change, ...records([purge(2, 0)])]);
  expect(told(changes)).toEqual(["1min raised (purge = on)", "2min unsuppressed"]);
});

test("it goes on from wherever it was saved as if it had never stopped, also over a restart", () => {
  const said = [
    purge(0, 1),
    gas(1, 12),
    tick(1.5),
    purge(3, 1),
    purge(6, 1),
    tick(8),
    purge(9, 1),
    tick(10),
    gas(10.5, 3),
    purge(11, 0),
    gas(12, 12),
    purge(13, 1),
  ];
  const all: FoldInput[] = [siteRecord(detector(rule())), ...records(said)];
  all.splice(4, 0, { kind: "started", position: 90, receivedAt: epochMs(START + 120_000) });
  const whole = new RuleFold([]);
  const changes = all.map((input) => whole.apply(input));
  expect(told(changes.flat())).toEqual([
    "1min raised (purge = on)",
    "10min unsuppressed",
    "10.5min cleared",
    "12min raised",
    "13min suppressed (purge = on)",
  ]);
  for (let cut = 1; cut < all.length; cut++) {
    const first = new RuleFold([]);
    for (const input of all.slice(0, cut)) first.apply(input);
    const second = new RuleFold(detector(rule()), structuredClone(first.save()));
    expect([...changes.slice(0, cut).flat(), ...all.slice(cut).flatMap((input) => second.apply(input))]).toEqual(changes.flat());
  }
});

test("a rule that loses its suppression while an alarm is held back by it lets the alarm be told", () => {
  const { suppression: _none, ...plain } = rule({ version: "2" });
  const change: FoldInput = { kind: "site", position: 50, receivedAt: epochMs(START + 90_000), signals: detector(plain) };
  const changes = fold(detector(rule()), [...records([purge(0, 1), gas(1, 12)]), change, ...records([purge(2, 0)])]);
  expect(told(changes)).toEqual(["1min raised (purge = on)", "1.5min unsuppressed"]);
  expect(changes[1]?.evidence.reason).toBe("its rule does not suppress it any more");
});
