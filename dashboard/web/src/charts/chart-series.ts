import type { HistoryBucket } from "@labcanary/domain/ports";

/** What `GET …/samples` gives to draw. */
export interface Figures {
  readonly samples?: readonly { readonly at: number; readonly value?: number }[];
  readonly buckets?: readonly HistoryBucket[];
}

/** Columns for the chart: seconds, then the line, then lowest and highest where readings are summed up. A fault is a break in the line. */
export type Columns = [number[], (number | null)[], (number | null)[], (number | null)[]];

export function columnsOf(figures: Figures): Columns {
  const columns: Columns = [[], [], [], []];
  for (const { at, value } of figures.samples ?? []) push(columns, at, value ?? null, null, null);
  for (const { at, mean, min, max } of figures.buckets ?? []) push(columns, at, mean, min, max);
  return columns;
}

/** Adds a live reading at the end and lets go what has left the range. A reading that is not newer than the last is passed over. */
export function withReading(columns: Columns, reading: { readonly at: number; readonly value?: number }, from: number): Columns {
  const last = columns[0].at(-1);
  if (last !== undefined && reading.at / 1000 <= last) return columns;
  const keep = columns[0].findIndex((seconds) => seconds * 1000 >= from);
  const next = columns.map((column) => (keep === -1 ? [] : column.slice(keep))) as Columns;
  push(next, reading.at, reading.value ?? null, null, null);
  return next;
}

/** Lowest and highest of what is drawn; undefined when nothing is. */
export function extremesOf(columns: Columns): { readonly min: number; readonly max: number } | undefined {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const column of columns.slice(1)) {
    for (const value of column) {
      if (value === null) continue;
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
  }
  return min <= max ? { min, max } : undefined;
}

/** The axis: all that is drawn and every set-point, with a little air. A flat line still gets a height. */
export function axisRange(
  extremes: { readonly min: number; readonly max: number } | undefined,
  setpoints: readonly number[],
): [number, number] {
  const values = [...setpoints, ...(extremes === undefined ? [] : [extremes.min, extremes.max])];
  if (values.length === 0) return [0, 1];
  const low = Math.min(...values);
  const high = Math.max(...values);
  const air = (high - low || Math.abs(high) || 1) * 0.08;
  return [low - air, high + air];
}

function push(columns: Columns, at: number, value: number | null, min: number | null, max: number | null): void {
  columns[0].push(at / 1000);
  columns[1].push(value);
  columns[2].push(min);
  columns[3].push(max);
}
