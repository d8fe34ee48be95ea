import type { DatabaseSync } from "node:sqlite";
import type { SignalKey } from "@labcanary/domain/telemetry";

/** The integer each signal's rows are kept under. After a transaction that was undone, numbers made in it are wrong: make a new one. */
export interface SignalIds {
  /** Undefined while nothing was ever stored for the signal. */
  find(signal: SignalKey): number | undefined;
  /** Makes one when there is none; inside the caller's transaction. */
  findOrAdd(signal: SignalKey): number;
}

export function createSignalIds(database: DatabaseSync): SignalIds {
  const select = database.prepare("SELECT id FROM signal WHERE key = ?");
  const insert = database.prepare("INSERT INTO signal (key) VALUES (?)");
  const known = new Map<SignalKey, number>();
  const find = (signal: SignalKey): number | undefined => {
    const cached = known.get(signal);
    if (cached !== undefined) return cached;
    const row = select.get(signal);
    if (row === undefined) return undefined;
    known.set(signal, Number(row["id"]));
    return Number(row["id"]);
  };
  return {
    find,
    findOrAdd(signal) {
      const found = find(signal);
      if (found !== undefined) return found;
      const id = Number(insert.run(signal).lastInsertRowid);
      known.set(signal, id);
      return id;
    },
  };
}
