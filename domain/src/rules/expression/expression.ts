import { type DurationMs, unreachable } from "../../basics/index.ts";
import type { Unit } from "../../quantity/index.ts";
import type { SignalKey } from "../../telemetry/index.ts";

/** What a voter counts as while it cannot be told: as one for the alarm, as one against it, or as not there (see `votersOf`). */
export const FAULTY_VOTERS = ["alarm", "no-alarm", "left-out"] as const;
export type FaultyVoter = (typeof FAULTY_VOTERS)[number];

/** How a faulty voter reads in a site file, and in a reason. */
export const VOTER_WORDS = {
  alarm: "counts as alarm",
  "no-alarm": "counts as no alarm",
  "left-out": "is left out",
} as const satisfies Readonly<Record<FaultyVoter, string>>;

export const COMPARISONS = [">=", "<=", ">", "<", "=", "!="] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** A signal of an expression, with what is needed to hold it against something and to say so. */
export interface Operand {
  readonly signal: SignalKey;
  readonly unit: Unit;
  readonly states?: readonly string[];
  /** The signal's own: longest time between two readings that still counts as having been watched. */
  readonly hold: DurationMs;
}

/** An operand whose values are turned into another's unit: value × factor + offset. */
export interface Probe extends Operand {
  readonly factor: number;
  readonly offset: number;
}

/** A signal's value against a number in its unit, or against the number of a state. */
export interface ComparisonExpression {
  readonly kind: "comparison";
  readonly of: Operand;
  readonly operator: Comparison;
  readonly value: number;
}

/** How far apart redundant probes are: highest less lowest of those that can be trusted. */
export interface DeviationExpression {
  readonly kind: "deviation";
  readonly of: readonly Probe[];
  /** The first probe's. */
  readonly unit: Unit;
  readonly operator: Comparison;
  readonly value: number;
}

/** k out of n. */
export interface VoteExpression {
  readonly kind: "vote";
  readonly atLeast: number;
  readonly of: readonly Expression[];
  readonly faultyVoter: FaultyVoter;
}

/** True in so many of the last so many samples of the signals inside. */
export interface SamplesExpression {
  readonly kind: "samples";
  readonly atLeast: number;
  readonly last: number;
  readonly of: Expression;
}

/** A condition over several signals: names looked up, numbers converted. Plain data. */
export type Expression =
  | ComparisonExpression
  | DeviationExpression
  | VoteExpression
  | SamplesExpression
  | { readonly kind: "not"; readonly of: Expression }
  | { readonly kind: "and" | "or"; readonly of: readonly Expression[] };

/** Signals as they stand in the text, each time they are named. */
export function operandsOf(expression: Expression): readonly Operand[] {
  switch (expression.kind) {
    case "comparison":
      return [expression.of];
    case "deviation":
      return expression.of;
    case "not":
    case "samples":
      return operandsOf(expression.of);
    case "and":
    case "or":
    case "vote":
      return expression.of.flatMap(operandsOf);
    default:
      return unreachable(expression);
  }
}

/** Every signal an expression looks at, once, the first named first. */
export const signalsOf = (expression: Expression): readonly SignalKey[] => [...new Set(operandsOf(expression).map(({ signal }) => signal))];

/** Its counts of samples, in the order of the text. None stands within another. */
export function samplesIn(expression: Expression): readonly SamplesExpression[] {
  switch (expression.kind) {
    case "comparison":
    case "deviation":
      return [];
    case "samples":
      return [expression];
    case "not":
      return samplesIn(expression.of);
    case "and":
    case "or":
    case "vote":
      return expression.of.flatMap(samplesIn);
    default:
      return unreachable(expression);
  }
}

/** How deep its parts stand within one another; 1 for a single comparison. */
export function nestingOf(expression: Expression): number {
  switch (expression.kind) {
    case "comparison":
    case "deviation":
      return 1;
    case "not":
    case "samples":
      return 1 + nestingOf(expression.of);
    case "and":
    case "or":
    case "vote":
      return 1 + Math.max(...expression.of.map(nestingOf));
    default:
      return unreachable(expression);
  }
}
