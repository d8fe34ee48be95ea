import { epochMs } from "@labcanary/domain/basics";
import { hazardLedger, measureLedger, publicReportLedger } from "@labcanary/domain/governance";
import type { LedgerLine, RefusedRecord } from "@labcanary/domain/messages";
import type { Clock, HazardDesk, LedgerShelf, PublicReportDesk, RecordJournal, StandingMeasureDesk } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import { onTestFinished } from "vitest";
import { createBook } from "../../governance/src/books/book.ts";
import { openDatabase } from "../../governance/src/database.ts";
import { createContacts } from "../../governance/src/public-reports/contacts.ts";
import { createPublicReports } from "../../governance/src/public-reports/public-reports.ts";
import { temporaryFolder } from "./files.ts";

/** The safety office's ledgers as they are, on a journal that is gone when the test ends; nobody looks what time has done. */
export interface MemoryLedgers extends HazardDesk, StandingMeasureDesk, PublicReportDesk, LedgerShelf {
  readonly lines: readonly LedgerLine[];
  readonly refused: readonly RefusedRecord[];
}

export function createMemoryLedgers(clock: Pick<Clock, "now">, site: () => Site): MemoryLedgers {
  const lines: LedgerLine[] = [];
  const refused: RefusedRecord[] = [];
  const journal: Pick<RecordJournal, "keepRecords" | "recordsOf" | "refuseRecord"> = {
    keepRecords({ id, actor, records }) {
      const kept = records.map(({ ledger, number, act }, index) => ({
        line: lines.length + 1 + index,
        at: epochMs(clock.now()),
        actor,
        command: id,
        ledger,
        number,
        act,
      }));
      lines.push(...kept);
      return kept;
    },
    recordsOf: (ledger, number) => lines.filter((line) => line.ledger === ledger && line.number === number),
    refuseRecord: (record) => void refused.push(record),
  };
  const deps = { journal, site, now: () => clock.now(), changed: () => {} };
  const hazards = createBook(hazardLedger, deps);
  const measures = createBook(measureLedger, deps);
  const reports = createBook(publicReportLedger, deps);
  const database = openDatabase(temporaryFolder());
  onTestFinished(() => database.close());
  return {
    lines,
    refused,
    hazards: () => hazards,
    standingMeasures: () => measures,
    ...createPublicReports(
      reports,
      hazards,
      createContacts(() => database),
    ),
    ledgerRevisions: () => ({ hazard: hazards.revision, measure: measures.revision, "public-report": reports.revision }),
  };
}
