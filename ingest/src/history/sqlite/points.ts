import type { DatabaseSync } from "node:sqlite";
import { epochMs } from "@labcanary/domain/basics";
import type { HistoryPoint, HistoryQuery, RefusedPoint } from "@labcanary/domain/ports";
import { POINT_STATES, type PointState, QUALITIES, type Quality, type SignalKey } from "@labcanary/domain/telemetry";
import { refusalOf, type TimeWindow } from "../admission.ts";
import { inTransaction } from "./database.ts";
import { createRollupBatch } from "./rollup-batch.ts";
import type { SignalIds } from "./signals.ts";

export interface PointTable {
  /**
   * Stores what the window lets in, with its rollups, in one transaction. Throws what the database throws; then
   * nothing is stored, and this and `ids` are made anew.
   */
  write(
    batch: readonly HistoryPoint[],
    window: TimeWindow,
  ): { readonly stored: number; readonly duplicates: number; readonly refused: RefusedPoint[] };
  range(signal: number, query: HistoryQuery & { readonly limit: number }): readonly HistoryPoint[];
}

const QUALITY_NUMBER = new Map<Quality, number>(QUALITIES.map((quality, number) => [quality, number]));
/** 0 for none. */
const STATE_NUMBER = new Map<PointState | undefined, number>(POINT_STATES.map((state, number) => [state, number + 1]));

/** Quality and state share a column: the state counts in steps of this, so that points without one are as they always were. */
const STATE_STEP = 16;

const graded = ({ quality, state }: HistoryPoint): number =>
  (QUALITY_NUMBER.get(quality) ?? 0) + STATE_STEP * (STATE_NUMBER.get(state) ?? 0);

const qualityOf = (grade: number): Quality => QUALITIES[grade % STATE_STEP] ?? "bad";

const stateOf = (grade: number): PointState | undefined => POINT_STATES[Math.floor(grade / STATE_STEP) - 1];

/** As `select` gives it: at, tie, received, device_at, value, quality. */
type Row = readonly [number, number, number, number | null, number | null, number];

function pointOf(signal: SignalKey, [at, tieBreak, receivedAt, deviceAt, value, grade]: Row): HistoryPoint {
  const placed = { signal, at: epochMs(at), tieBreak, receivedAt: epochMs(receivedAt) };
  const quality = qualityOf(grade);
  const state = stateOf(grade);
  // Nearly every one of the hundreds of thousands in a month: nothing is left out of it.
  if (value !== null && deviceAt === null && state === undefined) return { ...placed, value, quality };
  return {
    ...placed,
    quality,
    ...(state === undefined ? {} : { state }),
    ...(deviceAt === null ? {} : { deviceAt: epochMs(deviceAt) }),
    ...(value === null ? {} : { value }),
  };
}

export function createPointTable(database: DatabaseSync, ids: SignalIds): PointTable {
  const insert = database.prepare(
    "INSERT INTO sample (signal, at, tie, received, device_at, value, quality) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
  );
  const select = database.prepare(
    "SELECT at, tie, received, device_at, value, quality FROM sample WHERE signal = ? AND at >= ? AND at < ? ORDER BY at, tie LIMIT ?",
  );
  select.setReturnArrays(true);
  const rollups = createRollupBatch(database);

  return {
    write(batch, window) {
      const refused: RefusedPoint[] = [];
      let stored = 0;
      inTransaction(database, () => {
        for (const point of batch) {
          const { signal, at, tieBreak, receivedAt, deviceAt, value } = point;
          const reason = refusalOf(point, window);
          if (reason !== undefined) {
            refused.push({ point, reason });
            continue;
          }
          const id = ids.findOrAdd(signal);
          const { changes } = insert.run(id, at, tieBreak, receivedAt, deviceAt ?? null, value ?? null, graded(point));
          if (changes === 0) continue;
          stored++;
          if (value !== undefined) rollups.add(id, at, tieBreak, value);
        }
        rollups.flush();
      });
      return { stored, duplicates: batch.length - stored - refused.length, refused };
    },
    range(signal, query) {
      const rows = select.all(signal, query.from, query.to, query.limit) as unknown as readonly Row[];
      return rows.map((row) => pointOf(query.signal, row));
    },
  };
}
