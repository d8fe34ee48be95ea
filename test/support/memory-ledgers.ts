import { hazardLedger, publicReportLedger } from "@labcanary/domain/governance";
import type { Clock, HazardDesk, LedgerShelf, PublicReportDesk, SubstanceDesk } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import { onTestFinished } from "vitest";
import { createBook } from "../../governance/src/books/book.ts";
import { openDatabase } from "../../governance/src/database.ts";
import { createContacts } from "../../governance/src/public-reports/contacts.ts";
import { createPublicReports } from "../../governance/src/public-reports/public-reports.ts";
import { temporaryFolder } from "./files.ts";
import { createMemoryJournal, type MemoryJournal } from "./memory-journal.ts";
import { createMemorySubstances } from "./memory-substances.ts";

/** The safety office's ledgers as they are, on a journal that is gone when the test ends; nobody looks what time has done. */
export interface MemoryLedgers extends HazardDesk, PublicReportDesk, SubstanceDesk, LedgerShelf, Pick<MemoryJournal, "lines" | "refused"> {}

export function createMemoryLedgers(clock: Pick<Clock, "now">, site: () => Site): MemoryLedgers {
  const journal = createMemoryJournal(clock);
  const deps = { journal, site, now: () => clock.now(), changed: () => {} };
  const hazards = createBook(hazardLedger, deps);
  const reports = createBook(publicReportLedger, deps);
  const substances = createMemorySubstances(clock, site, journal);
  const database = openDatabase(temporaryFolder());
  onTestFinished(() => database.close());
  return {
    ...substances,
    hazards: () => hazards,
    ...createPublicReports(
      reports,
      hazards,
      createContacts(() => database),
    ),
    ledgerRevisions: () => ({ hazard: hazards.revision, "public-report": reports.revision, ...substances.substanceRevisions() }),
  };
}
