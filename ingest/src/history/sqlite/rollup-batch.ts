import type { DatabaseSync } from "node:sqlite";
import { ROLLUPS } from "@labcanary/domain/ports";

interface Touched {
  readonly signal: number;
  readonly at: number;
  min: number;
  max: number;
  sum: number;
  count: number;
  last: number;
  /** Nanoseconds after `at`. */
  lastOffset: number;
}

const NANOSECONDS_PER_MS = 1_000_000;
/** Minutes since 1970 stay below this until the year 2160, and signal × this stays an exact number for 90 million signals. */
const BUCKETS_PER_SIGNAL = 100_000_000;

/** Sums up the new points of one batch per bucket, then adds the sums to the rollups. Bound to one database connection. */
export function createRollupBatch(database: DatabaseSync): {
  add(signal: number, at: number, tie: number, value: number): void;
  flush(): void;
} {
  const upserts = [
    { span: ROLLUPS["1m"], statement: database.prepare(upsertSql("rollup_1m")) },
    { span: ROLLUPS["1h"], statement: database.prepare(upsertSql("rollup_1h")) },
  ];
  const minutes = new Map<number, Touched>();

  const flush = (touched: Map<number, Touched>, level: number): void => {
    const upsert = upserts[level];
    if (upsert === undefined) return;
    const coarser = new Map<number, Touched>();
    const coarserSpan = upserts[level + 1]?.span;
    for (const part of touched.values()) {
      upsert.statement.run(part.signal, part.at, part.min, part.max, part.sum, part.count, part.last, part.lastOffset);
      if (coarserSpan !== undefined) merge(coarser, coarserSpan, part);
    }
    flush(coarser, level + 1);
  };

  return {
    add: (signal, at, tie, value) =>
      merge(minutes, ROLLUPS["1m"], { signal, at, min: value, max: value, sum: value, count: 1, last: value, lastOffset: tie }),
    flush() {
      flush(minutes, 0);
      minutes.clear();
    },
  };
}

function merge(into: Map<number, Touched>, span: number, part: Touched): void {
  const bucket = Math.floor(part.at / span);
  const key = part.signal * BUCKETS_PER_SIGNAL + bucket;
  const known = into.get(key);
  const lastOffset = (part.at - bucket * span) * NANOSECONDS_PER_MS + part.lastOffset;
  if (known === undefined) {
    into.set(key, { ...part, at: bucket * span, lastOffset });
    return;
  }
  known.min = Math.min(known.min, part.min);
  known.max = Math.max(known.max, part.max);
  known.sum += part.sum;
  known.count += part.count;
  if (lastOffset > known.lastOffset) {
    known.last = part.last;
    known.lastOffset = lastOffset;
  }
}

function upsertSql(table: string): string {
  return `
    INSERT INTO ${table} (signal, at, min, max, sum, count, last, last_offset) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (signal, at) DO UPDATE SET
      min = min(min, excluded.min), max = max(max, excluded.max), sum = sum + excluded.sum, count = count + excluded.count,
      last = CASE WHEN excluded.last_offset > last_offset THEN excluded.last ELSE last END,
      last_offset = max(last_offset, excluded.last_offset)`;
}
