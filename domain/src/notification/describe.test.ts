import { minutes, seconds } from "../basics/index.ts";
import type { AlarmRule, StateRule } from "../rules/index.ts";
import type { Signal } from "../site/index.ts";
import { expect, test } from "vitest";
import { changeOf } from "../../../test/support/kannel-conditions.ts";
import { averageRules, expressionRule, limitRule, signal, silenceRule, testSite } from "../../../test/support/site.ts";
import { describeCondition } from "./describe.ts";
import { figure, figureAgainst, spanText } from "./figures.ts";

const text = (en: string, zh: string) => ({ en, zh });
const zone = testSite().zones[2];
const freezer: Partial<Signal> = { label: text("Temperature", "温度"), quantity: "temperature", unit: "Cel" };
const door: Partial<Signal> = { label: text("Door", "门"), quantity: "door", unit: "state", states: ["closed", "open", "ajar"] };

function stateRule(over: Partial<StateRule> = {}): StateRule {
  const { direction: _direction, setpoint: _setpoint, inclusive: _inclusive, deadband: _deadband, ...attributes } = limitRule();
  return { ...attributes, kind: "state", id: "cab-17/door/open", states: [1, 2], onDelay: minutes(10), ...over };
}

test.each<{
  because: string;
  signal: Partial<Signal>;
  rule: AlarmRule;
  value?: number;
  what: [string, string];
  limit: [string, string];
  shown: [string, string];
}>([
  {
    because: "a level named high-high",
    signal: {},
    rule: limitRule({ id: "cab-17/vapour/high-high", setpoint: 20 }),
    value: 21.256,
    what: ["Solvent vapour high-high", "溶剂蒸气极高"],
    limit: ["≥ 20 %LEL", "≥ 20 %LEL"],
    shown: ["21.26 %LEL", "21.26 %LEL"],
  },
  {
    because: "a level of another name",
    signal: freezer,
    rule: limitRule({ id: "f/t/too-cold", direction: "low", inclusive: false, setpoint: -86 }),
    value: -90.5,
    what: ["Temperature low", "温度过低"],
    limit: ["< -86 °C", "< -86 °C"],
    shown: ["-90.5 °C", "-90.5 °C"],
  },
  {
    because: "exclusive high",
    signal: freezer,
    rule: limitRule({ inclusive: false, setpoint: 8 }),
    value: 8.004,
    what: ["Temperature high", "温度过高"],
    limit: ["> 8 °C", "> 8 °C"],
    shown: ["8.004 °C", "8.004 °C"],
  },
  {
    because: "inclusive low",
    signal: freezer,
    rule: limitRule({ id: "f/t/low", direction: "low", setpoint: 2 }),
    value: 0,
    what: ["Temperature low", "温度过低"],
    limit: ["≤ 2 °C", "≤ 2 °C"],
    shown: ["0 °C", "0 °C"],
  },
  {
    because: "a state by its name",
    signal: door,
    rule: stateRule(),
    value: 1,
    what: ["Door open", "门 打开"],
    limit: ["> 10 min", "> 10 分钟"],
    shown: ["open", "打开"],
  },
  {
    because: "a state of the site's own, without delay",
    signal: door,
    rule: stateRule({ onDelay: seconds(0) }),
    value: 2,
    what: ["Door ajar", "门 ajar"],
    limit: ["", ""],
    shown: ["ajar", "ajar"],
  },
  {
    because: "silence has no value",
    signal: {},
    rule: silenceRule(),
    what: ["Solvent vapour silent", "溶剂蒸气无信号"],
    limit: ["", ""],
    shown: ["", ""],
  },
  {
    because: "several signals together by what the site calls it",
    signal: {},
    rule: expressionRule({ label: text("Vapour with the fan off", "风机停止且有蒸气") }),
    value: 25,
    what: ["Vapour with the fan off", "风机停止且有蒸气"],
    limit: ["", ""],
    shown: ["25 %LEL", "25 %LEL"],
  },
  {
    because: "a place where several signals decided",
    signal: {},
    rule: expressionRule({ zoneId: "cabinet-17" }),
    what: ["Two detectors agree", "两个探测器一致"],
    limit: ["", ""],
    shown: ["", ""],
  },
])("$because", ({ signal: over, rule, value, what, limit, shown }) => {
  const { value: _value, ...change } = changeOf("a");
  const described = describeCondition(
    { ...change, ...(value === undefined ? {} : { value }) },
    { signal: signal(over), rule, ...(zone === undefined ? {} : { zone }) },
  );
  const { measured: _measured, ...words } = described;
  expect(words).toEqual({
    what: text(...what),
    where: text("Chemistry Building › Room 114 › Cabinet 17", "化学楼 › 114室 › 17号柜"),
    limit: text(...limit),
    valueText: text(...shown),
    firstAction: rule.firstAction,
    consequence: rule.consequence,
    responseTime: rule.responseTime,
  });
});

test.each([
  {
    because: "a limit on the value",
    rule: limitRule(),
    measured: { unit: "%LEL", limit: { direction: "high", setpoint: 10, deadband: 1 } },
  },
  { because: "a state", rule: { ...silenceRule(), kind: "state", states: [1] } as const, measured: { unit: "%LEL" } },
  {
    because: "a limit on an average: the newest reading is not it",
    rule: averageRules({ kind: "average", over: minutes(15), coverage: 0.75 })[0],
    measured: undefined,
  },
  { because: "silence", rule: silenceRule(), measured: undefined },
])("what its signal reads now can be told beside $because: $measured", ({ rule, measured }) => {
  expect(describeCondition(changeOf("a"), { signal: signal(), rule }).measured).toEqual(measured);
});

test("a condition the site no longer knows is shown by what it carries itself", () => {
  expect(describeCondition(changeOf("a"), {})).toMatchObject({
    what: { en: "cab-17/vapour/high" },
    where: { en: "cab-17/vapour" },
    limit: { en: "" },
    valueText: { en: "12.5" },
  });
});

test.each([
  [0, "0 ppm"],
  [-79.8, "-79.8 ppm"],
  [12.299999, "12.3 ppm"],
  [99.999, "100 ppm"],
  [123.456, "123.5 ppm"],
  [1041.7, "1042 ppm"],
  [1e6, "1000000 ppm"],
])("%d is written %s", (value, written) => {
  expect(figure(value, "ppm")).toBe(written);
});

test("a figure is never rounded on to the limit it is not at", () => {
  expect(figureAgainst(20.0004, 20, "%LEL")).toBe("20.0004 %LEL");
  expect(figureAgainst(20, 20, "%LEL")).toBe("20 %LEL");
  expect(figureAgainst(19.9999, 20, "")).toBe("19.9999");
});

test.each([
  [seconds(90), "90 s"],
  [minutes(10), "10 min"],
  [minutes(120), "2 h"],
  [minutes(90), "90 min"],
  [seconds(0.5), "0.5 s"],
])("a span of %d ms is %s", (span, written) => {
  expect(spanText(span).en).toBe(written);
});
