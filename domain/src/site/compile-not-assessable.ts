import { hours, milliseconds } from "../basics/index.ts";
import { type AlarmRule, describeFigure, type LimitRule, type NotAssessableRule, type RuleAttributes } from "../rules/index.ts";
import type { SignalDescription } from "../telemetry/index.ts";

type Unversioned = Omit<NotAssessableRule, "version">;

/** Behind the name of a limit: the name of the rule for when its figure cannot be told. */
export const NOT_ASSESSABLE = "-not-assessable";

/** Figures that need so much of their window to have been watched. */
export const needsCoverage = (
  rule: AlarmRule,
): rule is LimitRule & { readonly of: { readonly kind: "average" | "mean-kinetic-temperature" } } =>
  rule.kind === "limit" && (rule.of?.kind === "average" || rule.of?.kind === "mean-kinetic-temperature");

/** The rule for when the figure of a limit cannot be told, with attributes of its own. */
export function notAssessableOf(limit: LimitRule, signal: SignalDescription, attributes: Omit<RuleAttributes, "version">): Unversioned {
  if (limit.of === undefined) throw new Error(`${limit.id} has no figure`);
  return {
    kind: "not-assessable",
    ...attributes,
    figureOf: limit.id,
    figureName: describeFigure(limit.of, signal.unit),
    over: limit.of.over,
  };
}

/** Every such limit has one, whether or not somebody thought of it. */
export function defaultNotAssessable(limit: LimitRule, signal: SignalDescription): Unversioned {
  const none = milliseconds(0);
  return notAssessableOf(limit, signal, {
    id: `${limit.id}${NOT_ASSESSABLE}`,
    signal: signal.key,
    priority: "medium",
    onDelay: none,
    offDelay: none,
    latching: false,
    consequence: { en: "Nobody would be told when the limit is reached", zh: "达到限值时将无人知晓" },
    firstAction: { en: "Find out why readings are missing, check sensor and network", zh: "查明读数缺失原因，检查传感器和网络" },
    responseTime: hours(1),
    basis: "chosen",
    source: "chosen: a figure that cannot be told protects nobody, so it is told as soon as it should be there",
  });
}
