import type { DatabaseSync } from "node:sqlite";
import type { ProtectionMeasure } from "@labcanary/domain/alarm";
import type { EpochMs } from "@labcanary/domain/basics";

/** The newest measure of each line of the register. Writing happens within the transaction that is open. */
export interface MeasureTable {
  all(): readonly ProtectionMeasure[];
  /** In the place of what was kept of the same line. */
  keep(measure: ProtectionMeasure): void;
  forgetBefore(at: EpochMs): void;
}

const MEASURE_TABLES = `
CREATE TABLE IF NOT EXISTS measures (
  entry TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
`;

export function prepareMeasureTable(database: DatabaseSync): void {
  database.exec(MEASURE_TABLES);
}

export function createMeasureTable(database: DatabaseSync): MeasureTable {
  prepareMeasureTable(database);
  const all = database.prepare("SELECT body FROM measures ORDER BY at, entry");
  const keep = database.prepare("INSERT OR REPLACE INTO measures (entry, at, body) VALUES (?, ?, ?)");
  const forget = database.prepare("DELETE FROM measures WHERE at < ?");
  return {
    all: () => all.all().map(({ body }) => JSON.parse(String(body))),
    keep: (measure) => void keep.run(measure.entry, measure.at, JSON.stringify(measure)),
    forgetBefore: (at) => void forget.run(at),
  };
}
