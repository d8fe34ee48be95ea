import { type EpochMs, elapsed } from "../basics/index.ts";
import { UNIT_SYMBOLS } from "../quantity/index.ts";
import { describeFigure, figureUnit } from "./figures/index.ts";
import type { AlarmRule, LimitRule, Signal, StateRule } from "./rule.ts";

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
  if (rule.kind === "state") return `${value === undefined ? "the last state" : said(signal, value)}${held}`;
  const figure = value === undefined ? "the last value" : saidOfLimit(rule, signal, value);
  return `${nameOf(rule, signal)}${figure} is ${comparisonOf(rule)} ${saidOfLimit(rule, signal, rule.setpoint)}${held}`;
}

/** Why an alarm returned to normal with a sample. */
export function reasonToClear(rule: LimitRule | StateRule, signal: Signal, value: number | undefined): string {
  if (value === undefined) return "back inside the limit";
  const figure = rule.kind === "state" ? said(signal, value) : `${nameOf(rule, signal)}${saidOfLimit(rule, signal, value)}`;
  return `${figure}, back inside the limit`;
}

/** What is held against the limit, when that is not the value itself: "15 min average ". */
const nameOf = ({ of: figure }: LimitRule, { unit }: Signal): string => (figure === undefined ? "" : `${describeFigure(figure, unit).en} `);

/** A number in the unit of what is held against the limit. Figures are worked out, so they are told to six digits. */
const saidOfLimit = ({ of: figure }: LimitRule, signal: Signal, value: number): string =>
  figure === undefined ? said(signal, value) : `${Number(value.toPrecision(6))} ${figureUnit(figure, signal.unit)}`.trimEnd();

/** A value as it is written in a reason: with its unit, or as the name of its state. */
export function said({ states, unit }: Signal, value: number): string {
  return states === undefined ? `${value} ${UNIT_SYMBOLS[unit]}`.trimEnd() : (states[value] ?? String(value));
}

function comparisonOf({ direction, inclusive }: LimitRule): string {
  return `${direction === "high" ? ">" : "<"}${inclusive ? "=" : ""}`;
}
