import { expect, test } from "vitest";
import { limitRule, overRangeRule, signal, silenceRule, testSite } from "../../../test/support/site.ts";
import type { AlarmRule } from "../rules/index.ts";
import { RULE_KINDS } from "../rules/index.ts";
import { classOfRule, type Signal } from "../site/index.ts";
import { classOf } from "./alarm-class.ts";

const door = signal({ key: "door-1/door", quantity: "door" });
const { direction: _direction, setpoint: _setpoint, inclusive: _inclusive, deadband: _deadband, ...attributes } = limitRule();
const ofKind = (kind: AlarmRule["kind"]): AlarmRule => ({ ...attributes, kind }) as AlarmRule;

test.each<{ rule: AlarmRule; of: Signal; is: string; because: string }>([
  { rule: limitRule(), of: signal(), is: "process", because: "a limit is about the process" },
  { rule: limitRule({ lifeSafety: true }), of: signal(), is: "life-safety", because: "its rule says so" },
  { rule: overRangeRule(), of: signal(), is: "device", because: "the sensor cannot tell any more" },
  { rule: overRangeRule({ lifeSafety: true }), of: signal(), is: "life-safety", because: "lives go before the sensor" },
  { rule: silenceRule(), of: door, is: "device", because: "a silent door sensor is a sensor" },
  { rule: ofKind("state"), of: door, is: "access", because: "a door held open" },
  { rule: ofKind("state"), of: signal({ quantity: "state" }), is: "process", because: "a fan that stands" },
  { rule: ofKind("two-person"), of: door, is: "access", because: "custody" },
])("$rule.kind is $is: $because", ({ rule, of, is }) => {
  expect(classOfRule(rule, of)).toBe(is);
});

test("every kind of rule has a class, which an alarm of it has too", () => {
  for (const kind of RULE_KINDS) {
    const rule = ofKind(kind);
    const site = testSite({ signals: [signal({ rules: [rule] })] });
    const source = { kind: "rule", ruleId: rule.id, ruleVersion: "1", signal: "cab-17/vapour", zoneId: "cabinet-17" } as const;
    expect(classOf({ source }, site)).toBe(classOfRule(rule, signal()));
    expect(classOf({ source, lifeSafety: true }, site)).toBe("life-safety");
  }
});

test("alarms of the platform are of its own class, and of rules that are gone all that is known counts", () => {
  const source = { kind: "rule", ruleId: "gone", ruleVersion: "1", signal: "cab-17/vapour", zoneId: "cabinet-17" } as const;
  expect(classOf({ source: { kind: "system", condition: "rota-gap" } }, testSite())).toBe("system");
  expect(classOf({ source }, testSite())).toBe("process");
  expect(classOf({ source: { ...source, signal: "gone/gone" } }, testSite())).toBe("process");
  expect(classOf({ source, lifeSafety: true }, testSite())).toBe("life-safety");
});
