import { type EpochMs, elapsed } from "../basics/index.ts";
import { UNIT_SYMBOLS } from "../quantity/index.ts";
import { type FaultReason, SAID_OF_FAULT } from "../telemetry/index.ts";
import { describeFigure, figureUnit } from "./figures/index.ts";
import type { LimitRule, Signal, SilenceRule, StateRule } from "./rule.ts";

/** What decided that an alarm was raised. */
interface Deciding {
  readonly at: EpochMs;
  readonly value: number | undefined;
  /** Since when the condition was met, where that was not just now. */
  readonly metSince: EpochMs | undefined;
}

/** Why an alarm was raised, in one English sentence: which figure met which limit for how long. */
export function reasonToRaise(rule: LimitRule | StateRule, signal: Signal, { at, value, metSince }: Deciding): string {
  const held = metSince === undefined || rule.onDelay === 0 ? "" : ` for ${elapsed(metSince, at) / 1000} s`;
  if (rule.kind === "state") return `${value === undefined ? "the last state" : said(signal, value)}${held}`;
  const figure = value === undefined ? `${nameOf(rule, signal)}the last value` : saidAsHeld(rule, signal, value);
  return `${figure} is ${saidOfCondition(rule, signal)}${held}`;
}

/** Why a signal counts as silent: nothing came, or what came was no value. */
export const reasonOfSilence = ({ after }: SilenceRule, fault: FaultReason | undefined): string =>
  fault === undefined
    ? `nothing fresh was heard for ${after / 1000} s`
    : `nothing was measured for ${after / 1000} s: the device ${SAID_OF_FAULT[fault]}`;

/** What meets the condition of a rule: `>= 8 °C`, `open or ajar`. */
export const saidOfCondition = (rule: LimitRule | StateRule, signal: Signal): string =>
  rule.kind === "limit"
    ? `${comparisonOf(rule)} ${saidOfLimit(rule, signal, rule.setpoint)}`
    : rule.states.map((state) => said(signal, state)).join(" or ");

/** What a rule holds against its condition: `8.1 °C`, `15 min average 32 ppm`. */
export const saidAsHeld = (rule: LimitRule | StateRule, signal: Signal, value: number): string =>
  rule.kind === "limit" ? `${nameOf(rule, signal)}${saidOfLimit(rule, signal, value)}` : said(signal, value);

/** Why an alarm returned to normal with a sample. */
export function reasonToClear(rule: LimitRule | StateRule, signal: Signal, value: number | undefined): string {
  if (value === undefined) return "back inside the limit";
  return `${saidAsHeld(rule, signal, value)}, back inside the limit`;
}

/** What is held against the limit, when that is not the value itself: "15 min average ". */
const nameOf = ({ of: figure }: LimitRule, { unit }: Signal): string => (figure === undefined ? "" : `${describeFigure(figure, unit).en} `);

/** A number in the unit of what is held against the limit. Figures are worked out, so they are told to six digits. */
const saidOfLimit = ({ of: figure }: LimitRule, signal: Signal, value: number): string =>
  figure === undefined ? said(signal, value) : `${Number(value.toPrecision(6))} ${figureUnit(figure, signal.unit)}`.trimEnd();

/** A value as it is written in a reason: with its unit, or as the name of its state. */
export function said({ states, unit }: Pick<Signal, "states" | "unit">, value: number): string {
  return states === undefined ? `${value} ${UNIT_SYMBOLS[unit]}`.trimEnd() : (states[value] ?? String(value));
}

function comparisonOf({ direction, inclusive }: LimitRule): string {
  return `${direction === "high" ? ">" : "<"}${inclusive ? "=" : ""}`;
}

/** Why a level was raised though its own delay was not over, or its figure not reached. */
export const reasonOfOverRange = ({ label }: Signal): string => `${label.en} is over the range of its sensor, which is above every level`;

/** Why a level was raised together with a higher one of its ladder. */
export const reasonOfRung = (above: LimitRule | StateRule, signal: Signal): string =>
  `the level above, ${saidOfCondition(above, signal)}, is met`;
