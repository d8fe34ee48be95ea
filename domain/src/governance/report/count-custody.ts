import { isDiffering } from "../substances/index.ts";
import { type CountedFigure, count, figure } from "./figure.ts";
import { entriesOf, inOrder, linesOf } from "./ledger-entries.ts";
import { type CountedSpan, isWithin } from "./report-line.ts";

/** Controlled substances: what was moved, where sensors and books do not agree, and what stock-takes found. */
export function countCustody(counted: CountedSpan): readonly CountedFigure[] {
  return [...countContainers(counted), ...countFindings(counted), ...countStockTakes(counted)];
}

function countContainers(counted: CountedSpan): readonly CountedFigure[] {
  const entries = entriesOf("substance", counted);
  return [
    count(
      "stock-movements",
      linesOf(entries, counted, ({ act }) => act === "moved"),
    ),
    count(
      "stock-corrections",
      linesOf(entries, counted, ({ act, movement }) => act === "moved" && movement?.kind === "correct"),
    ),
    count(
      "stock-unsigned",
      linesOf(entries, counted, ({ act }) => act === "refused" || act === "lapsed"),
    ),
    count(
      "stock-late",
      linesOf(entries, counted, ({ act }) => act === "late"),
    ),
  ];
}

function countFindings(counted: CountedSpan): readonly CountedFigure[] {
  const entries = entriesOf("custody", counted);
  const open = new Map<string, number>();
  for (const { record, line, act } of entries) {
    if (act.act === "found") open.set(record, line.number);
    else open.delete(record);
  }
  const of = (wanted: string) => linesOf(entries, counted, ({ act }) => act === wanted);
  return [
    count("findings-found", of("found")),
    count("findings-accounted", of("accounted")),
    count("findings-explained", of("explained")),
    count("findings-open-at-end", inOrder(open)),
  ];
}

function countStockTakes(counted: CountedSpan): readonly CountedFigure[] {
  const entries = entriesOf("stock-take", counted);
  const counts = entries
    .filter(({ line, act }) => act.act === "counted" && isWithin(line.at, counted))
    .map(({ line, act: { lines = [], surplus = [] } }) => ({
      number: line.number,
      differ: lines.filter(isDiffering).length + surplus.length,
    }));
  const differing = counts.filter(({ differ }) => differ > 0);
  return [
    count(
      "cabinets-counted",
      counts.map(({ number }) => number),
    ),
    figure(
      "count-differences",
      differing.reduce((sum, { differ }) => sum + differ, 0),
      differing.map(({ number }) => number),
    ),
    count(
      "stock-takes-late",
      linesOf(entries, counted, ({ act }) => act === "late"),
    ),
  ];
}
