import { milliseconds, times, unreachable } from "../../basics/index.ts";
import type { Observation } from "../delays.ts";
import type { ExpressionRule } from "./rule.ts";
import type { Watched, WatchedInputs, WatchInput, World } from "../watch.ts";
import { countSample, countsOf, EMPTY_RING, type SampleRing } from "./count-samples.ts";
import { describeTruth } from "./describe.ts";
import { evaluate, lookAgainAt, valueOf } from "./evaluate.ts";
import { operandsOf, samplesIn, signalsOf } from "./expression.ts";
import type { Truth } from "./truth.ts";

/** One ring for each count of samples, in the order of the text; belongs to one version of the rule. */
export interface ExpressionMemory {
  readonly rings: readonly SampleRing[];
}

/** Steps a rule by an input. What is unknown neither raises nor ends an alarm. */
export function stepExpression(
  rule: ExpressionRule,
  memory: ExpressionMemory | undefined,
  input: WatchInput,
  world: World,
): Watched<ExpressionMemory> {
  const samples = samplesIn(rule.when);
  const rings = samples.map((count, index) => {
    const ring = memory?.rings[index] ?? EMPTY_RING;
    return input.kind === "sample" ? countSample(count, ring, input.sample, world) : ring;
  });
  const counts = countsOf(new Map(samples.map((count, index) => [count, rings[index] ?? EMPTY_RING])));
  const value = ownValue(rule, world);
  const again = lookAgainAt(rule.when, world, counts);
  return {
    memory: { rings },
    observation: observationOf(evaluate(rule.when, world, counts)),
    because: describeTruth(rule.when, world, counts),
    ...(value === undefined ? {} : { value }),
    ...(again === undefined ? {} : { lookAgainAt: again }),
  };
}

function observationOf(truth: Truth): Observation {
  switch (truth) {
    case "true":
      return "met";
    case "false":
      return "gone";
    case "unknown":
      return "inside-deadband";
    default:
      return unreachable(truth);
  }
}

/** What the signal the rule stands under says. A rule of a zone is about no signal more than another: the reason names those that decided. */
function ownValue({ signal, when, zoneId }: ExpressionRule, world: World): number | undefined {
  const own = zoneId === undefined ? operandsOf(when).find((operand) => operand.signal === signal) : undefined;
  return own === undefined ? undefined : valueOf(own, world);
}

/** Every signal the expression names. It needs each one's last sample, or so many as it counts, each as long apart as the hold allows. */
export function inputsOfExpression({ when }: Pick<ExpressionRule, "when">): WatchedInputs {
  const hold = milliseconds(Math.max(...operandsOf(when).map((operand) => operand.hold)));
  const last = Math.max(1, ...samplesIn(when).map((count) => count.last));
  return { signals: signalsOf(when), devices: [], reach: times(hold, last) };
}
