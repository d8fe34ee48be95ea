import { setImmediate as nextTurn } from "node:timers/promises";
import type { Logger, RecordJournal } from "@labcanary/domain/ports";
import { ofEach, type Shelf, takeLine } from "./shelf.ts";

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
  readonly books: Shelf;
}

export function createReadAgain({ journal, logger, books }: ReadAgainDeps): ReadAgain {
  let hasFailed = false;
  let isStopped = false;
  let underWay: Promise<void> = Promise.resolve();

  async function read(): Promise<void> {
    const renewals = ofEach(books, ({ book }) => book.renewal());
    let line = 0;
    while (!isStopped) {
      const lines = journal.recordsAfter(line, SLICE);
      // In the turn in which there is no line any more: whatever is ordered next finds the new books, with all of them.
      if (lines.length === 0) {
        for (const renewal of Object.values(renewals)) renewal.finish();
        return;
      }
      for (const each of lines) takeLine(renewals, each, logger);
      line = lines.at(-1)?.line ?? line;
      await nextTurn();
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
