import type { EpochMs } from "../basics/index.ts";
import type { LedgerName } from "../governance/index.ts";
import type { ZoneId } from "../site/index.ts";

/** One act of a ledger, to be kept as a line of the journal. */
export interface NewRecord {
  readonly ledger: LedgerName;
  /** The item's number in its ledger. */
  readonly number: number;
  /** Where the item is: who may read the line goes by it. */
  readonly zoneId: ZoneId;
  readonly act: { readonly act: string };
}

/** Acts that happen together: the journal has all of them, or none. */
export interface NewRecords {
  /** Made by the sender; records seen twice are kept once. */
  readonly id: string;
  /** As JournalEntry.actor. */
  readonly actor: string;
  /** What was ordered; absent of what time alone does, and of an attempt that was refused. */
  readonly verb?: string;
  readonly records: readonly NewRecord[];
}

/** What somebody may not do to a record, for the journal. */
export interface RefusedRecord {
  readonly ledger: LedgerName;
  readonly number?: number;
  readonly zoneId?: ZoneId;
  readonly actor: string;
  readonly verb: string;
  readonly code: string;
}

/** What somebody orders to be done to an item of a ledger. */
export interface LedgerCommand<Order extends { readonly verb: string }> {
  /** Made by the sender (UUID); one seen twice is carried out once, and is refused of another actor, item or verb (COMMAND_ID_USED). */
  readonly id: string;
  /** As JournalEntry.actor. */
  readonly actor: string;
  /** Absent: it opens a new item. */
  readonly number?: number;
  readonly order: Order;
}

/** A line of a ledger, as the journal gives it back. */
export interface LedgerLine {
  /** Of the line in the journal. */
  readonly line: number;
  readonly at: EpochMs;
  readonly actor: string;
  /** NewRecords.id */
  readonly command: string;
  /** NewRecords.verb; absent of earlier lines too. */
  readonly verb?: string;
  readonly ledger: LedgerName;
  readonly number: number;
  readonly act: { readonly act: string };
}
