import type { AlarmRule } from "./rule.ts";
import { inputsOf, isWatchRule } from "./watch-rules.ts";

/** Whether a rule needs more than the readings of its own signal: those of others, or what people did at a device. They alone do not decide it. */
export function looksElsewhere(rule: AlarmRule): boolean {
  if (!isWatchRule(rule)) return false;
  const { signals, devices } = inputsOf(rule);
  return devices.length > 0 || signals.some((key) => key !== rule.signal);
}
