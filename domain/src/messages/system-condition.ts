import type { SystemConditionName } from "../alarm/index.ts";
import type { EpochMs } from "../basics/index.ts";

/** A condition of the platform itself began or ended. Saying the same twice changes nothing. */
export interface SystemCondition {
  readonly kind: "system-condition";
  readonly name: SystemConditionName;
  readonly active: boolean;
  readonly at: EpochMs;
  /** What exactly, in one English sentence without secrets. */
  readonly detail: string;
}
