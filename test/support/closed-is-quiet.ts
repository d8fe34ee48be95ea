import { days, type EpochMs, plus } from "@labcanary/domain/basics";
import type { Ledger, LedgerItem } from "@labcanary/domain/governance";
import type { Site } from "@labcanary/domain/site";
import { expect } from "vitest";

/** Later than anything falls due. */
const AT_LAST = days(10_000);

/** A ledger whose word that an item is closed is held to what it means, each time it gives it. */
export function closedIsQuiet<Item extends LedgerItem, Command, Act extends { readonly act: string }, Code extends string>(
  ledger: Ledger<Item, Command, Act, Code>,
  now: () => EpochMs,
  site: () => Site,
): Ledger<Item, Command, Act, Code> {
  return {
    ...ledger,
    isClosed(item) {
      const isClosed = ledger.isClosed(item);
      const context = { at: plus(now(), AT_LAST), site: site() };
      if (isClosed) expect([...ledger.due(item, context), ...ledger.alarms(item, context)]).toEqual([]);
      return isClosed;
    },
  };
}
