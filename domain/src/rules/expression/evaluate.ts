import { type EpochMs, epochMs, milliseconds, plus, unreachable } from "../../basics/index.ts";
import type { World } from "../watch.ts";
import {
  type Comparison,
  type DeviationExpression,
  type Expression,
  type Operand,
  type SamplesExpression,
  signalsOf,
  type VoteExpression,
} from "./expression.ts";
import { allOf, anyOf, atLeast, not, type Truth, truthFrom } from "./truth.ts";
import { votersOf } from "./voters.ts";

/** What the counts of samples in an expression have come to. */
export type SampleCounts = (samples: SamplesExpression, world: World) => Truth;

const NO_COUNTS: SampleCounts = () => {
  throw new Error("an expression that counts samples needs a memory: it is stepped, not asked");
};

/**
 * Whether an expression without counts of samples is true of the world as it is known. A signal is unknown before its first sample, past
 * the end of its hold (receive time), after a fault and while it is suspect; what follows from that goes by Kleene's strong logic.
 */
export const truthOf = (expression: Expression, world: World): Truth => evaluate(expression, world, NO_COUNTS);

/** As `truthOf`, with what became of counts of samples. */
export function evaluate(expression: Expression, world: World, counts: SampleCounts): Truth {
  const truths = (parts: readonly Expression[]): Truth[] => parts.map((part) => evaluate(part, world, counts));
  switch (expression.kind) {
    case "comparison": {
      const value = valueOf(expression.of, world);
      return value === undefined ? "unknown" : truthFrom(holds(value, expression.operator, expression.value));
    }
    case "deviation": {
      const deviation = deviationOf(expression, world);
      return deviation === undefined ? "unknown" : truthFrom(holds(deviation, expression.operator, expression.value));
    }
    case "not":
      return not(evaluate(expression.of, world, counts));
    case "and":
      return allOf(truths(expression.of));
    case "or":
      return anyOf(truths(expression.of));
    case "vote": {
      const voters = truths(expression.of);
      return isAwaited(expression, voters, world) ? atLeast(expression.atLeast, voters) : votersOf(expression, voters).truth;
    }
    case "samples":
      return counts(expression, world);
    default:
      return unreachable(expression);
  }
}

/**
 * Whether a voter that cannot be told may only not have been heard yet, after a start or as something new: it is not faulty before its
 * time is over, and until then the vote is known only where the others decide it.
 */
export function isAwaited({ of: parts }: VoteExpression, truths: readonly Truth[], world: World): boolean {
  const unknown = parts.filter((_, voter) => truths[voter] === "unknown");
  return unknown.flatMap(signalsOf).some((key) => (world.awaitedUntil(key) ?? Number.NEGATIVE_INFINITY) >= world.receivedAt);
}

/** What a signal says now, in its unit. Undefined while it says nothing. */
export function valueOf({ signal }: Operand, world: World): number | undefined {
  const now = world.signal(signal);
  return now === undefined || !now.isTrusted || world.receivedAt > now.heldUntil ? undefined : now.value;
}

/** Highest less lowest of the probes that say something. Undefined when fewer than two do. */
export function deviationOf({ of: probes }: DeviationExpression, world: World): number | undefined {
  const values = probes.flatMap((probe) => {
    const value = valueOf(probe, world);
    return value === undefined ? [] : [value * probe.factor + probe.offset];
  });
  return values.length < 2 ? undefined : Math.max(...values) - Math.min(...values);
}

function holds(value: number, operator: Comparison, than: number): boolean {
  switch (operator) {
    case ">":
      return value > than;
    case ">=":
      return value >= than;
    case "<":
      return value < than;
    case "<=":
      return value <= than;
    case "=":
      return value === than;
    case "!=":
      return value !== than;
    default:
      return unreachable(operator);
  }
}

/**
 * The soonest receive time at which the expression would be something else if nothing came: a signal's hold has run out by then.
 * Undefined when nothing would change.
 */
export function lookAgainAt(expression: Expression, world: World, counts: SampleCounts = NO_COUNTS): EpochMs | undefined {
  const now = evaluate(expression, world, counts);
  const ends = signalsOf(expression)
    .flatMap((key) => [world.signal(key)?.heldUntil ?? [], world.awaitedUntil(key) ?? []].flat())
    .filter((heldUntil) => heldUntil >= world.receivedAt)
    .toSorted((a, b) => a - b);
  for (const heldUntil of ends) {
    // At the end itself the sample still counts.
    const receivedAt = plus(epochMs(heldUntil), milliseconds(1));
    if (evaluate(expression, laterWorld(world, receivedAt), counts) !== now) return receivedAt;
  }
  return undefined;
}

const laterWorld = (world: World, receivedAt: EpochMs): World => ({ ...world, receivedAt });
