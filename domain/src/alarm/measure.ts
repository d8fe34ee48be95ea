import type { EpochMs } from "../basics/index.ts";

/** What protects people while something of the register of impaired protection lasts, and who deals with it. */
export interface ProtectionMeasure {
  /** Id of the line of the register: what impairs, and the signal or alarm. */
  readonly entry: string;
  /** When that began: what is impaired anew later has no measure yet. */
  readonly since: EpochMs;
  /** "Portable detector on the bench, checked every hour." */
  readonly measure: string;
  /** Who deals with it, in the words of whoever wrote it. */
  readonly dealtBy?: string;
  /** User name of who wrote it. */
  readonly by: string;
  readonly at: EpochMs;
}
