import type { Text } from "../../basics/index.ts";
import type { DrillStep } from "./drill-plan.ts";

/** A plan of a drill, as engineers write it. Spans of time are texts such as `90s`, `15min`, `90d`. */
export interface DrillPlanFile {
  readonly id: string;
  readonly name: Text;
  readonly zone: string;
  /** A scenario with a story, by its path from the site file. */
  readonly scenario: string;
  /** What the scenario moves, as `device/signal`. */
  readonly signals: readonly string[];
  /** What should have happened, and by when after the beginning. */
  readonly expect?: Readonly<Partial<Record<DrillStep, string>>>;
  readonly limit?: string;
  /** Held again every so long. */
  readonly every: string;
  /** Day by which it is held for the first time: 2026-12-31. */
  readonly first: string;
}
