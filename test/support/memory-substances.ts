import type { LedgerName } from "@labcanary/domain/governance";
import type { LedgerLine } from "@labcanary/domain/messages";
import type { Clock, SubstanceDesk } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import { createBook } from "../../governance/src/books/book.ts";
import { openSubstanceBooks } from "../../governance/src/substances/books.ts";
import { closedIsQuiet } from "./closed-is-quiet.ts";
import { createMemoryJournal, type MemoryJournal } from "./memory-journal.ts";

/** The books of controlled substances as they are; nobody looks what time has done. */
export interface MemorySubstances extends SubstanceDesk, Pick<MemoryJournal, "lines" | "refused"> {
  /** A line of containers of another journal, in its order. */
  take(line: LedgerLine): void;
  substanceRevisions(): Readonly<Record<Extract<LedgerName, "substance" | "custody" | "stock-take">, number>>;
}

export function createMemorySubstances(
  clock: Pick<Clock, "now">,
  site: () => Site,
  journal: MemoryJournal = createMemoryJournal(clock),
): MemorySubstances {
  const deps = { journal, site, now: () => clock.now(), changed: () => {} };
  const books = openSubstanceBooks((ledger) => ({ book: createBook(closedIsQuiet(ledger, deps.now, site), deps), look: () => {} }), {
    // Nobody keeps hazards here.
    isLossSettled: () => true,
  });
  return {
    lines: journal.lines,
    refused: journal.refused,
    take: (line) => books.substance.book.take(line),
    containers: () => books.substance.book,
    findings: () => books.custody.book,
    stockTakes: () => books["stock-take"].book,
    comparedAt: () => clock.now(),
    comparedUntil: () => clock.now(),
    substanceRevisions: () => ({
      substance: books.substance.book.revision,
      custody: books.custody.book.revision,
      "stock-take": books["stock-take"].book.revision,
    }),
  };
}
