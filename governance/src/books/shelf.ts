import type { LedgerName } from "@labcanary/domain/governance";
import type { LedgerLine } from "@labcanary/domain/messages";
import type { LedgerShelf, Logger, RecordJournal } from "@labcanary/domain/ports";
import type { Renewal } from "./book.ts";

/** The books of all ledgers, and of each what is the same whatever stands in it. */
export type Shelf = Readonly<Record<LedgerName, ShelvedBook>>;

export interface ShelvedBook {
  readonly book: {
    readonly revision: number;
    take(line: LedgerLine): void;
    renewal(): Renewal;
  };
  look(): void;
}

/** Lines of the journal read at a time (chosen: some milliseconds of the one thread there is). */
const SLICE = 2000;

/** Fills the books with what the journal has. */
export function readBooks(
  shelf: Shelf,
  { journal, logger }: { readonly journal: Pick<RecordJournal, "recordsAfter">; readonly logger: Logger },
): void {
  const books = ofEach(shelf, ({ book }) => book);
  let line = 0;
  for (let lines = journal.recordsAfter(line, SLICE); lines.length > 0; lines = journal.recordsAfter(line, SLICE)) {
    for (const each of lines) takeLine(books, each, logger);
    line = lines.at(-1)?.line ?? line;
  }
}

/** One line that cannot be read, of another release perhaps, must not keep every alarm of the site from being raised. */
export function takeLine(books: Readonly<Record<LedgerName, Pick<Renewal, "take">>>, line: LedgerLine, logger: Logger): void {
  try {
    books[line.ledger].take(line);
  } catch (error) {
    logger.error({ error: String(error), line: line.line }, "A line of a ledger could not be read; its item is as it was before it");
  }
}

export const revisionsOf = (shelf: Shelf): ReturnType<LedgerShelf["ledgerRevisions"]> => ofEach(shelf, ({ book }) => book.revision);

/** Of each ledger something of its book. */
export const ofEach = <Of>(shelf: Shelf, of: (shelved: ShelvedBook) => Of): Readonly<Record<LedgerName, Of>> =>
  Object.fromEntries(Object.entries(shelf).map(([name, shelved]) => [name, of(shelved)])) as Record<LedgerName, Of>;
