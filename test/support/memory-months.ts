import { type EpochMs, hours } from "@labcanary/domain/basics";
import {
  cabinetsOfRegime,
  type CustodyMonth,
  type CustodyMonthQuestion,
  countCustodyMonth,
  countingRecordsOf,
  custodyRecordsOf,
  type DoorReading,
  doorOfMonth,
  doorOfSpan,
  latestDueMonth,
  placesOfMonth,
  type ReportLine,
  signersOfMonth,
} from "@labcanary/domain/governance";
import type { LedgerLine } from "@labcanary/domain/messages";
import type { SubstanceDesk } from "@labcanary/domain/ports";
import { type Regime, type Site, zonesById } from "@labcanary/domain/site";
import type { MemoryJournal } from "./memory-journal.ts";

export interface MonthWanted {
  readonly regime: Regime;
  readonly zoneId: string;
  /** What each cabinet's door said; absent: nothing. */
  readonly doors?: Readonly<Record<string, readonly DoorReading[]>>;
}

/** What a month of custody is counted from where the books are in memory. */
export interface MemoryMonths {
  made(at: EpochMs, wanted: MonthWanted): { readonly report: CustodyMonth; readonly involved: readonly string[] };
  again(report: CustodyMonth): CustodyMonth;
}

export function createMemoryMonths(
  substances: Pick<SubstanceDesk, "containers" | "stockTakes">,
  journal: Pick<MemoryJournal, "lines" | "lastLine">,
  site: () => Site,
): MemoryMonths {
  const count = (question: Omit<CustodyMonthQuestion, "began">): CustodyMonth =>
    countCustodyMonth(journal.lines.map(reportLine), { ...question, began: journal.lines[0]?.at ?? question.month.from });
  return {
    made(at, { regime, doors = {} }) {
      const { timeZone, zones: known, stock } = site();
      const month = latestDueMonth(timeZone, at);
      const containers = substances.containers().all();
      const stockTakes = substances.stockTakes().all();
      const zones = cabinetsOfRegime(site(), containers, regime, month);
      const seen = zones.map((zoneId) => {
        const records = [...containers.flatMap(custodyRecordsOf), ...stockTakes.flatMap(countingRecordsOf)];
        const own = records.filter(({ cabinet }) => cabinet === zoneId);
        const policies = stock === undefined ? [] : [stock.policies[regime]];
        const door = doorOfSpan({ door: doors[zoneId] ?? [], hold: hours(800), records: own, policies }, month, at);
        return doorOfMonth(zoneId, zonesById(known).get(zoneId)?.path ?? { en: zoneId, zh: zoneId }, door);
      });
      const report = count({ timeZone, month, regime, zones, places: placesOfMonth(site(), zones), doors: seen, upTo: journal.lastLine() });
      return { report, involved: signersOfMonth(report, containers, stockTakes) };
    },
    again: ({ timeZone, month, regime, zones, places = [], doors, upTo }) => count({ timeZone, month, regime, zones, places, doors, upTo }),
  };
}

function reportLine({ line, at, actor, ledger, number, act }: LedgerLine): ReportLine {
  const { finding } = act as { readonly finding?: { readonly zoneId: string } };
  const zone = finding === undefined ? {} : { zoneId: finding.zoneId };
  return { number: line, at, kind: `${ledger}-recorded`, actor, detail: { record: `${ledger}/${number}`, act }, ...zone };
}
