import { limitRule, overRangeRule, signal, silenceRule, testSite } from "./site.ts";
import { epochMs, hours, minutes, seconds } from "@labcanary/domain/basics";
import type { AlarmRule, Expression, LimitRule, RecoveryRule, Signal, Suppression, OverRangeRule } from "@labcanary/domain/rules";
import type { Schedule } from "@labcanary/domain/schedule";
import type { Site } from "@labcanary/domain/site";
import type { AttributeDifference } from "@labcanary/domain/site";

export const text = (en: string) => ({ en, zh: `中${en}` });

/** A site of one vapour signal with these rules; where nothing else is said, one whose lives depend on the first. */
export const siteOf = (rules: readonly AlarmRule[], over: Partial<Signal> = {}, site: Partial<Site> = {}): Site =>
  testSite({ signals: [signal({ rules, ...over })], ...site });

export const words = (value: AttributeDifference["before"]): string => (typeof value === "object" ? value.en : String(value));

let edition = 0;
export const limit = (over: Partial<LimitRule> = {}): LimitRule => limitRule({ lifeSafety: true, version: String(edition++), ...over });
export const silence = (over: Parameters<typeof silenceRule>[0] = {}) =>
  silenceRule({ lifeSafety: true, version: String(edition++), ...over });

export const overRange = (more: Partial<OverRangeRule> = {}): AlarmRule =>
  overRangeRule({ lifeSafety: true, version: String(edition++), ...more });

/** What rules of every kind have. */
const attributesOfRule = () => {
  const { direction: _direction, setpoint: _setpoint, inclusive: _inclusive, deadband: _deadband, kind: _kind, ...attributes } = limit();
  return attributes;
};
export const state = (states: readonly number[]): AlarmRule => ({ ...attributesOfRule(), kind: "state", states });
export const due = (at: string): AlarmRule => ({
  ...attributesOfRule(),
  kind: "due",
  duty: "calibration",
  dueAt: epochMs(Date.parse(at)),
  day: at.slice(0, 10),
});
export const group = (zone: string): AlarmRule => ({
  ...attributesOfRule(),
  id: "group",
  kind: "silence-group",
  over: { kind: "zone", zoneId: zone, zones: [zone] },
});

/** `door = open`, and something else of the same door. */
export const isOpen = (value = 1): Expression => ({
  kind: "comparison",
  of: { signal: "cab-17/door", unit: "state", states: ["closed", "open"], hold: minutes(3) },
  operator: "=",
  value,
});
export const condition = (text: string, when = isOpen()): AlarmRule => ({
  ...attributesOfRule(),
  kind: "expression",
  label: { en: "x", zh: "x" },
  text,
  when,
});
export const recovery = (over: Partial<RecoveryRule> = {}): AlarmRule => {
  const { kind: _kind, ...attributes } = limit();
  return {
    ...attributes,
    kind: "recovery",
    unit: "%LEL",
    hold: seconds(90),
    after: isOpen(),
    afterText: "door = open",
    within: minutes(20),
    unexcused: minutes(5),
    ...over,
  };
};
export const suppressed = (over: Partial<Suppression> = {}): AlarmRule =>
  limit({ suppression: { when: isOpen(), name: "door open", atMost: minutes(10), ...over } });
export const told10 = { en: "door open, at most 10min", zh: "door open,最长 10min" };

export const DOOR: Partial<Signal> = { quantity: "door", unit: "state", states: ["closed", "open", "ajar"] };
export const working = (from: number): Schedule => ({
  kind: "weekly",
  timeZone: "UTC",
  days: ["mon"],
  from: hours(from),
  to: hours(19),
  except: [],
});

export const average = (over: number, coverage = 0.75) => ({ of: { kind: "average", over: hours(over), coverage } as const });
export const timeTo = (value: number, direction: "high" | "low", confidence = 0.8, from?: number) => ({
  of: { kind: "time-to", over: hours(1), direction, limit: value, confidence, ...(from === undefined ? {} : { from }) } as const,
});
export const beyond = (value: number, inclusive = true) => ({
  of: { kind: "time-beyond", over: hours(1), direction: "high", limit: value, inclusive } as const,
});
