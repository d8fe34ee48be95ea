import { openedWithoutAccess } from "../../../test/support/custody.ts";
import { describe, expect, test } from "vitest";
import { everyKindSignals } from "../../../test/support/every-kind.ts";
import { limitRule, signal, silenceRule } from "../../../test/support/site.ts";
import { type EpochMs, epochMs, minutes, plus, seconds } from "../basics/index.ts";
import type { Reading } from "../telemetry/index.ts";
import { inOrderOfReceipt } from "./backtest-replay.ts";
import { type DecidingStep, explainSignal, type Hindrance } from "./explain.ts";
import type { AlarmRule, Signal, StateRule } from "./rule.ts";
import { isReplayable, watchedBy } from "./watched-by.ts";

const FROM = epochMs(Date.UTC(2026, 10, 22, 2));
const at = (second: number): EpochMs => plus(FROM, seconds(second));
const time = (moment: EpochMs): string => new Date(moment).toISOString().slice(11, 19);

type Said = readonly [second: number, value: number, what?: "fault" | "maintenance"];
const readings = (said: readonly Said[]): readonly Reading[] =>
  said.map(([second, value, what]): Reading => {
    const placed = { signal: "cab-17/vapour", at: at(second), receivedAt: at(second), historical: false, tieBreak: 0 };
    return what === "fault"
      ? { kind: what, reason: "not-measured", ...placed }
      : { kind: "sample", value, quality: what ?? "good", ...placed };
  });

const limit = limitRule({ onDelay: minutes(2), offDelay: minutes(2), deadband: 1 });
const { direction: _d, setpoint: _s, inclusive: _i, deadband: _b, of: _of, ...attributes } = limit;
const door: StateRule = { ...attributes, kind: "state", states: [1], onDelay: minutes(2) };
const forecast = limitRule({ of: { kind: "time-to", direction: "high", limit: 90, over: minutes(15), confidence: 0.8, from: 20 } });
const stel = limitRule({ of: { kind: "average", over: minutes(15), coverage: 0.75 } });

/** Every 60 s from 0. */
const each = (...values: readonly number[]): readonly Said[] => values.map((value, place) => [60 * place, value]);

test.each<{ rule: AlarmRule; said: readonly Said[]; asked: number; state: string; since?: number; because: string }>([
  { rule: limit, said: [[0, 0, "fault"]], asked: 60, state: "normal", because: "no value was received since 02:00:00" },
  { rule: limit, said: each(5), asked: 30, state: "normal", because: "5 %LEL is not >= 10 %LEL" },
  {
    rule: limit,
    said: each(5, 12),
    asked: 90,
    state: "pending",
    since: 60,
    because: "12 %LEL is >= 10 %LEL since 02:01:00; on-delay 120 s not over until 02:03:00",
  },
  {
    rule: limit,
    said: each(5, 12, 13, 14),
    asked: 200,
    state: "active",
    since: 180,
    because: "raised 02:03:00: 14 %LEL is >= 10 %LEL for 120 s",
  },
  {
    rule: limit,
    said: each(12, 12, 12, 9.5),
    asked: 200,
    state: "active",
    since: 120,
    because: "raised 02:02:00: 12 %LEL is >= 10 %LEL for 120 s; 9.5 %LEL is inside the limit, but not yet by the deadband",
  },
  {
    rule: limit,
    said: each(12, 12, 12, 5),
    asked: 200,
    state: "clearing",
    since: 180,
    because:
      "raised 02:02:00: 12 %LEL is >= 10 %LEL for 120 s; back inside the limit since 02:03:00; off-delay 120 s not over until 02:05:00",
  },
  {
    rule: limit,
    said: each(12, 12, 12, 5, 5, 5),
    asked: 320,
    state: "normal",
    since: 300,
    because: "5 %LEL is not >= 10 %LEL; the last alarm ended 02:05:00: 5 %LEL, back inside the limit",
  },
  {
    rule: limit,
    said: each(12),
    asked: 600,
    state: "pending",
    since: 0,
    because:
      "12 %LEL is >= 10 %LEL since 02:00:00; the on-delay 120 s ends with the next reading only" +
      "; no value between 02:00:00 and 02:10:00, longer than the hold of 90 s: a gap satisfies no delay",
  },
  {
    rule: limit,
    said: [
      [0, 5],
      [30, 0, "fault"],
    ],
    asked: 40,
    state: "normal",
    because:
      "5 %LEL is not >= 10 %LEL; since then the device says it could not measure: that is no value, and neither raises nor ends an alarm",
  },
  {
    rule: limit,
    said: [
      [0, 5],
      [30, 50, "maintenance"],
    ],
    asked: 40,
    state: "normal",
    because: "nothing evaluated was >= 10 %LEL; the newest reading is marked as maintenance, which is not evaluated",
  },
  {
    rule: stel,
    said: each(50, 50),
    asked: 70,
    state: "normal",
    because: "the 15 min average cannot be told from what was watched; until it can, it neither raises nor ends an alarm",
  },
  {
    rule: stel,
    said: each(...Array.from({ length: 16 }, () => 50)),
    asked: 910,
    state: "active",
    since: 720,
    because: "raised 02:12:00: 15 min average 50 %LEL is >= 10 %LEL",
  },
  {
    rule: silenceRule({ after: seconds(90) }),
    said: [[0, 0, "fault"]],
    asked: 30,
    state: "normal",
    because:
      "nothing was heard since 02:00:00; since then the device says it could not measure, which is not being heard; that is silence from 02:01:30",
  },
  {
    rule: silenceRule({ after: seconds(90) }),
    said: each(5),
    asked: 80,
    state: "normal",
    because: "last heard 02:00:00; that is silence from 02:01:30",
  },
  {
    rule: silenceRule({ after: seconds(90) }),
    said: each(5),
    asked: 90,
    state: "active",
    since: 90,
    because: "raised 02:01:30: nothing fresh was heard for 90 s",
  },
])("$because", ({ rule, said, asked, state, since, because }) => {
  const [explanation] = explainSignal("cab-17/vapour", [signal({ rules: [rule] })], { readings: readings(said) }, { at: at(asked), time });
  expect(explanation).toMatchObject({
    ruleId: rule.id,
    ruleVersion: rule.version,
    state,
    ...(since === undefined ? {} : { since: at(since) }),
    because,
  });
  expect("since" in (explanation ?? {})).toBe(since !== undefined);
});

test.each<{ rule: AlarmRule; said: readonly Said[]; asked: number; step: DecidingStep; hindrance?: Hindrance; held?: number }>([
  { rule: limit, said: [[0, 0, "fault"]], asked: 60, step: "nothing-received" },
  { rule: limit, said: each(5), asked: 30, step: "condition-not-met", held: 5 },
  { rule: limit, said: each(5, 12), asked: 90, step: "on-delay", held: 12 },
  { rule: limit, said: each(12, 12, 12, 14), asked: 200, step: "raised", held: 14 },
  { rule: limit, said: each(12, 12, 12, 9.5), asked: 200, step: "inside-deadband", held: 9.5 },
  { rule: limit, said: each(12, 12, 12, 5), asked: 200, step: "off-delay", held: 5 },
  { rule: limit, said: each(12), asked: 600, step: "on-delay", hindrance: "gap", held: 12 },
  { rule: limit, said: [...each(5), [30, 0, "fault"]], asked: 40, step: "condition-not-met", hindrance: "fault", held: 5 },
  { rule: limit, said: [...each(5), [30, 50, "maintenance"]], asked: 40, step: "nothing-evaluated", hindrance: "maintenance" },
  { rule: stel, said: each(50, 50), asked: 70, step: "figure-unknown" },
  { rule: forecast, said: each(5), asked: 30, step: "condition-not-met" },
  { rule: stel, said: each(...Array.from({ length: 16 }, () => 50)), asked: 910, step: "raised", held: 50 },
  { rule: silenceRule({ after: seconds(90) }), said: [[0, 0, "fault"]], asked: 30, step: "nothing-received" },
  { rule: silenceRule({ after: seconds(90) }), said: each(5), asked: 80, step: "heard" },
  { rule: silenceRule({ after: seconds(90) }), said: each(5), asked: 90, step: "raised" },
])("after $said, asked at $asked s: $step decided, hindered by $hindrance", ({ rule, said, asked, step, hindrance, held }) => {
  const [explanation] = explainSignal("cab-17/vapour", [signal({ rules: [rule] })], { readings: readings(said) }, { at: at(asked), time });
  expect([explanation?.step, explanation?.hindrance, explanation?.held]).toEqual([step, hindrance, held]);
});

test("what other signals say is replayed beside it, and their own rules are not asked", () => {
  const other = signal({ key: "cab-18/vapour", rules: [limitRule({ id: "cab-18/vapour/high", signal: "cab-18/vapour" })] });
  const others = readings(each(50, 50)).map((reading) => ({ ...reading, signal: other.key }));
  const answers = explainSignal(
    "cab-17/vapour",
    [signal({ rules: [limit] }), other],
    { readings: inOrderOfReceipt([readings(each(5)), others]) },
    {
      at: at(70),
      time,
    },
  );
  expect(answers.map(({ ruleId, because }) => [ruleId, because])).toEqual([["cab-17/vapour/high", "5 %LEL is not >= 10 %LEL"]]);
  expect(explainSignal("cab-19/vapour", [other], { readings: others }, { at: at(70), time })).toEqual([]);
});

test("a state is told by its name, and every rule of the signal has its answer", () => {
  const watched = signal({ unit: "state", states: ["closed", "open"], rules: [door, silenceRule()] });
  const answers = explainSignal(watched.key, [watched], { readings: readings(each(0, 1)) }, { at: at(70), time });
  expect(answers.map(({ because }) => because)).toEqual([
    "open is open since 02:01:00; on-delay 120 s not over until 02:03:00",
    "last heard 02:01:00; that is silence from 02:02:30",
  ]);
});

test("a rule that looks at what people did claims nothing without it, and the others are told as ever", () => {
  const forced = openedWithoutAccess({ id: "cab-17/vapour/forced", signal: "cab-17/vapour", door: "cab-17/vapour" });
  const explained = explainSignal(
    "cab-17/vapour",
    [signal({ rules: [forced, door] })],
    { readings: readings(each(0, 1, 1, 1)) },
    { at: at(200), time },
  );
  expect(explained).toMatchObject([
    { ruleId: forced.id, state: "not-known", step: "events-unknown", because: expect.stringContaining("it goes by what people did") },
    { ruleId: door.id, state: "active" },
  ]);
});

describe("of a rule over several inputs", () => {
  const SIGNALS = everyKindSignals();
  const gas = (device: string, ...said: readonly Said[]): readonly Reading[] =>
    readings(said).map((reading) => ({ ...reading, signal: `${device}/gas` }));
  const [detector] = SIGNALS.filter(({ key }) => key === "det-1/gas");
  const confirmed = (detector as Signal).rules.filter(({ kind }) => kind === "expression");

  const explain = (rules: readonly AlarmRule[], said: readonly (readonly Reading[])[], asked: number) =>
    explainSignal(
      "det-1/gas",
      SIGNALS.map((signal) => (signal.key === "det-1/gas" ? { ...signal, rules } : signal)),
      { readings: inOrderOfReceipt(said) },
      { at: at(asked), time },
    );

  test("it says itself what it made of all of them", () => {
    const rule = confirmed.find((candidate) => watchedBy(candidate).signals.length === 3) as AlarmRule;
    const said = [gas("det-1", [0, 20], [20, 20]), gas("det-2", [0, 20], [20, 20]), gas("det-3", [0, 2], [20, 2])];
    expect(explain([rule], said, 10)).toMatchObject([{ state: "pending", step: "on-delay" }]);
    expect(explain([rule], said, 30)).toMatchObject([
      { state: "active", step: "raised", because: expect.stringContaining("det-2/gas 20 %LEL") },
    ]);
    expect(explain([rule], [gas("det-1", [0, 2]), gas("det-2", [0, 2]), gas("det-3", [0, 2])], 10)).toMatchObject([
      { state: "normal", step: "condition-not-met" },
    ]);
  });

  test("what a rule watches is what a replay of it needs, what suppresses it included", () => {
    const rules = SIGNALS.flatMap((signal) => signal.rules);
    const frost = rules.find(({ id }) => id === "fridge/temperature/frost") as AlarmRule;
    expect(watchedBy(frost)).toEqual({ signals: ["fridge/temperature", "gw/fan"], devices: [], reach: minutes(3) });
    expect(rules.filter(isReplayable).every((rule) => rule.kind === "due" || watchedBy(rule).signals.length > 0)).toBe(true);
  });
});
