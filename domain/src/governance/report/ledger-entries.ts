import type { EpochMs, Text } from "../../basics/index.ts";
import type { HazardClass, HazardLevel } from "../../site/index.ts";
import type { LedgerName } from "../ledger.ts";
import { type CountedSpan, isWithin, type ReportLine } from "./report-line.ts";
import type { CountedContainer } from "../substances/index.ts";

export interface HazardKind {
  readonly class: HazardClass;
  readonly level: HazardLevel;
}

/** What an act of a ledger says that is counted; which of it there is, its ledger says. */
export interface Act {
  readonly act: string;
  readonly passed?: boolean;
  readonly ends?: boolean;
  /** Of what is overdue: since when. */
  readonly since?: EpochMs;
  /** Of a report from a door; of a report that was made, what it is of. */
  readonly report?: { readonly kind?: string; readonly week?: unknown; readonly department?: Text };
  readonly dossier?: { readonly simulated?: boolean };
  /** Of a hazard that is filed, and what it is since it was corrected. */
  readonly hazard?: HazardKind & { readonly source?: string };
  readonly after?: HazardKind;
  /** Of a check: signed after its time. */
  readonly late?: boolean;
  /** Of a check: how many of its items. */
  readonly failed?: number;
  readonly standIn?: boolean;
  /** Of a standing measure: added, or said anew. */
  readonly measure?: { readonly zoneId?: string };
  readonly movement?: { readonly kind?: string };
  /** Of a container: its first. */
  readonly approval?: { readonly regime?: string };
  /** Of a drill, and of what of a hazard is overdue. */
  readonly step?: string;
  readonly reached?: { readonly at: EpochMs };
  readonly end?: { readonly because?: string };
  readonly conclusion?: { readonly result?: string; readonly lessons?: readonly unknown[] };
  /** Of a key period: as it is taken up, and planned anew. */
  readonly plan?: { readonly to: EpochMs };
  /** Of a sealed door. */
  readonly opening?: { readonly leave?: number };
  /** Of a stock-take, and of a count of one. */
  readonly cabinets?: readonly string[];
  readonly cabinet?: string;
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
  drill: ["begun", "step-corrected", "noted", "photographed", "hazard"],
} as const satisfies Partial<Record<LedgerName, readonly string[]>>;

/** The same of a year: more ledgers, and when a drill began and reached its steps. */
export const YEAR_LEDGERS = {
  ...COUNTED_LEDGERS,
  drill: ["noted", "photographed", "hazard"],
  dossier: [],
  "key-period": ["pre-flight", "check-in-asked", "checked-in", "explained", "opening-explained"],
  report: [],
} as const satisfies Partial<Record<LedgerName, readonly string[]>>;

type Acts = ReadonlyMap<string, readonly unknown[]>;
const actsOf = (ledgers: Partial<Record<LedgerName, readonly string[]>>): Acts =>
  new Map(Object.entries(ledgers).map(([name, acts]) => [`${name}-recorded`, acts]));
const NOT_COUNTED = actsOf(COUNTED_LEDGERS);
const NOT_COUNTED_OF_YEAR = actsOf(YEAR_LEDGERS);

type LedgerLine = Pick<ReportLine, "kind" | "detail">;
const isIn =
  (notCounted: Acts) =>
  ({ kind, detail }: LedgerLine): boolean =>
    notCounted.get(kind)?.includes((detail["act"] as Act | undefined)?.act) === false;
/** Whether a report of a week counts the line of a ledger. */
export const isCountedAct = isIn(NOT_COUNTED);
/** Whether the review of a year does. */
export const isActOfYear = isIn(NOT_COUNTED_OF_YEAR);

/** Lines of one ledger. */
export const entriesOf = (ledger: keyof typeof YEAR_LEDGERS, { lines }: CountedSpan): readonly LedgerEntry[] =>
  lines
    .filter(({ kind }) => kind === `${ledger}-recorded`)
    .map((line) => ({ record: String(line.detail["record"]), line, act: line.detail["act"] as Act }));

/** Numbers of lines of the span whose act is so. */
export const linesOf = (entries: readonly LedgerEntry[], span: CountedSpan, wanted: (act: Act) => boolean): readonly number[] =>
  entries.filter(({ line, act }) => isWithin(line.at, span) && wanted(act)).map(({ line }) => line.number);

/** The lines by which records stand as they do, in the order of the journal. */
export const inOrder = (lines: ReadonlyMap<string, number>): readonly number[] => [...lines.values()].toSorted((a, b) => a - b);
