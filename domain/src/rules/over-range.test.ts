import { describe, expect, it, test } from "vitest";
import { fold, records, type Said, START, siteRecord, story } from "../../../test/support/folding.ts";
import { averageRules, limitRule, overRangeRule, signal, silenceRule } from "../../../test/support/site.ts";
import { epochMs, minutes, seconds } from "../basics/index.ts";
import { replay } from "./backtest-replay.ts";
import { backtest } from "./backtest.ts";
import { explainSignal } from "./explain.ts";
import { RuleFold } from "./fold.ts";
import type { FoldInput } from "./fold-state.ts";
import type { AlarmRule } from "./rule.ts";
import { conditionOfWatch, nameOfWatch } from "./watch-words.ts";

const high = limitRule({ setpoint: 10, deadband: 1, onDelay: seconds(90) });
const highHigh = limitRule({ id: "cab-17/vapour/high-high", setpoint: 20, deadband: 1 });
const sensor = (...rules: AlarmRule[]) => [signal({ hold: seconds(45), rules: [overRangeRule(), ...rules] })];

/** What a sensor says every 30 s: a value, `over` its range, or no value. */
type Word = number | "over" | null;
const every30s = (words: readonly Word[], from = 0): readonly Said[] =>
  words.map((word, index) => ({ at: from + index * 30, value: word === "over" ? 100 : word, overRange: word === "over" }));

describe("over range", () => {
  test.each<{ said: readonly Word[]; story: readonly string[]; because: string }>([
    { said: [99], story: [], because: "just within the range it is not over it" },
    { said: ["over"], story: ["0s over-range raised"], because: "it is told at once" },
    { said: ["over", 0, 0, 0, 0], story: ["0s over-range raised"], because: "90 s of clean air are not 2 min" },
    { said: ["over", 0, 0, 0, 0, 0], story: ["0s over-range raised", "150s over-range cleared"], because: "clean air was read for 2 min" },
    {
      said: ["over", 0, 0, 0, 9, 0, 0, 0, 0, 0],
      story: ["0s over-range raised", "270s over-range cleared"],
      because: "9 is not below 9, so it begins anew",
    },
    { said: ["over", 0, 0, 0, null, 0, 0, 0, 0], story: ["0s over-range raised"], because: "a fault breaks the clean air" },
    { said: ["over", 0, 0, 0, "over", 0, 0, 0, 0], story: ["0s over-range raised"], because: "over range again is one and the same alarm" },
    {
      said: ["over", 0, 0, 0, 0, 0, "over"],
      story: ["0s over-range raised", "150s over-range cleared", "180s over-range raised"],
      because: "after clean air it is another one",
    },
  ])("$said every 30 s: $because", ({ said, story: expected }) => {
    expect(story(fold(sensor(), records(every30s(said))))).toEqual(expected);
  });

  it("says what was read, and what ended it", () => {
    const [raised, cleared] = fold(sensor(), records(every30s(["over", 0, 0, 0, 0, 0])));
    expect(raised).toMatchObject({ value: 100, evidence: { reason: "over the range that ends at 100 %LEL: 100 %LEL or more" } });
    expect(raised?.evidence.samples).toMatchObject([{ value: 100, overRange: true }]);
    expect(cleared?.evidence.reason).toBe("0 %LEL: clean air, below 9 %LEL, for 120 s without a gap");
  });

  it("does not let a gap, or time without samples, be clean air", () => {
    const gap = [...every30s(["over", 0, 0]), ...every30s([0, 0, 0], 120), { at: 400 }];
    expect(story(fold(sensor(), records(gap)))).toEqual(["0s over-range raised"]);
  });

  it.each([
    { what: "late", said: { at: 5, value: 100, overRange: true, historical: true, received: 40 } },
    { what: "out of order", said: { at: -5, value: 100, overRange: true, received: 40 } },
  ])("in a $what sample is told for the record and wakes nobody", ({ said }) => {
    expect(story(fold(sensor(highHigh), records([...every30s([0, 0]), said])))).toEqual([
      "40s over-range historical",
      "40s high-high historical",
    ]);
  });

  it("under maintenance is nothing, and neither does maintenance clear it", () => {
    const bottle = [{ at: 0, value: 100, overRange: true, quality: "maintenance" as const }];
    expect(story(fold(sensor(highHigh), records(bottle)))).toEqual([]);
    const flushed = every30s([0, 0, 0, 0, 0, 0]).map((said) => ({ ...said, at: said.at + 30, quality: "maintenance" as const }));
    expect(story(fold(sensor(), records([...every30s(["over"]), ...flushed])))).toEqual(["0s over-range raised"]);
  });

  it("of a simulated sensor is marked as such", () => {
    const [raised] = fold(sensor(), records([{ at: 0, value: 100, overRange: true, quality: "simulated" }]));
    expect(raised?.simulated).toBe(true);
  });

  it("where oxygen is measured is over when the air is clean both ways", () => {
    const oxygen = overRangeRule({ top: 25, unit: "%vol", cleanAir: { min: 19.8, max: 23.2 } });
    const rules = [signal({ quantity: "oxygen-concentration", unit: "%vol", hold: seconds(45), rules: [oxygen] })];
    const dead = records([{ at: 0, value: 25, overRange: true }, ...every30s([2, 2, 2, 2, 2, 2], 30)]);
    expect(story(fold(rules, dead))).toEqual(["0s over-range raised"]);
    const clean = records([{ at: 0, value: 25, overRange: true }, ...every30s([20.9, 20.9, 20.9, 20.9, 20.9], 30)]);
    expect(story(fold(rules, clean))).toEqual(["0s over-range raised", "150s over-range cleared"]);
  });
});

test.each([
  { over: {}, condition: "≥ 100 %LEL" },
  { over: { top: 25, unit: "%vol" as const }, condition: "≥ 25 %vol" },
])("is told as being over range, $condition", ({ over, condition }) => {
  expect(nameOfWatch(overRangeRule(over))).toEqual({ en: "over range", zh: "超量程" });
  expect(conditionOfWatch(overRangeRule(over))).toEqual({ en: condition, zh: condition });
});

test("where only the device knows its range, no figure is told", () => {
  const { top: _top, ...rule } = overRangeRule();
  expect(conditionOfWatch(rule)).toEqual({ en: "", zh: "" });
  const [raised] = fold([signal({ rules: [rule] })], records(every30s(["over"])));
  expect(raised?.evidence.reason).toBe("over the range: 100 %LEL or more");
});

describe("the levels of a sensor over its range", () => {
  it("are all met at once, whatever they are set to and whatever their delays wait for", () => {
    const low = limitRule({ id: "cab-17/vapour/low", direction: "low", setpoint: 2 });
    const beyond = limitRule({ id: "cab-17/vapour/beyond", setpoint: 500 });
    const changes = fold(sensor(high, highHigh, low, beyond), records(every30s(["over"])));
    expect(story(changes)).toEqual(["0s over-range raised", "0s high raised", "0s high-high raised", "0s beyond raised"]);
    expect(changes[1]?.evidence.reason).toBe("Solvent vapour is over the range of its sensor, which is above every level");
  });

  it("stay while readings are suspect, and come down with the sample that proves the air clean", () => {
    expect(story(fold(sensor(high, highHigh), records(every30s(["over", 0, 0, 0, 0, 0]))))).toEqual([
      "0s over-range raised",
      "0s high raised",
      "0s high-high raised",
      "150s over-range cleared",
      "150s high-high cleared",
      "150s high cleared",
    ]);
  });

  it("keep an off-delay from ending with a suspect reading", () => {
    const delayed = limitRule({ ...highHigh, offDelay: seconds(40) });
    const said = records([...every30s([25, 5]), ...every30s(["over", 0], 60), { at: 140 }]);
    expect(story(fold(sensor(delayed), said))).toEqual(["0s high-high raised", "60s over-range raised"]);
  });

  it("can begin with a suspect reading all the same", () => {
    const low = limitRule({ id: "cab-17/vapour/low", direction: "low", setpoint: 2 });
    expect(story(fold(sensor(low), records(every30s(["over", 0]))))).toEqual(["0s over-range raised", "30s low raised"]);
  });

  it("below, which are no answer to too much, are not ended by it either", () => {
    const low = limitRule({ id: "cab-17/vapour/low", direction: "low", setpoint: 2, deadband: 0 });
    expect(story(fold(sensor(low), records(every30s([0, "over"]))))).toEqual(["0s low raised", "30s over-range raised"]);
  });

  it("without a rule for being over range are met by such a sample, and end by the next", () => {
    const changes = fold([signal({ rules: [highHigh] })], records(every30s(["over", 0])));
    expect(story(changes)).toEqual(["0s high-high raised", "30s high-high cleared"]);
  });

  it("leave suspect readings out of their averages", () => {
    const [average] = averageRules({ kind: "average", over: minutes(3), coverage: 0.1 }, { setpoint: 50 });
    const changes = fold(sensor(average), records(every30s(["over", "over", 0, 0, 0, 0])));
    expect(story(changes)).toEqual(["0s over-range raised", "30s average raised"]);
  });
});

describe("a signal that was over its range", () => {
  const after = (...said: Said[]): RuleFold => {
    const rules = new RuleFold([]);
    for (const input of [siteRecord(sensor(high, silenceRule({ after: seconds(60) }))), ...records(said)]) rules.apply(input);
    return rules;
  };

  it.each<{ said: readonly Word[]; view: object }>([
    { said: ["over"], view: { impairment: "over-range", value: 100, overRange: true, quality: "good" } },
    { said: ["over", 3], view: { impairment: "suspect", value: 3, quality: "uncertain" } },
    { said: ["over", 3, null], view: { impairment: "faulty", value: 3, fault: "not-measured" } },
    { said: ["over", 0, 0, 0, 0, 0], view: { value: 0, quality: "good" } },
  ])("after $said is $view", ({ said, view }) => {
    const rules = after(...every30s(said));
    expect(rules.view("cab-17/vapour")).toMatchObject(view);
    const { impairment } = view as { impairment?: "suspect" };
    expect(Object.values(rules.impaired()).reduce((sum, count) => sum + count, 0)).toBe(impairment === undefined ? 0 : 1);
    if (impairment !== undefined) expect(rules.impaired()[impairment]).toBe(1);
  });

  it("while somebody works at it is under maintenance, whatever it reads", () => {
    const bottle = { at: 0, value: 100, overRange: true, quality: "maintenance" as const };
    expect(after(bottle).view("cab-17/vapour")).toMatchObject({ impairment: "maintenance" });
  });

  it("and has fallen silent is silent", () => {
    expect(after(...every30s(["over", 3]), { at: 90 }).view("cab-17/vapour")).toMatchObject({ impairment: "silent" });
  });
});

describe("what happens meanwhile", () => {
  const site = (rules: readonly AlarmRule[], at: number): FoldInput => ({
    kind: "site",
    position: 50,
    receivedAt: epochMs(START + at * 1000),
    signals: sensor(...rules).map((one) => ({ ...one, rules })),
  });

  it("a changed rule keeps the alarm, and ends it by clean air only", () => {
    const changed = overRangeRule({ version: "2", cleanAir: { max: 5 } });
    const inputs = [...records(every30s(["over", 0])), site([changed], 40), ...records(every30s([0, 0, 0, 0, 0, 0], 60))];
    expect(story(fold(sensor(), inputs))).toEqual(["0s over-range raised", "180s over-range cleared"]);
  });

  it("a new rule raises nothing for what it has not seen", () => {
    const inputs = [...records(every30s([0])), site([overRangeRule()], 10), ...records(every30s([50, 50], 30))];
    expect(story(fold([signal({ rules: [] })], inputs))).toEqual([]);
  });

  it("a restart keeps it, and a clock set back only begins the clean air anew", () => {
    const started: FoldInput = { kind: "started", position: 60, receivedAt: epochMs(START + 70_000) };
    const kept = [...records(every30s(["over", 0, 0])), started, ...records(every30s([0, 0, 0], 90))];
    expect(story(fold(sensor(), kept))).toEqual(["0s over-range raised", "150s over-range cleared"]);
    const setBack: FoldInput = { ...started, receivedAt: epochMs(START - 3_600_000) };
    const again = [...records(every30s(["over", 0, 0])), setBack, ...records(every30s([0, 0, 0, 0, 0], -3600))];
    expect(story(fold(sensor(), again))).toEqual(["0s over-range raised", "-3480s over-range cleared"]);
  });

  it("what it waits for can be asked", () => {
    const readings = records(every30s(["over", 0])).flatMap((input) => (input.kind === "readings" ? input.readings : []));
    const watched = sensor();
    const standing = replay(watched, { readings }, epochMs(START + 100_000)).stateOf(overRangeRule().id);
    expect(standing).toMatchObject({ state: { kind: "active" }, because: "0 %LEL is clean air since 0 s, of the 120 s it takes" });
  });
});

describe("asked why afterwards", () => {
  const readings = records(every30s(["over", 0, 0])).flatMap((input) => (input.kind === "readings" ? input.readings : []));
  const question = { at: epochMs(START + 61_000), time: (at: number) => `${(at - START) / 1000}s` };

  it("tells the alarm, what it waits for, and why a level has not ended", () => {
    const watched = sensor(highHigh);
    const answers = explainSignal("cab-17/vapour", watched, { readings }, question);
    expect(answers.map(({ because }) => because)).toEqual([
      "raised 0s: over the range that ends at 100 %LEL: 100 %LEL or more; now 0 %LEL is clean air since 30 s, of the 120 s it takes",
      "raised 0s: Solvent vapour is over the range of its sensor, which is above every level" +
        "; it was over its range and has read no clean air since: a suspect reading ends no alarm",
    ]);
  });

  it("a level is tried together with the rule that makes readings suspect", () => {
    const watched = sensor(highHigh);
    const span = { from: epochMs(START), to: epochMs(START + 100_000) };
    const { excursions } = backtest(highHigh, watched, { readings }, span);
    expect(excursions).toEqual([{ raisedAt: START, raisedReceivedAt: START, worst: 100 }]);
  });
});

describe("what a device says instead of measuring", () => {
  it.each([
    { fault: "warm-up", impairment: "warming-up", says: "the device says it is warming up" },
    { fault: "inhibited", impairment: "inhibited", says: "the device says it is inhibited" },
    { fault: "calibration", impairment: "calibrating", says: "the device says it is being calibrated" },
    { fault: "fault", impairment: "faulty", says: "the device says it has a fault" },
    { fault: "under-range", impairment: "faulty", says: "the device reads below its range" },
  ] as const)("$fault clears nothing, is counted as $impairment, and is silence when it lasts", ({ fault, impairment, says }) => {
    const rules = new RuleFold([]);
    const silent = silenceRule({ after: seconds(60) });
    const said: Said[] = [{ at: 0, value: 25 }, ...[30, 50].map((at) => ({ at, value: null, fault }))];
    const changes = [siteRecord([signal({ rules: [highHigh, silent] })]), ...records(said)].flatMap((input) => rules.apply(input));
    expect(story(changes)).toEqual(["0s high-high raised"]);
    expect(rules.view("cab-17/vapour")).toMatchObject({ impairment, fault });
    const [fallen] = records([{ at: 60 }]).flatMap((input) => rules.apply(input));
    expect(fallen).toMatchObject({ ruleId: silent.id, evidence: { reason: `nothing was measured for 60 s: ${says}` } });
  });
});
