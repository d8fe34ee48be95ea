import { unreachable } from "../../basics/index.ts";
import { UNIT_SYMBOLS } from "../../quantity/index.ts";
import { said } from "../reason.ts";
import type { World } from "../watch.ts";
import { deviationOf, evaluate, isAwaited, type SampleCounts, valueOf } from "./evaluate.ts";
import { type DeviationExpression, type Expression, type Operand, VOTER_WORDS, type VoteExpression } from "./expression.ts";
import { votersOf } from "./voters.ts";

/** Deviations are worked out: told to six digits. */
const DIGITS = 6;

/** What decided that an expression is what it is: `det-1/ch4 25 %LEL, det-3/ch4 22 %LEL: 2 of 3`. */
export function describeTruth(expression: Expression, world: World, counts: SampleCounts): string {
  const truth = evaluate(expression, world, counts);
  const describe = (parts: readonly Expression[]): string => parts.map((part) => describeTruth(part, world, counts)).join(", ");
  const those = (parts: readonly Expression[]): readonly Expression[] => parts.filter((part) => evaluate(part, world, counts) === truth);
  switch (expression.kind) {
    case "comparison":
      return describeOperand(expression.of, world);
    case "deviation":
      return describeDeviation(expression, world);
    case "not":
      return describeTruth(expression.of, world, counts);
    case "and":
    case "or":
      // One false part decides an "and", one true part an "or"; otherwise it took all of them, or the unknown ones.
      return describe(those(expression.of));
    case "vote":
      return describeVote(expression, world, counts);
    case "samples":
      return `${describeTruth(expression.of, world, counts)}: ${truth === "true" ? "" : "not "}${expression.atLeast} of the last ${expression.last} samples`;
    default:
      return unreachable(expression);
  }
}

function describeOperand(operand: Operand, world: World): string {
  const value = valueOf(operand, world);
  return `${operand.signal} ${value === undefined ? whyUnknown(operand, world) : said(operand, value)}`;
}

function whyUnknown({ signal }: Operand, world: World): string {
  const now = world.signal(signal);
  if (now === undefined) return "was never heard";
  return now.isTrusted ? "was not heard within its hold" : "is faulty or suspect";
}

function describeDeviation(expression: DeviationExpression, world: World): string {
  const probes = expression.of.map((probe) => describeOperand(probe, world)).join(", ");
  const deviation = deviationOf(expression, world);
  if (deviation === undefined) return probes;
  return `${probes}: ${`${Number(deviation.toPrecision(DIGITS))} ${differenceSymbol(expression.unit)}`.trimEnd()} apart`;
}

/** Differences of temperatures are told in kelvin. */
const differenceSymbol = (unit: Operand["unit"]): string => (unit === "Cel" ? UNIT_SYMBOLS.K : UNIT_SYMBOLS[unit]);

function describeVote(vote: VoteExpression, world: World, counts: SampleCounts): string {
  const truths = vote.of.map((part) => evaluate(part, world, counts));
  const { truth, live, isBroken } = votersOf(vote, truths);
  const awaited = isAwaited(vote, truths, world) ? "not all voters were heard yet; " : "";
  const named = vote.of
    .filter((_, voter) => truths[voter] !== "false")
    .map((part) => {
      const text = describeTruth(part, world, counts);
      return evaluate(part, world, counts) === "unknown" ? `${text} (${VOTER_WORDS[vote.faultyVoter]})` : text;
    });
  const votes = truths.filter((truth) => truth === "true" || (truth === "unknown" && vote.faultyVoter === "alarm")).length;
  const outcome = isBroken
    ? `only ${live} of ${truths.length} voters can be told, fewer than the ${vote.atLeast} needed, which counts as met`
    : `${votes} of ${vote.faultyVoter === "left-out" ? live : truths.length}${truth === "true" ? "" : `, ${vote.atLeast} needed`}`;
  return `${awaited}${named.length === 0 ? outcome : `${named.join(", ")}: ${outcome}`}`;
}
