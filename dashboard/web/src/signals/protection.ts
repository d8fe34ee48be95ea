import type { OutOfService } from "@labcanary/domain/alarm";
import type { SignalStatus } from "@labcanary/domain/ports";
import type { Text } from "@labcanary/domain/basics";
import {
  type AlarmRule,
  conditionOfWatch,
  describeFigure,
  figureUnit,
  type LimitRule,
  nameOfWatch,
  type RecoveryRule,
} from "@labcanary/domain/rules";
import type { Signal } from "@labcanary/domain/site";
import type { MessageKey } from "../text/messages.ts";
import { formatSpan, formatValue } from "../text/format.ts";
import type { Translate } from "../text/translate.ts";

/** How a signal protects at this moment, in words: what impairs it, or that nothing does. One never heard is silent when its time is over. */
export function protectionKey(status: SignalStatus | undefined, outOfService?: OutOfService): MessageKey {
  if (outOfService?.state === "in-force") return "impaired.out-of-service";
  if (status?.impairment !== undefined) return `impaired.${status.impairment}`;
  return status?.receivedAt === undefined ? "impaired.awaited" : "impaired.none";
}

export const isImpairedKey = (key: MessageKey): boolean => key !== "impaired.none" && key !== "impaired.awaited";

/** Picks the reader's language. */
type PickText = (text: Text) => string;

/** What a rule watches for, in words: the limit itself counts or not, for how long it must hold, and when it counts. */
export function wordsOfRule(rule: AlarmRule, signal: Signal, t: Translate, pick: PickText): string {
  const condition = conditionOf(rule, signal, t, pick);
  const words = rule.onDelay === 0 ? condition : t("signal.rule.for", { condition, delay: formatSpan(t, rule.onDelay) });
  return rule.duringName === undefined ? words : t("signal.rule.during", { condition: words, schedule: pick(rule.duringName) });
}

function conditionOf(rule: AlarmRule, signal: Signal, t: Translate, pick: PickText): string {
  switch (rule.kind) {
    case "limit": {
      const setpoint = setpointOf(rule, signal, t);
      const words = rule.inclusive
        ? t(`signal.rule.limit.${rule.direction}.inclusive`, { setpoint })
        : t(`signal.rule.limit.${rule.direction}`, { setpoint });
      return rule.of === undefined ? words : `${pick(describeFigure(rule.of, signal.unit))} ${words}`;
    }
    case "state":
      return t("signal.rule.state", { states: rule.states.map((state) => formatValue(t, signal, state)).join(", ") });
    case "silence":
      return t("signal.rule.silence", { age: formatSpan(t, rule.after) });
    case "silence-group":
      return t("signal.rule.silence-group");
    case "expression":
      return `${pick(rule.label)}: ${rule.text}`;
    default:
      return `${pick(nameOfWatch(rule))} ${pick(conditionOfWatch(rule))}`.trimEnd();
  }
}

function setpointOf({ of: figure, setpoint }: LimitRule, signal: Signal, t: Translate): string {
  return figure === undefined ? formatValue(t, signal, setpoint) : `${setpoint} ${figureUnit(figure, signal.unit)}`.trimEnd();
}

/** The limits that can be drawn into a chart of the value: those on the value itself. */
export const limitsOnValue = ({ rules }: Signal): readonly (LimitRule | RecoveryRule)[] =>
  rules.filter((rule): rule is LimitRule | RecoveryRule => (rule.kind === "limit" && rule.of === undefined) || rule.kind === "recovery");
