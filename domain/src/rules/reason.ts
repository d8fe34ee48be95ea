import { type EpochMs, elapsed } from "../basics/index.ts";
import { UNIT_SYMBOLS } from "../quantity/index.ts";
import type { AlarmRule, LimitRule, Signal } from "./rule.ts";

/** What decided that an alarm was raised. */
interface Deciding {
  readonly at: EpochMs;
  readonly value: number | undefined;
  /** Since when the condition was met, where that was not just now. */
  readonly metSince: EpochMs | undefined;
}

/** Why an alarm was raised, in one English sentence: which figure met which limit for how long. */
export function reasonToRaise(rule: AlarmRule, signal: Signal, { at, value, metSince }: Deciding): string {
  if (rule.kind === "silence") return `nothing fresh was heard for ${rule.after / 1000} s`;
  const held = metSince === undefined || rule.onDelay === 0 ? "" : ` for ${elapsed(metSince, at) / 1000} s`;
  const figure = value === undefined ? "the last value" : said(signal, value);
  return rule.kind === "state" ? `${figure}${held}` : `${figure} is ${comparisonOf(rule)} ${said(signal, rule.setpoint)}${held}`;
}

/** A value as it is written in a reason: with its unit, or as the name of its state. */
export function said({ states, unit }: Signal, value: number): string {
  return states === undefined ? `${value} ${UNIT_SYMBOLS[unit]}`.trimEnd() : (states[value] ?? String(value));
}

function comparisonOf({ direction, inclusive }: LimitRule): string {
  return `${direction === "high" ? ">" : "<"}${inclusive ? "=" : ""}`;
}
