import type { DurationMs, EpochMs } from "../../basics/index.ts";
import { DRILL_STEPS, type DrillPlan, type DrillStep } from "../../site/index.ts";
import type { Drill, DrillResult } from "./drill.ts";

/**
 * How the time of a step stands against what is expected of it. `reached`: it happened, in time or with nothing expected; `late`: after its
 * time, or it has not happened and its time is over; `missing`: the drill ended without it; `waiting`: it may still happen, or nobody
 * expects it.
 */
export const STEP_STANDINGS = ["reached", "late", "missing", "waiting"] as const;
export type StepStanding = (typeof STEP_STANDINGS)[number];

/** As of an instant; of a drill that has not begun every step waits. */
export function stepStanding(
  { begun, times, ended }: Pick<Drill, "begun" | "times" | "ended">,
  step: DrillStep,
  { plan, at }: { readonly plan: Pick<DrillPlan, "expect"> | undefined; readonly at: EpochMs },
): StepStanding {
  if (begun === undefined) return "waiting";
  const span = plan?.expect[step];
  const reached = times[step];
  if (reached !== undefined) return span !== undefined && spanTo(begun.at, reached.at) > span ? "late" : "reached";
  if (ended !== undefined) return span === undefined ? "waiting" : "missing";
  return span !== undefined && spanTo(begun.at, at) > span ? "late" : "waiting";
}

/** A step the plan expected of a drill that is over, and how it failed to be in time. */
export interface DrillShortfall {
  readonly step: DrillStep;
  readonly standing: "late" | "missing";
}

type Over = Pick<Drill, "begun" | "times" | "ended">;

/** Which steps came too late, or not at all, in their order; none of a drill that is not over. */
export function drillShortfalls(drill: Over): readonly DrillShortfall[] {
  const { begun, ended } = drill;
  if (begun === undefined || ended === undefined) return [];
  return DRILL_STEPS.flatMap((step) => {
    const standing = stepStanding(drill, step, { plan: begun.plan, at: ended.at });
    return standing === "late" || standing === "missing" ? [{ step, standing }] : [];
  });
}

/** `late`: signed as planned, by lines of before late steps were held against it, and yet something was not in time. */
export type ShownDrillResult = DrillResult | "late";

/** What the result is said to be wherever it is shown; undefined: it is not signed. */
export function shownResult(drill: Over & Pick<Drill, "concluded">): ShownDrillResult | undefined {
  const result = drill.concluded?.result;
  return result === "as-planned" && drillShortfalls(drill).length > 0 ? "late" : result;
}

/** How long after the beginning a step came; undefined: not at all. */
export function stepAfter({ begun, times }: Pick<Drill, "begun" | "times">, step: DrillStep): DurationMs | undefined {
  const reached = times[step];
  return begun === undefined || reached === undefined ? undefined : spanTo(begun.at, reached.at);
}

const spanTo = (from: EpochMs, to: EpochMs): DurationMs => (to - from) as DurationMs;
