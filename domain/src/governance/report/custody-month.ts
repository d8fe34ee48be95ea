import { type DurationMs, type EpochMs, type Text, unreachable } from "../../basics/index.ts";
import { REGIMES, type Regime, type Site, type ZoneId, zonesById } from "../../site/index.ts";
import { type Container, type DoorOfSpan, type Evidence, hasPurchase, type StockTake } from "../substances/index.ts";
import { countCustody } from "./count-custody.ts";
import { countDays } from "./count-ledgers.ts";
import { countWatched } from "./count-watched.ts";
import { type CountedReport, type ReportScope, spanOf, withEarlier } from "./counted-report.ts";
import type { CountedFigure, FigureName } from "./figure.ts";
import type { Act } from "./ledger-entries.ts";
import { daysOfMonth, type Month, monthBefore } from "./month.ts";
import { isWithin, type ReportLine } from "./report-line.ts";

/**
 * A month's custody of the substances of one regime, as it is filed: what is counted from the journal, what its doors did, and where the journal
 * stood. The records themselves are lines of the journal, which its hash there covers; the pack on paper is read from them.
 */
export interface CustodyMonth extends CountedReport {
  readonly month: Month;
  readonly regime: Regime;
  /** The cabinets. */
  readonly zones: readonly ZoneId[];
  /** What these and what they lie in were called; absent of a month that an earlier release filed. */
  readonly places?: readonly PlaceOfMonth[];
  /** As readings had it when this was made: no line of the journal says it, and readings are kept for less long than papers. */
  readonly doors: readonly DoorOfMonth[];
  readonly upTo: JournalStand;
}

/** The last line of the journal there was, and its hash: it covers every line before it. */
export interface JournalStand {
  readonly line: number;
  readonly hash: string;
}

export interface PlaceOfMonth {
  readonly zoneId: ZoneId;
  readonly place: Text;
}

/** What the door of a cabinet did. Records are named as people name them: SC-1/3, ST-2. */
export interface DoorOfMonth extends PlaceOfMonth {
  readonly visits: readonly {
    readonly openedAt: EpochMs;
    readonly closedAt?: EpochMs;
    readonly wasSeen: boolean;
    readonly records: readonly string[];
  }[];
  readonly unopened: readonly string[];
  readonly unheard: DurationMs;
}

/** How a record is named that is held against a door. */
export function recordNameOf(evidence: Evidence): string {
  switch (evidence.kind) {
    case "record":
      return `SC-${evidence.container}/${evidence.entry}`;
    case "stock-take":
      return `ST-${evidence.stockTake}`;
    case "door":
    case "door-not-heard":
    case "badge":
    case "second-try":
    case "second-count":
    case "weight":
    case "weight-not-heard":
    case "count":
    case "surplus":
      throw new Error(`${evidence.kind} is no record`);
    default:
      return unreachable(evidence);
  }
}

export const doorOfMonth = (zoneId: ZoneId, place: Text, { visits, unopened, unheard }: DoorOfSpan): DoorOfMonth => ({
  zoneId,
  place,
  visits: visits.map(({ opening: { openedAt, closedAt, wasSeen }, records }) => ({
    openedAt,
    ...(closedAt === undefined ? {} : { closedAt }),
    wasSeen,
    records: records.map(({ evidence }) => recordNameOf(evidence)),
  })),
  unopened: unopened.map(({ evidence }) => recordNameOf(evidence)),
  unheard,
});

/** Regimes of which something was on the books in the month. */
export function regimesInUse(containers: readonly Container[], month: Month): readonly Regime[] {
  const used = new Set(containers.filter((container) => isOnBooks(container, month)).map(({ regime }) => regime));
  return REGIMES.filter((regime) => used.has(regime));
}

/** Whether its purchase was approved by then, and it did not leave for good before. */
const isOnBooks = (container: Container, { from, to }: Month): boolean =>
  hasPurchase(container) &&
  container.approval.at < to &&
  (container.state !== "closed" || (container.records.at(-1)?.recordedAt ?? to) >= from);

/** Where substances of a regime are kept, or were in the month: zones of the site. */
export function cabinetsOfRegime(site: Site, containers: readonly Container[], regime: Regime, month: Month): readonly ZoneId[] {
  const named = containers
    .filter((container) => container.regime === regime && isOnBooks(container, month))
    .flatMap((container) => [
      cabinetBefore(container, month.to),
      ...container.records.filter(({ recordedAt }) => isWithin(recordedAt, month)).map(({ cabinet }) => cabinet),
    ]);
  const kept = (site.stock?.cabinets ?? []).filter(({ regimes }) => regimes.includes(regime)).map(({ zoneId }) => zoneId);
  const all = new Set([...kept, ...named]);
  return site.zones.map(({ id }) => id).filter((id) => all.has(id));
}

/** What zones and those they lie in are called. */
export function placesOfMonth(site: Pick<Site, "zones">, zones: readonly ZoneId[]): readonly PlaceOfMonth[] {
  const byId = zonesById(site.zones);
  const named = new Set<ZoneId>();
  for (const id of zones) for (let at: ZoneId | undefined = id; at !== undefined; at = byId.get(at)?.parent) named.add(at);
  return site.zones.filter(({ id }) => named.has(id)).map(({ id, path }) => ({ zoneId: id, place: path }));
}

/** Where it was then, by the books, or was on its way to. */
function cabinetBefore({ approval, records }: Container, at: EpochMs): ZoneId {
  const last = records.findLast(({ recordedAt }) => recordedAt < at);
  return last === undefined ? approval.cabinet : last.movement.kind === "transfer" ? last.movement.cabinet : last.cabinet;
}

/** Who signed something that is in the month's pack: somebody else reads it. */
export function signersOfMonth(
  { regime, zones, month }: Pick<CustodyMonth, "regime" | "zones" | "month">,
  containers: readonly Container[],
  stockTakes: readonly StockTake[],
): readonly string[] {
  const approvals = containers
    .filter((container) => container.regime === regime)
    .flatMap(({ approval, records }) => [
      ...(isWithin(approval.at, month) ? [approval.by, approval.second] : []),
      ...records.filter(({ recordedAt }) => isWithin(recordedAt, month)).flatMap(({ by, second }) => [by, second]),
    ]);
  const counters = stockTakes
    .flatMap(({ counts }) => counts)
    .filter(({ cabinet, doneAt }) => zones.includes(cabinet) && isWithin(doneAt, month))
    .flatMap(({ by, second }) => [by, second]);
  return [...new Set([...approvals, ...counters].filter((name) => name !== undefined))].toSorted();
}

export interface CustodyMonthQuestion extends Pick<CustodyMonth, "timeZone" | "month" | "regime" | "zones" | "places" | "doors" | "upTo"> {
  /** When the journal has its first line. */
  readonly began: EpochMs;
}

/** Counts a month, and the one before. `lines`: of ledgers from their beginning and of watching, of every place, up to an hour after the month. */
export function countCustodyMonth(lines: readonly ReportLine[], question: CustodyMonthQuestion): CustodyMonth {
  const steps = countCustodyMonthInSteps(lines, question);
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}

/** The same, a section at a time. */
export function* countCustodyMonthInSteps(lines: readonly ReportLine[], question: CustodyMonthQuestion): Generator<void, CustodyMonth> {
  const { began, ...what } = question;
  const { timeZone, month } = what;
  const own = linesOfRegime(lines, what);
  const before = monthBefore(timeZone, month);
  const months = began < before.to ? [month, before] : [month];
  const figuresOf = (of: readonly ReportLine[], count: (lines: readonly ReportLine[], each: Month) => readonly CountedFigure[]) =>
    withEarlier(months.map((each) => count(of, each))).map((figure) => (months.length === 1 ? { ...figure, earlier: [null] } : figure));
  yield;
  const custody = figuresOf(own, (of, each) => countCustody(spanOf(of, each)));
  yield;
  const kept = figuresOf(lines, (of, each) => keptOf(of, each, timeZone));
  return {
    version: 1,
    ...what,
    sections: [
      { name: "custody", figures: custody },
      { name: "openings", figures: [] },
      { name: "kept", figures: kept },
    ],
    sources: [],
  };
}

/** Every line a figure of it was counted from. */
export function linesOfCustodyFigure(lines: readonly ReportLine[], report: CustodyMonth, name: FigureName): readonly number[] {
  const { month, timeZone } = report;
  const figures = [...countCustody(spanOf(linesOfRegime(lines, report), month)), ...keptOf(lines, month, timeZone)];
  return figures.find((figure) => figure.name === name)?.lines ?? [];
}

const keptOf = (lines: readonly ReportLine[], month: Month, timeZone: string): readonly CountedFigure[] => [
  ...countDays(spanOf(lines, month), daysOfMonth(timeZone, month)),
  ...countWatched(lines, month),
];

/** Lines of the containers of a regime, and of findings and counts of its cabinets. */
function linesOfRegime(lines: readonly ReportLine[], { regime, zones }: Pick<CustodyMonth, "regime" | "zones">): readonly ReportLine[] {
  const own = new Set(zones);
  const [containers, stockTakes] = [new Set<unknown>(), new Set<unknown>()];
  return lines.filter(({ kind, zoneId, detail }) => {
    const act = detail["act"] as Act | undefined;
    const { record } = detail;
    switch (kind) {
      case "substance-recorded":
        if (act?.approval?.regime === regime) containers.add(record);
        return containers.has(record);
      case "custody-recorded":
        return zoneId !== undefined && own.has(zoneId);
      case "stock-take-recorded":
        if (act?.cabinets?.some((cabinet) => own.has(cabinet)) === true) stockTakes.add(record);
        return act?.cabinet === undefined ? stockTakes.has(record) : own.has(act.cabinet);
      default:
        return false;
    }
  });
}

/** Whose packs are read: cabinets of each regime that the site keeps. */
export const custodyScopes = ({ stock }: Pick<Site, "stock">): readonly (ReportScope & { readonly regime: Regime })[] =>
  REGIMES.flatMap((regime) => {
    const zones = (stock?.cabinets ?? []).filter(({ regimes }) => regimes.includes(regime)).map(({ zoneId }) => zoneId);
    return zones.length === 0 ? [] : [{ regime, zones }];
  });
