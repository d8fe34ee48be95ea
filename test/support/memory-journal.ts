import { epochMs } from "@labcanary/domain/basics";
import type { LedgerLine, RefusedRecord } from "@labcanary/domain/messages";
import type { Clock, RecordJournal } from "@labcanary/domain/ports";

/** The lines of ledgers, gone when the test ends. */
export interface MemoryJournal extends Pick<RecordJournal, "keepRecords" | "recordsOf" | "refuseRecord" | "lastLine"> {
  readonly lines: readonly LedgerLine[];
  readonly refused: readonly RefusedRecord[];
}

export function createMemoryJournal(clock: Pick<Clock, "now">): MemoryJournal {
  const lines: LedgerLine[] = [];
  const refused: RefusedRecord[] = [];
  return {
    lines,
    refused,
    keepRecords({ id, actor, verb, records }) {
      const kept = records.map(({ ledger, number, act }, index) => ({
        line: lines.length + 1 + index,
        at: epochMs(clock.now()),
        actor,
        command: id,
        ...(verb === undefined ? {} : { verb }),
        ledger,
        number,
        act,
      }));
      lines.push(...kept);
      return kept;
    },
    recordsOf: (ledger, number) => lines.filter((line) => line.ledger === ledger && line.number === number),
    refuseRecord: (record) => void refused.push(record),
    lastLine: () => ({ line: lines.length, hash: String(lines.length) }),
  };
}
