import { type DurationMs, milliseconds } from "../basics/index.ts";
import { signalsOf } from "./expression/index.ts";
import type { AlarmRule } from "./rule.ts";
import type { WatchedInputs } from "./watch.ts";
import { inputsOf, isWatchRule } from "./watch-rules.ts";

/** What a rule is stepped by, or suppressed by, and how far back it looks: which history a replay of it needs. */
export function watchedBy(rule: AlarmRule): WatchedInputs {
  const { signals, devices, reach } = isWatchRule(rule) ? inputsOf(rule) : { signals: [rule.signal], devices: [], reach: windowOf(rule) };
  const { suppression, onDelay, offDelay } = rule;
  return {
    signals: suppression === undefined ? signals : [...new Set([...signals, ...signalsOf(suppression.when)])],
    devices,
    reach: milliseconds(reach + onDelay + offDelay + (suppression?.atMost ?? 0)),
  };
}

function windowOf(rule: AlarmRule): DurationMs {
  if (rule.kind === "silence") return rule.after;
  return rule.kind === "limit" && rule.of !== undefined ? rule.of.over : milliseconds(0);
}

/**
 * Whether what was received of what a rule watches decides it. It does not for many silences behind one cause, which are found from the
 * silences of all signals beneath it, nor for a sealed door, which may be opened by leave that no device tells of.
 */
export const isReplayable = (rule: AlarmRule): boolean => rule.kind !== "silence-group" && rule.kind !== "sealed-door";
