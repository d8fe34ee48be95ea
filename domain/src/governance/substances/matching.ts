import { type DurationMs, elapsed, type EpochMs } from "../../basics/index.ts";
import type { Opening } from "./openings.ts";

/** What of a record says which opening it may be of. */
interface Recorded {
  readonly doneAt: EpochMs;
}

interface MatchWindow {
  /** Longest time from a record to the opening it is of: both have signed, and then go. */
  readonly openWithin: DurationMs;
  /** Longest time from closing to a record of it. */
  readonly enterWithin: DurationMs;
}

/**
 * Which opening each record is of, by their places; undefined: of none. A record is of one opening, the nearest where there is a choice;
 * and as many openings as can be have one, since somebody who came twice and wrote both down afterwards has written both. So one record
 * never explains two openings.
 */
export function matchRecords(
  records: readonly Recorded[],
  openings: readonly Opening[],
  window: MatchWindow,
): readonly (number | undefined)[] {
  const distances = records.map((record) => openings.map((opening) => distance(record, opening, window)));
  const openingOf: (number | undefined)[] = records.map(() => undefined);
  const recordOf: (number | undefined)[] = openings.map(() => undefined);
  const pairs = distances
    .flatMap((row, record) => row.flatMap((far, opening) => (far === undefined ? [] : [{ record, opening, far }])))
    .sort((a, b) => a.far - b.far || a.record - b.record || a.opening - b.opening);
  for (const { record, opening } of pairs) {
    if (openingOf[record] !== undefined || recordOf[opening] !== undefined) continue;
    openingOf[record] = opening;
    recordOf[opening] = record;
  }
  /** Gives an opening a record, moving others to what they may be of as well (Kuhn's augmenting path). */
  const provide = (opening: number, tried: Set<number>): boolean =>
    distances.some((row, record) => {
      if (row[opening] === undefined || tried.has(record)) return false;
      tried.add(record);
      const other = openingOf[record];
      if (other !== undefined && !provide(other, tried)) return false;
      openingOf[record] = opening;
      return true;
    });
  for (const [opening, record] of recordOf.entries()) if (record === undefined) provide(opening, new Set());
  for (const [record, opening] of openingOf.entries()) openingOf[record] = opening ?? pairs.find((pair) => pair.record === record)?.opening;
  return openingOf;
}

/** 0 while the door was open; undefined where the record cannot be of it. */
function distance({ doneAt }: Recorded, { openedAt, closedAt }: Opening, { openWithin, enterWithin }: MatchWindow): number | undefined {
  const before = elapsed(doneAt, openedAt);
  if (before > 0) return before <= openWithin ? before : undefined;
  const after = closedAt === undefined ? 0 : elapsed(closedAt, doneAt);
  if (after <= 0) return 0;
  return after <= enterWithin ? after : undefined;
}
