import type { Ledger, LedgerItem } from "@labcanary/domain/governance";
import type { Book } from "./book.ts";

/** A ledger with its alarms. */
export interface OpenedBook<Item extends LedgerItem, Command extends { readonly verb: string }, Code extends string> {
  readonly book: Book<Item, Command, Code>;
  /** What time alone has done since the last look. */
  look(): void;
}

/** Opens the book of a ledger, with its alarms. */
export type OpenBook = <
  Item extends LedgerItem,
  Command extends { readonly verb: string },
  Act extends { readonly act: string },
  Code extends string,
>(
  ledger: Ledger<Item, Command, Act, Code>,
) => OpenedBook<Item, Command, Code>;
