import type { LedgerBook } from "@labcanary/domain/ports";

/** The book as it is, but that more happens when an order is carried out than that it is kept. */
export function withOrders<Item, Order extends { readonly verb: string }, Code extends string>(
  book: LedgerBook<Item, Order, Code>,
  carryOut: LedgerBook<Item, Order, Code>["carryOut"],
): LedgerBook<Item, Order, Code> {
  return {
    get revision() {
      return book.revision;
    },
    get: (number) => book.get(number),
    all: () => book.all(),
    linesOf: (number) => book.linesOf(number),
    carryOut,
  };
}
