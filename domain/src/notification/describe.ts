import type { AlarmDescription, Measured } from "../alarm/index.ts";
import type { Text } from "../basics/index.ts";
import { UNIT_SYMBOLS } from "../quantity/index.ts";
import {
  type AlarmRule,
  type ConditionChange,
  conditionOfWatch,
  describeFigure,
  type Figure,
  figureUnit,
  type LimitRule,
  nameOfWatch,
} from "../rules/index.ts";
import type { Signal, Zone } from "../site/index.ts";
import { figure, figureAgainst, spanText } from "./figures.ts";

/** What the site says about a condition. Parts are absent when the site has changed since the rule decided. */
export interface ConditionSubject {
  readonly signal?: Signal;
  readonly rule?: AlarmRule;
  readonly zone?: Zone;
}

const NOTHING: Text = { en: "", zh: "" };
const same = (text: string): Text => ({ en: text, zh: text });
const both = (left: Text, joint: Text, right: Text): Text => ({
  en: `${left.en}${joint.en}${right.en}`,
  zh: `${left.zh}${joint.zh}${right.zh}`,
});
const BLANK: Text = { en: " ", zh: "" };

/** Level names of limit rules, the last part of their id; another name is shown by its direction alone. */
const LEVELS: Readonly<Record<string, Text>> = {
  high: { en: "high", zh: "过高" },
  "high-high": { en: "high-high", zh: "极高" },
  low: { en: "low", zh: "过低" },
  "low-low": { en: "low-low", zh: "极低" },
};

/** States many signals share, in Chinese; others are shown by the name the site gives them. */
const STATES_ZH: Readonly<Record<string, string>> = {
  open: "打开",
  closed: "关闭",
  locked: "已锁",
  unlocked: "未锁",
  on: "开",
  off: "关",
  true: "是",
  false: "否",
  alarm: "报警",
  fault: "故障",
};

/** What is shown and sent about an alarm, in every language, from the site as it is at raising. */
export function describeCondition(
  change: Pick<ConditionChange, "ruleId" | "signal" | "value">,
  { signal, rule, zone }: ConditionSubject,
): AlarmDescription {
  return {
    what: signal === undefined || rule === undefined ? same(change.ruleId) : whatOf(signal, rule, change.value),
    where: zone?.path ?? same(change.signal),
    limit: signal === undefined || rule === undefined ? NOTHING : limitOf(signal, rule),
    valueText: change.value === undefined ? NOTHING : valueOf(change.value, signal, rule),
    firstAction: rule?.firstAction ?? NOTHING,
    consequence: rule?.consequence ?? NOTHING,
    ...(rule === undefined ? {} : { responseTime: rule.responseTime, ...measuredBy(signal, rule) }),
  };
}

/** Only where the newest reading is what the rule looks at: an average, or two signals together, is not to be read off one value. */
function measuredBy(signal: Signal | undefined, rule: AlarmRule): { readonly measured?: Measured } {
  if (signal === undefined) return {};
  const written = { unit: signal.unit, ...(signal.states === undefined ? {} : { states: signal.states }) };
  if (rule.kind === "state") return { measured: written };
  if (rule.kind !== "recovery" && (rule.kind !== "limit" || rule.of !== undefined)) return {};
  const { direction, setpoint, deadband } = rule;
  return { measured: { ...written, limit: { direction, setpoint, deadband } } };
}

function whatOf(signal: Signal, rule: AlarmRule, value: number | undefined): Text {
  if (rule.label !== undefined) return rule.label;
  switch (rule.kind) {
    case "limit":
      return rule.of === undefined ? both(signal.label, BLANK, levelOf(rule)) : both(signal.label, BLANK, figureOf(signal, rule, rule.of));
    case "state":
      return value === undefined ? signal.label : both(signal.label, { en: " ", zh: " " }, stateName(signal, value));
    case "silence":
    case "silence-group":
      return both(signal.label, BLANK, { en: "silent", zh: "无信号" });
    default:
      return both(signal.label, BLANK, nameOfWatch(rule));
  }
}

/** "15 min average high"; a time says all by itself: "time to -60 °C". */
function figureOf(signal: Signal, rule: LimitRule, of: Figure): Text {
  const name = describeFigure(of, signal.unit);
  return of.kind === "time-to" || of.kind === "time-beyond" ? name : both(name, BLANK, levelOf(rule));
}

/** The unit of what is held against a rule's limit. */
const symbolOf = (signal: Signal, of: Figure | undefined): string =>
  of === undefined ? UNIT_SYMBOLS[signal.unit] : figureUnit(of, signal.unit);

function levelOf(rule: LimitRule): Text {
  return LEVELS[rule.id.slice(rule.id.lastIndexOf("/") + 1)] ?? LEVELS[rule.direction] ?? NOTHING;
}

function stateName(signal: Signal, value: number): Text {
  const name = signal.states?.[value] ?? String(value);
  return { en: name, zh: STATES_ZH[name] ?? name };
}

function limitOf(signal: Signal, rule: AlarmRule): Text {
  switch (rule.kind) {
    case "limit": {
      const sign = rule.direction === "high" ? (rule.inclusive ? "≥" : ">") : rule.inclusive ? "≤" : "<";
      return same(`${sign} ${figure(rule.setpoint, symbolOf(signal, rule.of))}`);
    }
    case "state":
      return rule.onDelay === 0 ? NOTHING : both(same("> "), NOTHING, spanText(rule.onDelay));
    case "silence":
    case "silence-group":
    // For how long an access is good is no limit that a door stands against.
    case "opened-without-access":
    case "two-person":
      return NOTHING;
    default:
      return conditionOfWatch(rule);
  }
}

function valueOf(value: number, signal: Signal | undefined, rule: AlarmRule | undefined): Text {
  if (signal === undefined) return same(String(value));
  if (rule?.kind === "silence-group") return { en: `${value} signals`, zh: `${value} 个信号` };
  if (signal.states !== undefined) return stateName(signal, value);
  if (rule?.kind !== "limit") return same(figure(value, UNIT_SYMBOLS[signal.unit]));
  return same(figureAgainst(value, rule.setpoint, symbolOf(signal, rule.of)));
}
