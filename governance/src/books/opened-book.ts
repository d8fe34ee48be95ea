import type { Ledger, LedgerItem } from "@labcanary/domain/governance";
import { type Book, type BookDeps, createBook } from "./book.ts";
import type { StandingAlarms } from "./standing-alarms.ts";

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

export function createBookOpening(alarms: Pick<StandingAlarms, "settle" | "of">, deps: Omit<BookDeps, "changed">): OpenBook {
  const { site, now } = deps;
  return (ledger) => {
    const book = createBook(ledger, { ...deps, changed: settle });
    /** An alarm of an item stands from the act that makes it one to the act that ends it. */
    function settle(number: number): void {
      const item = book.get(number);
      if (item === undefined) return;
      const at = now();
      alarms.settle({ ledger: ledger.name, number, zoneId: item.zoneId, alarms: () => ledger.alarms(item, { at, site: site() }) }, at);
    }
    return {
      book,
      look() {
        try {
          book.doDue(now());
        } finally {
          for (const { number } of book.open()) settle(number);
          // What is closed and still an alarm could not be told when it was closed.
          for (const number of alarms.of(ledger.name)) settle(number);
        }
      },
    };
  };
}
