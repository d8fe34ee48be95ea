import type { DatabaseSync } from "node:sqlite";
import { type EpochMs, milliseconds, plus } from "@labcanary/domain/basics";
import type { DrillSeen } from "@labcanary/domain/messages";

/** The drill that is under way, or the last one. Writing happens within the transaction that is open. */
export interface DrillTable {
  get(): DrillSeen | undefined;
  keep(drill: DrillSeen): void;
  /** Moves its end by the span (negative: earlier). */
  shift(span: number): void;
}

/** One row: there is one drill at a time, and what it was is in its lines of the journal. */
const SCHEMA = "CREATE TABLE IF NOT EXISTS drill (one INTEGER PRIMARY KEY CHECK (one = 1), body TEXT NOT NULL) STRICT";

export function createDrillTable(database: DatabaseSync): DrillTable {
  database.exec(SCHEMA);
  const get = database.prepare("SELECT body FROM drill");
  const keep = database.prepare("INSERT OR REPLACE INTO drill (one, body) VALUES (1, ?)");
  const read = (): DrillSeen | undefined => {
    const row = get.get();
    return row === undefined ? undefined : (JSON.parse(String(row["body"])) as DrillSeen);
  };
  const write = (drill: DrillSeen): void => void keep.run(JSON.stringify(drill));
  return {
    get: read,
    keep: write,
    shift(span) {
      const drill = read();
      if (drill === undefined || drill.ended !== undefined) return;
      const { startedAt, until } = drill;
      write({ ...drill, startedAt: plus(startedAt, milliseconds(span)) as EpochMs, until: plus(until, milliseconds(span)) });
    },
  };
}
