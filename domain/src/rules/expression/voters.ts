import { unreachable } from "../../basics/index.ts";
import type { VoteExpression } from "./expression.ts";
import { countOf, type Truth, truthFrom } from "./truth.ts";

/** How a vote stands. */
export interface Voters {
  readonly truth: Truth;
  /** Voters that can be told. */
  readonly live: number;
  /** Too few are live to ever reach the quorum, which counts as met. */
  readonly isBroken: boolean;
}

/**
 * What voters come to, each faulty one counting as declared. A vote is never unknown: that is what the declaration is for.
 * Where faulty voters are left out the quorum stays: two of three with one faulty is two of the other two. With fewer live voters than the
 * quorum it could never be reached, and the alarm would be disabled without a word; so it counts as met instead (chosen: the safe side).
 */
export function votersOf({ atLeast, faultyVoter }: Pick<VoteExpression, "atLeast" | "faultyVoter">, truths: readonly Truth[]): Voters {
  const votes = countOf("true", truths);
  const live = truths.length - countOf("unknown", truths);
  switch (faultyVoter) {
    case "alarm":
      return { truth: truthFrom(votes + truths.length - live >= atLeast), live, isBroken: false };
    case "no-alarm":
      return { truth: truthFrom(votes >= atLeast), live, isBroken: false };
    case "left-out":
      return { truth: truthFrom(votes >= atLeast || live < atLeast), live, isBroken: live < atLeast };
    default:
      return unreachable(faultyVoter);
  }
}
