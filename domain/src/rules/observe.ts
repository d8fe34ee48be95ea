import type { Observation } from "./delays.ts";
import type { LimitAttributes, LimitRule, StateRule } from "./rule.ts";

/** What a value says about the condition of a rule. */
export const observe = (rule: LimitRule | StateRule, value: number): Observation =>
  rule.kind === "limit" ? observeLimit(value, rule) : observeState(value, rule);

/**
 * What a sample, or the figure it led to, says about the condition of a rule. Over range every high limit on the value is met, whatever it
 * is set to. A sample over range, of which there may be more, and a suspect one can begin an alarm, and end none.
 */
export function observeSample(
  rule: LimitRule | StateRule,
  value: number,
  { isOverRange, isSuspect }: { readonly isOverRange: boolean; readonly isSuspect: boolean },
): Observation {
  const observation = observe(rule, value);
  if (!isOverRange && !isSuspect) return observation;
  if (isOverRange && rule.kind === "limit" && rule.of === undefined && rule.direction === "high") return "met";
  return observation === "met" ? "met" : "inside-deadband";
}

/** What a value says about a limit. Coming back needs the deadband as well: 20 with a deadband of 1 ends at 19. */
export function observeLimit(value: number, rule: LimitAttributes): Observation {
  // A low limit is a high limit seen in a mirror.
  const sign = rule.direction === "high" ? 1 : -1;
  const beyond = sign * (value - rule.setpoint);
  if (rule.inclusive ? beyond >= 0 : beyond > 0) return "met";
  return rule.deadband > 0 && beyond > -rule.deadband ? "inside-deadband" : "gone";
}

/** What a discrete state says about a rule that waits for some of them. */
function observeState(value: number, rule: StateRule): Observation {
  return rule.states.includes(value) ? "met" : "gone";
}
