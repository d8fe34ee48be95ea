import type { DatabaseSync } from "node:sqlite";
import type { HistoryBucket } from "@labcanary/domain/ports";
import { ROLLUPS } from "@labcanary/domain/ports";
import { createBuckets, type Summary } from "../buckets.ts";

/** Buckets of `every` over from..to, both multiples of it, from the coarsest rollup that fits, else from raw points. */
export type BucketQuery = (signal: number, span: { readonly from: number; readonly to: number }, every: number) => readonly HistoryBucket[];

export function createBucketQuery(database: DatabaseSync): BucketQuery {
  const raw = database.prepare(
    "SELECT at, value FROM sample WHERE signal = ? AND at >= ? AND at < ? AND value IS NOT NULL ORDER BY at, tie",
  );
  const rollups = [
    { span: ROLLUPS["1h"], statement: database.prepare(rollupSql("rollup_1h")) },
    { span: ROLLUPS["1m"], statement: database.prepare(rollupSql("rollup_1m")) },
  ];
  return (signal, { from, to }, every) => {
    const buckets = createBuckets(every);
    const rollup = rollups.find(({ span }) => every % span === 0);
    if (rollup !== undefined) {
      for (const row of rollup.statement.iterate(signal, from, to)) buckets.add(row as unknown as Summary);
    } else {
      for (const row of raw.iterate(signal, from, to)) buckets.addValue(Number(row["at"]), Number(row["value"]));
    }
    return buckets.result();
  };
}

function rollupSql(table: string): string {
  return `SELECT at, min, max, sum, count, last FROM ${table} WHERE signal = ? AND at >= ? AND at < ? ORDER BY at`;
}
