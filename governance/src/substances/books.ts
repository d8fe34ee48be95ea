import {
  bookedAt,
  type Container,
  type ContainerCommand,
  type ContainerLedgerDeps,
  type ContainerRefusalCode,
  createContainerLedger,
  createStockTakeLedger,
  type Finding,
  type FindingCommand,
  type FindingRefusalCode,
  findingLedger,
  type StockTake,
  type StockTakeCommand,
  type StockTakeRefusalCode,
} from "@labcanary/domain/governance";
import type { OpenBook, OpenedBook } from "../books/opened-book.ts";

/** The three books of controlled substances, each a ledger of its own. */
export interface SubstanceBooks {
  readonly substance: OpenedBook<Container, ContainerCommand, ContainerRefusalCode>;
  readonly custody: OpenedBook<Finding, FindingCommand, FindingRefusalCode>;
  readonly "stock-take": OpenedBook<StockTake, StockTakeCommand, StockTakeRefusalCode>;
}

export function openSubstanceBooks(open: OpenBook, { isLossSettled }: Pick<ContainerLedgerDeps, "isLossSettled">): SubstanceBooks {
  const containers = (): readonly Container[] => substance.book.all();
  const substance: SubstanceBooks["substance"] = open(
    createContainerLedger({
      holderOf: (tag) => containers().find((each) => each.tag === tag && each.state !== "closed")?.number,
      isLossSettled,
    }),
  );
  return {
    substance,
    custody: open(findingLedger),
    "stock-take": open(
      createStockTakeLedger({
        bookedAt: (cabinet) => bookedAt(containers(), cabinet),
        holderOf: (tag) => containers().findLast((each) => each.tag === tag)?.number,
        regimeOf: (container) => substance.book.get(container)?.regime,
      }),
    ),
  };
}
