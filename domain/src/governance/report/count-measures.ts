import { type CountedFigure, count } from "./figure.ts";
import { entriesOf, inOrder, linesOf } from "./ledger-entries.ts";
import type { CountedSpan } from "./report-line.ts";

/** How the ledger of standing measures moved, what was in force at the end, and what of that nobody had reviewed in time. */
export function countMeasures(counted: CountedSpan): readonly CountedFigure[] {
  const entries = entriesOf("measure", counted);
  /** The line each was added with, and the one its review is late by. */
  const inForce = new Map<string, number>();
  const late = new Map<string, number>();
  const places = new Map<string, string | undefined>();
  for (const { record, line, act } of entries) {
    if (act.act === "added") inForce.set(record, line.number);
    if (act.act === "overdue") late.set(record, line.number);
    // What is late is found anew where the measure is now.
    const isMoved = act.act === "changed" && act.measure?.zoneId !== places.get(record);
    if (isMoved || act.act === "reviewed" || act.act === "ended") late.delete(record);
    if (act.act === "ended") inForce.delete(record);
    if (act.measure !== undefined) places.set(record, act.measure.zoneId);
  }
  const of = (wanted: string): readonly number[] => linesOf(entries, counted, ({ act }) => act === wanted);
  return [
    count("measures-added", of("added")),
    count("measures-reviewed", of("reviewed")),
    count("measures-ended", of("ended")),
    count("measures-overdue", of("overdue")),
    count("measures-in-force-at-end", inOrder(inForce)),
    count("measures-overdue-at-end", inOrder(late)),
  ];
}
