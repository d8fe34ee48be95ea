import { epochMs } from "@labcanary/domain/basics";
import { hazardLedger } from "@labcanary/domain/governance";
import type { LedgerLine, RefusedRecord } from "@labcanary/domain/messages";
import type { Clock, HazardDesk, LedgerShelf, RecordJournal } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import { createBook } from "../../governance/src/books/book.ts";

/** The safety office's ledgers as they are, on a journal that is gone when the test ends; nobody looks what time has done. */
export interface MemoryLedgers extends HazardDesk, LedgerShelf {
  readonly lines: readonly LedgerLine[];
  readonly refused: readonly RefusedRecord[];
}

export function createMemoryLedgers(clock: Pick<Clock, "now">, site: () => Site): MemoryLedgers {
  const lines: LedgerLine[] = [];
  const refused: RefusedRecord[] = [];
  const journal: Pick<RecordJournal, "keepRecords" | "refuseRecord"> = {
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
    refuseRecord: (record) => void refused.push(record),
  };
  const hazards = createBook(hazardLedger, { journal, site, now: () => clock.now(), changed: () => {} });
  return { lines, refused, hazards: () => hazards, ledgerRevisions: () => ({ hazard: hazards.revision }) };
}
