import { type DurationMs, type EpochMs, hours, minus, plus } from "@labcanary/domain/basics";
import {
  type CabinetCount,
  countingRecordsOf,
  custodyRecordsOf,
  type DoorOfSpan,
  doorOfSpan,
  type Finding,
  type Span,
  type StockTake,
} from "@labcanary/domain/governance";
import type { LedgerLine } from "@labcanary/domain/messages";
import type { HistoryStore, SubstanceDesk } from "@labcanary/domain/ports";
import type { Regime, Site, StockCabinet, ZoneId } from "@labcanary/domain/site";
import { indexOf } from "../../http/site-index.ts";
import { readAll } from "../read-all.ts";
import { type ExportRow, exportRows } from "../substance-export.ts";
import { partOf } from "../told-container.ts";
import type { EvidenceBooks } from "./books-as-of.ts";

/** Records may be of an opening before or after the month: longer than any of them (held-against.ts). */
const MARGIN: DurationMs = hours(6);

export interface EvidenceQuestion {
  readonly regime: Regime;
  /** Of when records were made, and when the door was opened; `to` is not in it. */
  readonly span: Span;
  /** In which the regime is kept, and which whoever asks may see; or the one that was asked for. */
  readonly cabinets: readonly ZoneId[];
  /** One cabinet alone was asked for. Otherwise records of where the regime is no longer kept are among them. */
  readonly isOne: boolean;
}

/** What is known of the custody of one regime in a month. */
export interface CustodyEvidence extends EvidenceQuestion {
  readonly rows: readonly ExportRow[];
  readonly counts: readonly { readonly stockTake: StockTake; readonly count: CabinetCount }[];
  readonly findings: readonly Finding[];
  readonly doors: readonly CabinetDoor[];
  /** Where each container, stock-take and finding is in the journal. */
  readonly lines: readonly EvidenceLines[];
}
export interface EvidenceLines {
  /** SC-1, ST-2, CF-3. */
  readonly record: string;
  /** Of a container: those of the month. */
  readonly lines: readonly number[];
}
export interface CabinetDoor extends DoorOfSpan {
  readonly zoneId: ZoneId;
}

export interface ReadEvidenceDeps {
  readonly site: Site;
  readonly substances: SubstanceDesk;
  readonly history: Pick<HistoryStore, "range">;
  readonly hasZone: (zoneId: string) => boolean;
  readonly now: EpochMs;
}

/** Rejects when the history cannot be read. `cabinets`: of the question. */
export async function readEvidence(
  question: Omit<EvidenceQuestion, "cabinets"> & { readonly cabinets: readonly StockCabinet[] },
  deps: ReadEvidenceDeps,
): Promise<CustodyEvidence> {
  const { site, substances, hasZone } = deps;
  const doors: CabinetDoor[] = [];
  for (const cabinet of question.cabinets) doors.push(await readDoor(cabinet, question.span, deps));
  const cabinets = question.cabinets.map(({ zoneId }) => zoneId);
  return evidenceOf({ ...question, cabinets }, doors, { site, books: substances, hasZone });
}

/** The same of books and doors that are known. */
export function evidenceOf(
  question: EvidenceQuestion,
  doors: readonly CabinetDoor[],
  { site, books, hasZone }: Pick<ReadEvidenceDeps, "site" | "hasZone"> & { readonly books: EvidenceBooks },
): CustodyEvidence {
  const { regime, span, cabinets, isOne } = question;
  const zones = new Set(cabinets);
  const isWithin = (at: EpochMs): boolean => at >= span.from && at < span.to;
  const containers = books
    .containers()
    .all()
    .filter((container) => container.regime === regime && hasZone(container.zoneId))
    .map((container) => partOf(container, { hasZone }));
  const rows = exportRows(containers, { regime, ...span }, site).filter(({ cabinet }) => !isOne || zones.has(cabinet));
  const evidence = {
    ...question,
    rows,
    counts: books
      .stockTakes()
      .all()
      .flatMap((stockTake) => stockTake.counts.map((count) => ({ stockTake, count })))
      .filter(({ count }) => zones.has(count.cabinet) && isWithin(count.doneAt))
      .toSorted((one, other) => one.count.doneAt - other.count.doneAt),
    findings: books
      .findings()
      .all()
      .filter(({ zoneId, from, foundAt }) => zones.has(zoneId) && (isWithin(from) || isWithin(foundAt))),
    doors,
  };
  const told = new Set(rows.map(({ container }) => container));
  return {
    ...evidence,
    lines: [
      ...containers
        .filter(({ number }) => told.has(String(number)))
        .map(({ number }) => ({ record: `SC-${number}`, lines: linesIn(books.containers().linesOf(number), span) })),
      ...[...new Set(evidence.counts.map(({ stockTake }) => stockTake.number))].map((number) => ({
        record: `ST-${number}`,
        lines: books
          .stockTakes()
          .linesOf(number)
          .map(({ line }) => line),
      })),
      ...evidence.findings.map(({ number }) => ({
        record: `CF-${number}`,
        lines: books
          .findings()
          .linesOf(number)
          .map(({ line }) => line),
      })),
    ],
  };
}

const linesIn = (lines: readonly LedgerLine[], { from, to }: Span): readonly number[] =>
  lines.filter(({ at }) => at >= from && at < to).map(({ line }) => line);

async function readDoor(cabinet: StockCabinet, span: Span, { site, substances, history, now }: ReadEvidenceDeps): Promise<CabinetDoor> {
  const around = { from: minus(span.from, MARGIN), to: plus(span.to, MARGIN) };
  const points = await readAll(history, cabinet.door, around);
  const door = points.map(({ at, value, quality }) => ({
    at,
    isOpen: value === undefined || quality === "bad" || quality === "maintenance" ? undefined : cabinet.open.includes(value),
  }));
  const records = [
    ...substances.containers().all().flatMap(custodyRecordsOf),
    ...substances.stockTakes().all().flatMap(countingRecordsOf),
  ].filter((record) => record.cabinet === cabinet.zoneId && record.doneAt >= around.from && record.doneAt <= around.to);
  const hold = indexOf(site).signals.get(cabinet.door)?.hold ?? hours(1);
  const policies = cabinet.regimes.flatMap((regime) => site.stock?.policies[regime] ?? []);
  return { zoneId: cabinet.zoneId, ...doorOfSpan({ door, hold, records, policies }, span, now) };
}
