import { setImmediate as turnOfTheEventLoop } from "node:timers/promises";
import type { DatabaseSync } from "node:sqlite";
import type { EpochMs } from "@labcanary/domain/basics";
import type { Retention } from "../retention.ts";
import { inTransaction } from "./database.ts";

/** Chosen: a slice of this many rows holds the write lock for a few milliseconds. */
const SLICE_ROWS = 2000;

/** Deletes what is past its age, in small transactions with a turn of the event loop between them, so that writes go on. */
export async function deleteExpired(database: DatabaseSync, retention: Retention, now: EpochMs): Promise<void> {
  const tables = [
    { name: "sample", before: now - retention.raw },
    { name: "rollup_1m", before: now - retention.minutes },
    { name: "rollup_1h", before: now - retention.hours },
  ];
  const signals = database
    .prepare("SELECT id FROM signal")
    .all()
    .map((row) => Number(row["id"]));
  for (const { name, before } of tables) {
    const deleteSlice = sliceDeleter(database, name, before);
    for (let next = 0; next < signals.length; ) {
      next = inTransaction(database, () => {
        let room = SLICE_ROWS;
        let index = next;
        while (index < signals.length && room > 0) {
          const { deleted, more } = deleteSlice(signals[index] ?? 0, room);
          room -= deleted + 1; // looking costs as well: 100 000 signals with nothing to delete are several slices too
          if (!more) index++;
        }
        return index;
      });
      await turnOfTheEventLoop();
    }
  }
}

/** Deletes about `room` of the oldest rows of a signal; `more` when some past their age are left. */
function sliceDeleter(
  database: DatabaseSync,
  table: string,
  before: number,
): (signal: number, room: number) => { readonly deleted: number; readonly more: boolean } {
  const nth = database.prepare(`SELECT at FROM ${table} WHERE signal = ? AND at < ? ORDER BY at LIMIT 1 OFFSET ?`);
  const remove = database.prepare(`DELETE FROM ${table} WHERE signal = ? AND at <= ?`);
  return (signal, room) => {
    const last = nth.get(signal, before, room - 1);
    const { changes } = remove.run(signal, last === undefined ? before - 1 : Number(last["at"]));
    return { deleted: Number(changes), more: last !== undefined };
  };
}
