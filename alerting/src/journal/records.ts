import type { DatabaseSync } from "node:sqlite";
import { LEDGERS, type LedgerName } from "@labcanary/domain/governance";
import type { JournalEntry, JournalEntryKind, LedgerLine, NewRecord, NewRecords } from "@labcanary/domain/messages";
import type { Metrics, RecordJournal } from "@labcanary/domain/ports";
import type { Commit } from "../store/batch.ts";
import type { Seen } from "../store/seen.ts";
import type { PersonKeys } from "../people/person-keys.ts";
import { entryOf, type Journal, type JournalRow } from "./journal.ts";

const kindOf = (ledger: LedgerName) => `${ledger}-recorded` as const satisfies JournalEntryKind;
const LEDGER_OF_KIND = new Map<string, LedgerName>(LEDGERS.map((ledger) => [kindOf(ledger), ledger]));
const recordOf = (ledger: LedgerName, number: number): string => `${ledger}/${number}`;

/** As the indexes say. */
const RECORD = "detail ->> '$.record'";
/** The journal has millions of lines, of which few are a ledger's: their numbers are found without looking at the others. */
const RECORD_INDEXES = `
CREATE INDEX IF NOT EXISTS journal_records ON journal (number) WHERE kind GLOB '*-recorded';
CREATE INDEX IF NOT EXISTS journal_record ON journal (${RECORD}, number) WHERE kind GLOB '*-recorded';
`;

/** Lines a command made, kept so that it makes them once. */
interface Kept {
  readonly ok: true;
  readonly first: number;
  readonly count: number;
}

export interface RecordJournalDeps {
  readonly journal: Pick<Journal, "append" | "head">;
  readonly seen: Pick<Seen, "outcomeOf" | "keepOutcome">;
  readonly metrics: Metrics;
  readonly commit: Commit;
  readonly keys: Pick<PersonKeys, "reveal">;
}

/** Lines of the ledgers in the one journal. */
export function createRecordJournal(database: DatabaseSync, { journal, seen, metrics, commit, keys }: RecordJournalDeps): RecordJournal {
  database.exec(RECORD_INDEXES);
  const after = database.prepare("SELECT * FROM journal WHERE kind GLOB '*-recorded' AND number > ? ORDER BY number LIMIT ?");
  const ofRecord = database.prepare(`SELECT * FROM journal WHERE kind GLOB '*-recorded' AND ${RECORD} = ? ORDER BY number`);
  const linesOf = (rows: readonly unknown[]): readonly LedgerLine[] =>
    keys.reveal(rows as readonly JournalRow[]).map((row) => lineOf(entryOf(row)));

  return {
    keepRecords({ id, actor, verb, records }) {
      // Of one ledger: the same id given in another is another command.
      const key = `record:${records[0]?.ledger ?? ""}:${id}`;
      const before = seen.outcomeOf<Kept>(key);
      if (before !== undefined) return linesOf(after.all(before.first - 1, before.count));
      const first = commit(({ at }) => {
        const number = journal.head().number + 1;
        for (const record of records) journal.append({ at, kind: kindOf(record.ledger), actor, detail: detailOf(record, { id, verb }) });
        seen.keepOutcome(key, { ok: true, first: number, count: records.length } as Kept);
        return number;
      });
      return linesOf(after.all(first - 1, records.length));
    },

    refuseRecord({ ledger, number, zoneId, actor, verb, code }) {
      const detail = { ledger, verb, code, zone: zoneId, ...(number === undefined ? {} : { record: recordOf(ledger, number) }) };
      commit(({ at }) => journal.append({ at, kind: "refused", actor, detail }));
      metrics.counter("labcanary_refused_total", "record", code).inc();
    },

    lastLine() {
      const { number, hash } = journal.head();
      return { line: number, hash };
    },
    recordsAfter: (line, limit) => linesOf(after.all(line, limit)),
    recordsOf: (ledger, number) => linesOf(ofRecord.all(recordOf(ledger, number))),
  };
}

const detailOf = (
  { ledger, number, zoneId, act }: NewRecord,
  { id, verb }: Pick<NewRecords, "id"> & { readonly verb: string | undefined },
) => ({
  record: recordOf(ledger, number),
  zone: zoneId,
  command: id,
  ...(verb === undefined ? {} : { verb }),
  act,
});

/** Throws when it is a line of no ledger. */
function lineOf({ number: line, at, actor, kind, detail }: JournalEntry): LedgerLine {
  const { record, command, verb, act } = detail as Pick<LedgerLine, "command" | "verb" | "act"> & { readonly record: string };
  const ledger = LEDGER_OF_KIND.get(kind);
  if (ledger === undefined) throw new Error(`line ${line} of the journal is of no ledger that is known: ${kind}`);
  const ordered = verb === undefined ? {} : { verb };
  return { line, at, actor, command, ...ordered, ledger, number: Number(record.slice(ledger.length + 1)), act };
}
