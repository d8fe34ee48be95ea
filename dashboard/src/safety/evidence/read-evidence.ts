import { type DurationMs, elapsed, type EpochMs, hours, minus, plus } from "@labcanary/domain/basics";
import {
  type CabinetCount,
  countingRecordsOf,
  custodyRecordsOf,
  type Finding,
  type Span,
  type StockTake,
  type Visit,
  visitsOfCabinet,
} from "@labcanary/domain/governance";
import type { LedgerLine } from "@labcanary/domain/messages";
import type { HistoryStore, SubstanceDesk } from "@labcanary/domain/ports";
import type { Regime, Site, StockCabinet } from "@labcanary/domain/site";
import { indexOf } from "../../http/site-index.ts";
import { readAll } from "../read-all.ts";
import { type ExportRow, exportRows } from "../substance-export.ts";
import { partOf } from "../told-container.ts";

/** Records may be of an opening before or after the month: longer than any of them (held-against.ts). */
const MARGIN: DurationMs = hours(6);

export interface EvidenceQuestion {
  readonly regime: Regime;
  /** Of when records were made, and when the door was opened; `to` is not in it. */
  readonly span: Span;
  /** In which the regime is kept, and which whoever asks may see; or the one that was asked for. */
  readonly cabinets: readonly StockCabinet[];
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
export interface CabinetDoor {
  readonly cabinet: StockCabinet;
  readonly visits: readonly Visit[];
  /** Records of the month that no opening is known of. */
  readonly unopened: Visit["records"];
  /** How much of the month the door could not be read. */
  readonly unheard: DurationMs;
}

export interface ReadEvidenceDeps {
  readonly site: Site;
  readonly substances: SubstanceDesk;
  readonly history: Pick<HistoryStore, "range">;
  readonly hasZone: (zoneId: string) => boolean;
  readonly now: EpochMs;
}

/** Rejects when the history cannot be read. */
export async function readEvidence(question: EvidenceQuestion, deps: ReadEvidenceDeps): Promise<CustodyEvidence> {
  const { regime, span, cabinets, isOne } = question;
  const { site, substances, hasZone } = deps;
  const zones = new Set(cabinets.map(({ zoneId }) => zoneId));
  const isWithin = (at: EpochMs): boolean => at >= span.from && at < span.to;
  const containers = substances
    .containers()
    .all()
    .filter((container) => container.regime === regime && hasZone(container.zoneId))
    .map((container) => partOf(container, { hasZone }));
  const doors: CabinetDoor[] = [];
  for (const cabinet of cabinets) doors.push(await readDoor(cabinet, span, deps));
  const rows = exportRows(containers, { regime, ...span }, site).filter(({ cabinet }) => !isOne || zones.has(cabinet));
  const evidence = {
    ...question,
    rows,
    counts: substances
      .stockTakes()
      .all()
      .flatMap((stockTake) => stockTake.counts.map((count) => ({ stockTake, count })))
      .filter(({ count }) => zones.has(count.cabinet) && isWithin(count.doneAt))
      .toSorted((one, other) => one.count.doneAt - other.count.doneAt),
    findings: substances
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
        .map(({ number }) => ({ record: `SC-${number}`, lines: linesIn(substances.containers().linesOf(number), span) })),
      ...[...new Set(evidence.counts.map(({ stockTake }) => stockTake.number))].map((number) => ({
        record: `ST-${number}`,
        lines: substances
          .stockTakes()
          .linesOf(number)
          .map(({ line }) => line),
      })),
      ...evidence.findings.map(({ number }) => ({
        record: `CF-${number}`,
        lines: substances
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
  const { visits, unopened } = visitsOfCabinet({ door, hold, records, policies });
  const isWithin = (at: EpochMs): boolean => at >= span.from && at < span.to;
  return {
    cabinet,
    visits: visits.filter(({ opening }) => isWithin(opening.openedAt)),
    unopened: unopened.filter(({ doneAt, isPending }) => !isPending && isWithin(doneAt)),
    unheard: unheardOf(door, { from: span.from, to: Math.min(span.to, now) as EpochMs }, hold),
  };
}

/** How much of the span lies between two readings further apart than `hold`, or before the first or after the last. */
function unheardOf(
  door: readonly { readonly at: EpochMs; readonly isOpen: boolean | undefined }[],
  { from, to }: Span,
  hold: DurationMs,
): DurationMs {
  const heard = door.filter(({ isOpen }) => isOpen !== undefined).map(({ at }) => at);
  let before = heard.findLast((at) => at <= from) ?? from;
  let unheard = 0;
  for (const at of [...heard.filter((each) => each > from && each < to), to]) {
    if (elapsed(before, at) > hold) unheard += at - Math.max(before, from);
    before = at;
  }
  return unheard as DurationMs;
}
