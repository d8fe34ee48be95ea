import type { LedgerName } from "../ledger.ts";
import { type CountedSpan, isWithin, type ReportLine } from "./report-line.ts";
import type { CountedContainer } from "../substances/index.ts";

/** What an act of a ledger says that is counted; which of it there is, its ledger says. */
export interface Act {
  readonly act: string;
  readonly passed?: boolean;
  readonly ends?: boolean;
  readonly grade?: number;
  readonly report?: { readonly kind?: string };
  /** Of a check: signed after its time. */
  readonly late?: boolean;
  /** Of a check: how many of its items. */
  readonly failed?: number;
  readonly standIn?: boolean;
  /** Of a standing measure: added, or said anew. */
  readonly measure?: { readonly zoneId?: string };
  readonly movement?: { readonly kind?: string };
  /** Of a drill. */
  readonly step?: string;
  readonly end?: { readonly because?: string };
  readonly conclusion?: { readonly result?: string; readonly lessons?: readonly unknown[] };
  /** Of a count. */
  readonly lines?: readonly Pick<CountedContainer, "booked" | "counted" | "where">[];
  readonly surplus?: readonly unknown[];
}
export interface LedgerEntry {
  readonly record: string;
  readonly line: ReportLine;
  readonly act: Act;
}

/** Ledgers whose lines are counted, and acts of theirs that are not: a check has a line for each of its items. */
export const COUNTED_LEDGERS = {
  hazard: [],
  measure: [],
  "public-report": [],
  check: ["started", "answered", "photographed"],
  substance: ["proposed"],
  custody: [],
  "stock-take": ["proposed"],
  drill: ["begun", "noted", "photographed", "hazard"],
} as const satisfies Partial<Record<LedgerName, readonly string[]>>;

const NOT_COUNTED = new Map<string, readonly unknown[]>(Object.entries(COUNTED_LEDGERS).map(([name, acts]) => [`${name}-recorded`, acts]));

/** Whether a report counts the line of a ledger. */
export const isCountedAct = ({ kind, detail }: Pick<ReportLine, "kind" | "detail">): boolean =>
  NOT_COUNTED.get(kind)?.includes((detail["act"] as Act | undefined)?.act) === false;

/** Lines of one ledger. */
export const entriesOf = (ledger: keyof typeof COUNTED_LEDGERS, { lines }: CountedSpan): readonly LedgerEntry[] =>
  lines
    .filter(({ kind }) => kind === `${ledger}-recorded`)
    .map((line) => ({ record: String(line.detail["record"]), line, act: line.detail["act"] as Act }));

/** Numbers of lines of the span whose act is so. */
export const linesOf = (entries: readonly LedgerEntry[], span: CountedSpan, wanted: (act: Act) => boolean): readonly number[] =>
  entries.filter(({ line, act }) => isWithin(line.at, span) && wanted(act)).map(({ line }) => line.number);

/** The lines by which records stand as they do, in the order of the journal. */
export const inOrder = (lines: ReadonlyMap<string, number>): readonly number[] => [...lines.values()].toSorted((a, b) => a - b);
