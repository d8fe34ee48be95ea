import type { Priority, RuleAttributes } from "../rules/index.ts";
import type { SignalDescription } from "../telemetry/index.ts";
import type { RuleFile } from "./file.ts";

/** Priorities of a gas or oxygen alarm on which lives depend, where the file says nothing. Chosen: those that call for leaving the room. */
const GRAVE: readonly Priority[] = ["critical", "high"];

/**
 * Whether lives depend on a rule: what the file says; else its gravest alarms for gas of a named substance (toxic, flammable or
 * suffocating) and for oxygen, want of it or too much, their silence among them. Nothing is said of rules that are neither.
 * `watched`: all that the rule looks at.
 */
export function lifeSafetyOf(
  { lifeSafety, priority }: Pick<RuleFile, "lifeSafety" | "priority">,
  watched: readonly SignalDescription[],
): Pick<RuleAttributes, "lifeSafety"> {
  if (lifeSafety !== undefined) return { lifeSafety };
  return watched.some(isDangerous) && GRAVE.includes(priority) ? { lifeSafety: true } : {};
}

const isDangerous = ({ quantity, substance }: SignalDescription): boolean =>
  quantity === "oxygen-concentration" || (quantity === "gas-concentration" && substance !== undefined);
