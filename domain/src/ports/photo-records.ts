import type { EpochMs } from "../basics/index.ts";
import type { LedgerName } from "../governance/index.ts";
import type { ZoneId } from "../site/index.ts";

/** A line of the journal that shows a picture. */
export interface PhotoUse {
  readonly line: number;
  /** Absent: of a ledger's record. */
  readonly alarmId?: string;
  /** Absent: of an alarm. */
  readonly record?: { readonly ledger: LedgerName; readonly number: number };
  /** Of a record. */
  readonly zoneId?: ZoneId;
  /** The alarm is not over. Whether a record is still open its ledger knows. */
  readonly isStanding: boolean;
  /** Until when names in what shows it are kept: as long as its last line's class says. */
  readonly keptUntil: EpochMs;
  /** Why nothing of somebody named in the line is removed. */
  readonly onHold?: string;
}

/** What the journal says of pictures that are kept beside it. */
export interface PhotoRecords {
  /** By hash; none of a picture that no line shows. */
  usesOf(hashes: readonly string[]): ReadonlyMap<string, readonly PhotoUse[]>;
  /** When somebody removed them, of those of which a line says so. */
  removedAt(hashes: readonly string[]): ReadonlyMap<string, EpochMs>;
}
