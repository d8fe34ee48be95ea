import type { DurationMs, EpochMs, Text } from "../../basics/index.ts";
import type { SignalKey } from "../../telemetry/index.ts";
import type { ZoneId } from "../site.ts";

/**
 * What a drill is timed by, in order: its alarm is raised; the text of it is proven to have come; somebody acknowledges it, is there, and
 * says that the place is safe.
 */
export const DRILL_STEPS = ["detected", "told", "acknowledged", "on-site", "safe"] as const;
export type DrillStep = (typeof DRILL_STEPS)[number];

/** A plan of a drill: what is played where, what should come of it, and how often. */
export interface DrillPlan {
  readonly id: string;
  readonly name: Text;
  readonly zoneId: ZoneId;
  /** Path of the scenario from the site file. */
  readonly scenario: string;
  /** What the scenario moves; of everything else in it nothing is heard. */
  readonly signals: readonly SignalKey[];
  /** By when after the beginning each should have happened. Absent: it is timed, and nothing is expected of it. */
  readonly expect: Readonly<Partial<Record<DrillStep, DurationMs>>>;
  /** It ends by itself so long after its beginning. */
  readonly limit: DurationMs;
  readonly every: DurationMs;
  /** By when it is held for the first time: the end of that day. */
  readonly firstBy: EpochMs;
}
