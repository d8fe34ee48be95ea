import { minutes, seconds } from "@labcanary/domain/basics";
import type { AverageFigure, ExpressionRule, LimitRule, NotAssessableRule, OverRangeRule, SilenceRule } from "@labcanary/domain/rules";
import type { Signal, Site } from "@labcanary/domain/site";

const text = (en: string, zh: string) => ({ en, zh });

/** A high limit on `cab-17/vapour`; override what the test is about. */
export function limitRule(over: Partial<LimitRule> = {}): LimitRule {
  return {
    kind: "limit",
    id: "cab-17/vapour/high",
    signal: "cab-17/vapour",
    priority: "high",
    onDelay: seconds(0),
    offDelay: seconds(0),
    latching: false,
    direction: "high",
    setpoint: 10,
    inclusive: true,
    deadband: 1,
    consequence: text("Vapour builds up towards an explosive mixture", "蒸气积聚，可能形成爆炸性混合物"),
    firstAction: text("Open the window, no sparks, leave the room", "开窗通风,严禁火花,撤离房间"),
    responseTime: minutes(5),
    source: "test fixture",
    version: "1",
    ...over,
  };
}

export function silenceRule(over: Partial<SilenceRule> = {}): SilenceRule {
  const { direction: _direction, setpoint: _setpoint, inclusive: _inclusive, deadband: _deadband, ...attributes } = limitRule();
  return { ...attributes, kind: "silence", id: "cab-17/vapour/silent", priority: "medium", after: seconds(90), ...over };
}

/** The vapour of `cab-17` above 20 %LEL, written as a condition. */
export function expressionRule(over: Partial<ExpressionRule> = {}): ExpressionRule {
  const { direction: _direction, setpoint: _setpoint, inclusive: _inclusive, deadband: _deadband, ...attributes } = limitRule();
  return {
    ...attributes,
    kind: "expression",
    id: "cab-17/vapour/together",
    label: text("Two detectors agree", "两个探测器一致"),
    text: "vapour > 20 %LEL",
    when: { kind: "comparison", of: { signal: "cab-17/vapour", unit: "%LEL", hold: seconds(90) }, operator: ">", value: 20 },
    ...over,
  };
}

/** Of a sensor that ends at 100 %LEL; below 9 %LEL for 2 min is clean air. */
export function overRangeRule(over: Partial<OverRangeRule> = {}): OverRangeRule {
  const { direction: _direction, setpoint: _setpoint, inclusive: _inclusive, deadband: _deadband, of: _of, ...attributes } = limitRule();
  return {
    ...attributes,
    kind: "over-range",
    id: "cab-17/vapour/over-range",
    priority: "critical",
    latching: true,
    top: 100,
    unit: "%LEL",
    cleanAir: { max: 9 },
    cleanFor: minutes(2),
    ...over,
  };
}

/** A limit on an average of the vapour, and the rule for when that cannot be told. */
export function averageRules(of: AverageFigure, over: Partial<LimitRule> = {}): readonly [LimitRule, NotAssessableRule] {
  const average = limitRule({ id: "cab-17/vapour/average", of, deadband: 0, ...over });
  const { direction: _direction, setpoint: _setpoint, inclusive: _inclusive, deadband: _deadband, of: _of, ...attributes } = average;
  const figureName = text("average", "平均值");
  const id = `${average.id}-not-assessable`;
  return [average, { ...attributes, kind: "not-assessable", id, priority: "medium", figureOf: average.id, figureName, over: of.over }];
}

export function signal(over: Partial<Signal> = {}): Signal {
  return {
    key: "cab-17/vapour",
    deviceId: "cab-17",
    name: "vapour",
    label: text("Solvent vapour", "溶剂蒸气"),
    zoneId: "cabinet-17",
    quantity: "gas-concentration",
    unit: "%LEL",
    substance: "VOC",
    hold: seconds(90),
    lateness: minutes(5),
    clockTolerance: minutes(2),
    rules: [limitRule(), limitRule({ id: "cab-17/vapour/high-high", priority: "critical", setpoint: 20 }), silenceRule()],
    ...over,
  };
}

/** People the site knows, each by the name of their account. */
export const peopleOf = (...accounts: readonly string[]): Site["people"] => accounts.map((id) => ({ id, name: id, language: "en" }));

/** One building, one room, one cabinet with one vapour sensor, two people and a security centre. */
export function testSite(over: Partial<Site> = {}): Site {
  return {
    id: "test-site",
    name: text("Chemistry Building", "化学楼"),
    timeZone: "Asia/Shanghai",
    version: "test-1",
    zones: [
      {
        id: "chemistry",
        kind: "building",
        name: text("Chemistry Building", "化学楼"),
        path: text("Chemistry Building", "化学楼"),
        responsible: "wang",
      },
      {
        id: "room-114",
        kind: "room",
        name: text("Room 114", "114室"),
        parent: "chemistry",
        path: text("Chemistry Building › Room 114", "化学楼 › 114室"),
        responsible: "wang",
        deputy: "smith",
      },
      {
        id: "cabinet-17",
        kind: "cabinet",
        name: text("Cabinet 17", "17号柜"),
        parent: "room-114",
        path: text("Chemistry Building › Room 114 › Cabinet 17", "化学楼 › 114室 › 17号柜"),
        responsible: "wang",
        deputy: "smith",
      },
    ],
    people: [
      { id: "wang", name: "Wang Fang", language: "zh", phone: "+8613800000001" },
      { id: "smith", name: "Alex Smith", language: "en", phone: "+8613800000002" },
      { id: "desk", name: "Security centre", language: "en", phone: "+8613800000003" },
    ],
    devices: [{ id: "cab-17", name: text("Cabinet 17", "17号柜"), zoneId: "cabinet-17", signals: ["cab-17/vapour"] }],
    signals: [signal()],
    securityCentre: ["desk"],
    escalation: { deputyAfter: minutes(3), securityCentreAfter: minutes(6), minimumPriority: "medium" },
    ...over,
  };
}
