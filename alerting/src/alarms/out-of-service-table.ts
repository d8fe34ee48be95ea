import type { DatabaseSync } from "node:sqlite";
import type { OutOfService } from "@labcanary/domain/alarm";
import type { EpochMs } from "@labcanary/domain/basics";
import type { SignalKey } from "@labcanary/domain/telemetry";

/** Signals that are out of service or proposed to be, at most one record of each. Writing happens within the transaction that is open. */
export interface OutOfServiceTable {
  of(signal: SignalKey): OutOfService | undefined;
  /** Adds the record, or puts it in the place of the one of its signal. */
  keep(record: OutOfService): void;
  remove(signal: SignalKey): void;
  /** The first to end first. */
  list(): readonly OutOfService[];
  /** Whose time is over by then. */
  over(now: EpochMs): readonly OutOfService[];
  /** Moves every end by the span (negative: earlier). */
  shift(span: number): void;
}

export function createOutOfServiceTable(database: DatabaseSync): OutOfServiceTable {
  const bySignal = database.prepare("SELECT until, body FROM out_of_service WHERE signal = ?");
  const keep = database.prepare("INSERT OR REPLACE INTO out_of_service (signal, until, body) VALUES (?, ?, ?)");
  const remove = database.prepare("DELETE FROM out_of_service WHERE signal = ?");
  const list = database.prepare("SELECT until, body FROM out_of_service ORDER BY until, signal");
  const over = database.prepare("SELECT until, body FROM out_of_service WHERE until <= ? ORDER BY until, signal");
  const shift = database.prepare("UPDATE out_of_service SET until = until + ?");

  return {
    of(signal) {
      const row = bySignal.get(signal);
      return row === undefined ? undefined : recordOf(row);
    },
    keep: ({ until, ...body }) => void keep.run(body.signal, until, JSON.stringify(body)),
    remove: (signal) => void remove.run(signal),
    list: () => list.all().map(recordOf),
    over: (now) => over.all(now).map(recordOf),
    shift: (span) => void shift.run(span),
  };
}

const recordOf = (row: Record<string, unknown>): OutOfService => ({ ...JSON.parse(String(row["body"])), until: row["until"] });
