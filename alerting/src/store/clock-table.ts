import type { DatabaseSync } from "node:sqlite";
import type { EpochMs } from "@labcanary/domain/basics";
import type { Journal } from "../journal/journal.ts";
import { inTransaction } from "./database.ts";

/**
 * What the clock said when it was last found set back, and the journal's head then: until a line is added, a further start must not take
 * the same setting back for another. Writing happens within the transaction that is open.
 */
export interface ClockTable {
  /** Absent when the journal has gone on since. */
  followedAt(journalNumber: number): EpochMs | undefined;
  keep(journalNumber: number, at: EpochMs): void;
}

export function createClockTable(database: DatabaseSync): ClockTable {
  database.exec("CREATE TABLE IF NOT EXISTS clock_followed (journal_number INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT");
  const select = database.prepare("SELECT at FROM clock_followed WHERE journal_number = ?");
  const clear = database.prepare("DELETE FROM clock_followed");
  const insert = database.prepare("INSERT INTO clock_followed (journal_number, at) VALUES (?, ?)");
  return {
    followedAt: (journalNumber) => select.get(journalNumber)?.["at"] as EpochMs | undefined,
    keep(journalNumber, at) {
      clear.run();
      insert.run(journalNumber, at);
    },
  };
}

/**
 * The machine's clock was set back while we were down: what is to come keeps its distance from the journal's last line. `shift` moves it all
 * by the span (negative) to `now`.
 */
export function followClockSetBack(
  database: DatabaseSync,
  { now, table, journal }: { readonly now: EpochMs; readonly table: ClockTable; readonly journal: Pick<Journal, "head" | "lastAt"> },
  shift: (now: EpochMs, span: number) => void,
): void {
  const { number } = journal.head();
  const lastAt = table.followedAt(number) ?? journal.lastAt() ?? now;
  if (lastAt <= now) return;
  inTransaction(database, () => {
    table.keep(number, now);
    shift(now, now - lastAt);
  });
}
