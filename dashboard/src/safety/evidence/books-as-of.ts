import { setImmediate as nextTurn } from "node:timers/promises";
import {
  type Container,
  createContainerLedger,
  createStockTakeLedger,
  type Finding,
  findingLedger,
  type Ledger,
  type LedgerItem,
  type StockTake,
} from "@labcanary/domain/governance";
import type { LedgerBook, SubstanceDesk } from "@labcanary/domain/ports";

type Kept<Item> = Pick<LedgerBook<Item, never, never>, "all" | "linesOf">;

/** The books of controlled substances as a paper reads them. */
export interface EvidenceBooks {
  containers(): Kept<Container>;
  findings(): Kept<Finding>;
  stockTakes(): Kept<StockTake>;
}

/** Items folded in one turn (chosen: some milliseconds). */
const SLICE = 100;
/** What decides is asked of nobody here: lines that are kept are folded. */
const CONTAINERS = createContainerLedger({ holderOf: () => undefined, isLossSettled: () => true });
const STOCK_TAKES = createStockTakeLedger({ bookedAt: () => [], holderOf: () => undefined, regimeOf: () => undefined });

/** The books as they were when the journal ended with a line: what was filed then is read from what was known then. */
export async function booksAsOf(
  substances: Pick<SubstanceDesk, "containers" | "findings" | "stockTakes">,
  line: number,
): Promise<EvidenceBooks> {
  const containers = await bookAsOf(CONTAINERS, substances.containers(), line);
  const findings = await bookAsOf(findingLedger, substances.findings(), line);
  const stockTakes = await bookAsOf(STOCK_TAKES, substances.stockTakes(), line);
  return { containers: () => containers, findings: () => findings, stockTakes: () => stockTakes };
}

async function bookAsOf<Item extends LedgerItem, Act extends { readonly act: string }>(
  { fold }: Pick<Ledger<Item, never, Act, never>, "fold">,
  book: Kept<Item>,
  upTo: number,
): Promise<Kept<Item>> {
  const items: Item[] = [];
  const linesOf: Kept<Item>["linesOf"] = (number) => book.linesOf(number).filter(({ line }) => line <= upTo);
  for (const [place, { number }] of book.all().entries()) {
    const item = linesOf(number).reduce<Item | undefined>(
      (known, { act, at, actor }) => fold(known, act as Act, { at, actor, number }),
      undefined,
    );
    if (item !== undefined) items.push(item);
    if (place % SLICE === SLICE - 1) await nextTurn();
  }
  return { all: () => items, linesOf };
}
