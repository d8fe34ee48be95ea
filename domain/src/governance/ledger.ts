import type { RecordConditionName } from "../alarm/index.ts";
import { COMMAND_ID_USED, type EpochMs, type Result, type Text } from "../basics/index.ts";
import type { Site, ZoneId } from "../site/index.ts";

/** The books the safety office keeps. Each has its own lines in the journal (`hazard-recorded`), and is nothing but what they say. */
export const LEDGERS = [
  "hazard",
  "measure",
  "public-report",
  "checklist",
  "patrol",
  "check",
  "substance",
  "custody",
  "stock-take",
  "leave",
  "key-period",
  "drill",
  "report",
  "dossier",
] as const;
export type LedgerName = (typeof LEDGERS)[number];

/** Where a line of the journal stands, and who did what it says: `user:NAME`, `person:ID`, `system`, `visitor`. */
export interface Written {
  readonly at: EpochMs;
  readonly actor: string;
}

/** What a decision may look at besides the item itself. */
export interface LedgerContext extends Written {
  readonly site: Site;
}

/** Why a book refuses an order whatever its ledger says. */
export const BOOK_REFUSALS = {
  COMMAND_ID_USED,
} as const;
export type BookRefusalCode = keyof typeof BOOK_REFUSALS;

/** A refusal says what would be right, and is kept where it matters. */
export interface LedgerRefusal<Code extends string> {
  readonly code: Code | BookRefusalCode;
  readonly message: string;
  /** An attempt at what is not allowed: the journal has it as well. */
  readonly journaled?: true;
  /** Acts of the item that keep in it that this was tried. */
  readonly kept?: readonly { readonly act: string }[];
}

/** What an item is found by, and who may see it. */
export interface LedgerItem {
  /** The number people say it by, from 1, without a gap. */
  readonly number: number;
  /** Where it is: people limited to zones see what is within theirs. */
  readonly zoneId: ZoneId;
}

/** An alarm an item is at the moment. */
export interface RecordAlarm {
  readonly name: RecordConditionName;
  /** RecordCondition. */
  readonly value: Text;
  readonly detail: string;
  /** Where it is, when that is not where the item is: there may be one of a name in each place. */
  readonly zoneId?: ZoneId;
}

/**
 * One kind of book, pure: commands are decided on an item and become acts, acts fold into the item, and both are the same on every day and
 * after every restart. An item that is undefined is not there yet: a command that opens one gets it so, with the next number.
 */
export interface Ledger<Item extends LedgerItem, Command, Act extends { readonly act: string }, Code extends string> {
  readonly name: LedgerName;
  decide(
    item: Item | undefined,
    command: Command,
    /** `others`: every item of the ledger that is there. */
    context: LedgerContext & { readonly number: number; readonly others: () => readonly Item[] },
  ): Result<readonly Act[], LedgerRefusal<Code>>;
  fold(item: Item | undefined, act: Act, written: Written & { readonly number: number }): Item;
  /** What time alone does: acts of `system`. Asked every minute, and told the same time again after a restart. */
  due(item: Item, context: Omit<LedgerContext, "actor">): readonly Act[];
  /** Nothing of the item falls due and nothing of it is an alarm before the next act: it need not be looked at until then. */
  isClosed(item: Item): boolean;
  /** What of the item is an alarm now. */
  alarms(item: Item, context: Omit<LedgerContext, "actor">): readonly RecordAlarm[];
}
