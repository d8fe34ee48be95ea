import type { DurationMs, EpochMs } from "../../basics/index.ts";
import type { DrillPlan, DrillStep } from "../../site/index.ts";
import type { Drill } from "./drill.ts";

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

/** How long after the beginning a step came; undefined: not at all. */
export function stepAfter({ begun, times }: Pick<Drill, "begun" | "times">, step: DrillStep): DurationMs | undefined {
  const reached = times[step];
  return begun === undefined || reached === undefined ? undefined : spanTo(begun.at, reached.at);
}

const spanTo = (from: EpochMs, to: EpochMs): DurationMs => (to - from) as DurationMs;
