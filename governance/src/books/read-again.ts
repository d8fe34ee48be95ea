import { setImmediate as nextTurn } from "node:timers/promises";
import type { LedgerName } from "@labcanary/domain/governance";
import type { LedgerLine } from "@labcanary/domain/messages";
import type { Logger, RecordJournal } from "@labcanary/domain/ports";
import type { Renewal } from "./book.ts";

/** Lines read in one turn of the event loop (chosen: some milliseconds; an alarm waits no longer than that). */
const SLICE = 200;

export interface ReadAgain {
  /** Reads all lines of all books anew, turn by turn; the books stay as they are until that is done. Never rejects. */
  request(): Promise<void>;
  /** Again, where it failed. */
  retry(): Promise<void>;
  stop(): Promise<void>;
}

export interface ReadAgainDeps {
  readonly journal: Pick<RecordJournal, "recordsAfter">;
  readonly logger: Logger;
  readonly books: Readonly<Record<LedgerName, { readonly book: { renewal(): Renewal } }>>;
}

export function createReadAgain({ journal, logger, books }: ReadAgainDeps): ReadAgain {
  let hasFailed = false;
  let isStopped = false;
  let underWay: Promise<void> = Promise.resolve();

  async function read(): Promise<void> {
    const renewals = Object.fromEntries(Object.entries(books).map(([name, { book }]) => [name, book.renewal()])) as Record<
      LedgerName,
      Renewal
    >;
    let line = 0;
    while (!isStopped) {
      const lines = journal.recordsAfter(line, SLICE);
      // In the turn in which there is no line any more: whatever is ordered next finds the new books, with all of them.
      if (lines.length === 0) {
        for (const renewal of Object.values(renewals)) renewal.finish();
        return;
      }
      for (const each of lines) take(renewals, each);
      line = lines.at(-1)?.line ?? line;
      await nextTurn();
    }
  }
  /** As at the start: what cannot be read leaves its item as it was before. */
  function take(renewals: Record<LedgerName, Renewal>, line: LedgerLine): void {
    try {
      renewals[line.ledger].take(line);
    } catch (error) {
      logger.error({ error: String(error), line: line.line }, "A line of a ledger could not be read; its item is as it was before it");
    }
  }
  async function attempt(): Promise<void> {
    try {
      hasFailed = false;
      await read();
    } catch (error) {
      hasFailed = true;
      logger.error(
        { error: String(error) },
        "The ledgers have names that were removed until they can be read again; tried again in a minute",
      );
    }
  }
  const request = (): Promise<void> => {
    underWay = underWay.then(attempt);
    return underWay;
  };
  return {
    request,
    retry: () => (hasFailed ? request() : Promise.resolve()),
    async stop() {
      isStopped = true;
      await underWay;
    },
  };
}
