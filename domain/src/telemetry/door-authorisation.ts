import type { EpochMs } from "../basics/index.ts";
import type { SignalKey } from "./sample.ts";

/**
 * Leave to open a sealed door, given beforehand and signed by two people. It goes through the accepted log like a reading, so that the
 * rules know of it at the same record after every restart.
 */
export interface DoorAuthorisation {
  /** Unique in the site: the ledger and the number of the item, `leave/3`. */
  readonly id: string;
  readonly door: SignalKey;
  /** Person ids; any of them may open it, with their badge. At least one. */
  readonly people: readonly string[];
  readonly from: EpochMs;
  /** Exclusive. */
  readonly to: EpochMs;
  /** From then on it is good for nothing. */
  readonly withdrawnAt?: EpochMs;
}
