import type { SignalStatus } from "@labcanary/domain/ports";
import type { AlarmRule } from "@labcanary/domain/rules";
import type { Signal } from "@labcanary/domain/site";
import type { MessageKey } from "../text/messages.ts";
import { formatSpan, formatValue } from "../text/format.ts";
import type { Translate } from "../text/translate.ts";

/** How a signal protects at this moment, in words: what impairs it, or that nothing does. A signal never heard is not protecting. */
export function protectionKey(status: SignalStatus | undefined): MessageKey {
  if (status?.impairment !== undefined) return `impaired.${status.impairment}`;
  return status?.receivedAt === undefined ? "impaired.silent" : "impaired.none";
}

/** What a rule watches for, in words: the limit itself counts or not, and for how long it must hold. */
export function wordsOfRule(rule: AlarmRule, signal: Signal, t: Translate): string {
  const condition = conditionOf(rule, signal, t);
  return rule.onDelay === 0 ? condition : t("signal.rule.for", { condition, delay: formatSpan(t, rule.onDelay) });
}

function conditionOf(rule: AlarmRule, signal: Signal, t: Translate): string {
  switch (rule.kind) {
    case "limit": {
      const setpoint = formatValue(t, signal, rule.setpoint);
      return rule.inclusive
        ? t(`signal.rule.limit.${rule.direction}.inclusive`, { setpoint })
        : t(`signal.rule.limit.${rule.direction}`, { setpoint });
    }
    case "state":
      return t("signal.rule.state", { states: rule.states.map((state) => formatValue(t, signal, state)).join(", ") });
    case "silence":
      return t("signal.rule.silence", { age: formatSpan(t, rule.after) });
  }
}
