import { type EpochMs, hours, minus, plus } from "@labcanary/domain/basics";
import {
  cabinetsOfRegime,
  type Container,
  countCustodyMonthInSteps,
  countingRecordsOf,
  CUSTODY_PATTERN,
  type CustodyMonth,
  type CustodyRecord,
  custodyRecordsOf,
  type DoorOfMonth,
  doorOfMonth,
  doorOfSpanInSteps,
  isCustodyMonth,
  isVoid,
  type JournalStand,
  latestDueMonth,
  linesOfCustodyFigure,
  type Month,
  monthBefore,
  placesOfMonth,
  regimesInUse,
  type ReportLine,
  SAID_UNTIL,
  signersOfMonth,
  type StockTake,
  tellingReadings,
} from "@labcanary/domain/governance";
import type { HistoryStore } from "@labcanary/domain/ports";
import { type Regime, type Site, type StockCabinet, zonesById } from "@labcanary/domain/site";
import { doorReading, MARGIN, slicesOf } from "../substances/cabinet-evidence.ts";
import { watchCalendar } from "./calendar.ts";
import { counting, placeOf, type ReportMaker, type ReportsDeps, sha256Of, TRY_AGAIN_AFTER } from "./counting.ts";
import type { Queue } from "./queue.ts";
import { liftVoids, makeReport } from "./void-reports.ts";

/** Months made up for after the platform was down (chosen: a year; what is older is in the journal, and is printed when asked for). */
const MOST_MONTHS = 12;

/** What is asked of the books of controlled substances. */
export interface CustodyBooks {
  readonly containers: () => readonly Container[];
  readonly stockTakes: () => readonly StockTake[];
  readonly history: Pick<HistoryStore, "range">;
  /** Where the journal ends. */
  readonly lastLine: () => JournalStand;
}

/** Files the custody of each month, of each regime of which something is on the books, once. A site without controlled substances has none. */
export function createCustodyMonths(
  { clock, logger, lines, site, book }: ReportsDeps,
  { containers, stockTakes, history, lastLine }: CustodyBooks,
  queue: Queue,
): ReportMaker<CustodyMonth> {
  let stopCalendar: (() => void) | undefined;
  let stopRetry: (() => void) | undefined;
  let isStopped = true;

  /** Counted from these lines; the same each time. */
  const linesFor = (timeZone: string, month: Month): Promise<readonly ReportLine[]> =>
    lines.recordLines({ from: monthBefore(timeZone, month).from, to: plus(month.to, SAID_UNTIL) });

  /** Months that are due, each with the regimes of it that are not filed. */
  function missingMonths(): readonly { readonly month: Month; readonly regimes: readonly Regime[] }[] {
    if (containers().length === 0) return [];
    const made = book.all().flatMap((item) => (isCustodyMonth(item.report) && !isVoid(item, clock.now()) ? [item.report] : []));
    const filed = new Set(made.map(({ month, regime }) => `${month.month} ${regime}`));
    const first = made.map(({ month }) => month.month).toSorted()[0];
    const due = monthsDue(site().timeZone, clock.now(), lines.journalBegan());
    // Where none was ever filed, nobody waits for older ones than the latest.
    return (first === undefined ? due.slice(-1) : due.filter(({ month }) => month >= first))
      .map((month) => ({ month, regimes: regimesInUse(containers(), month).filter((regime) => !filed.has(`${month.month} ${regime}`)) }))
      .filter(({ regimes }) => regimes.length > 0);
  }

  async function fileMonth(month: Month, current: Site, regime: Regime, counted: readonly ReportLine[]): Promise<void> {
    const { timeZone } = current;
    const zones = cabinetsOfRegime(current, containers(), regime, month);
    const cabinets = (current.stock?.cabinets ?? []).filter(({ zoneId }) => zones.includes(zoneId));
    const doors: DoorOfMonth[] = [];
    for (const cabinet of cabinets) doors.push(await readDoor(cabinet, month, current));
    if (isStopped) return;
    const began = lines.journalBegan() ?? clock.now();
    const places = placesOfMonth(current, zones);
    const question = { timeZone, month, regime, zones, places, doors, began, upTo: lastLine() };
    const report = await counting(countCustodyMonthInSteps(counted, question));
    if (isStopped) return;
    const involved = signersOfMonth(report, containers(), stockTakes());
    makeReport(book, { report, zoneId: placeOf({ zones }, current.zones), involved }, clock.now());
  }

  /** Rejects when the history cannot be read: a door of which nothing is known would stand in the pack for ever. */
  async function readDoor(cabinet: StockCabinet, month: Month, current: Site): Promise<DoorOfMonth> {
    const around = { from: minus(month.from, MARGIN), to: plus(month.to, MARGIN) };
    const hold = current.signals.find(({ key }) => key === cabinet.door)?.hold ?? hours(1);
    const telling = tellingReadings(hold);
    for await (const slice of slicesOf(history, { signal: cabinet.door, ...around }))
      for (const point of slice) telling.take(doorReading(point, cabinet.open));
    const isAround = ({ cabinet: at, doneAt }: CustodyRecord): boolean =>
      at === cabinet.zoneId && doneAt >= around.from && doneAt <= around.to;
    const records = [...containers().flatMap(custodyRecordsOf), ...stockTakes().flatMap(countingRecordsOf)].filter(isAround);
    const policies = cabinet.regimes.flatMap((regime) => current.stock?.policies[regime] ?? []);
    const seen = await counting(doorOfSpanInSteps({ door: telling.taken(), hold, records, policies }, month, clock.now()));
    const place = zonesById(current.zones).get(cabinet.zoneId)?.path ?? { en: cabinet.zoneId, zh: cabinet.zoneId };
    return doorOfMonth(cabinet.zoneId, place, seen);
  }

  /** Each whatever comes of the others; throws after the last when one could not be filed. */
  async function makeMissing(): Promise<void> {
    liftVoids(book, lines, clock.now());
    const current = site();
    const failed: string[] = [];
    for (const { month, regimes } of missingMonths()) {
      if (isStopped) return;
      const counted = await linesFor(current.timeZone, month);
      for (const regime of regimes) {
        try {
          if (!isStopped) await fileMonth(month, current, regime, counted);
        } catch (error) {
          failed.push(`${month.month} ${regime}: ${String(error)}`);
        }
      }
    }
    if (failed.length > 0) throw new Error(`${failed.length} not filed, the first is ${failed[0]}`);
  }

  /** What is asked for while something is being made is looked at after it. */
  function make(): void {
    queue.add(makeMissing).catch((error: unknown) => {
      logger.error({ error: String(error) }, "The custody of the month could not be filed; tried again in ten minutes");
      if (!isStopped) stopRetry = clock.after(TRY_AGAIN_AFTER, make);
    });
  }

  return {
    start() {
      isStopped = false;
      stopCalendar = watchCalendar(clock, { pattern: CUSTODY_PATTERN, timeZone: () => site().timeZone, run: make });
      make();
    },
    async stop() {
      isStopped = true;
      stopCalendar?.();
      stopRetry?.();
      await queue.settled();
    },
    missing: () => missingMonths().map(({ month }) => month.month),
    async recount(report) {
      const { timeZone, month } = report;
      // Of the first month nothing was before it, whatever another clock that was wrong has written since.
      const isFirst = report.sections.every(({ figures }) => figures.every(({ earlier }) => earlier.every((value) => value === null)));
      const began = isFirst ? month.from : (lines.journalBegan() ?? clock.now());
      const question = { ...questionOf(report), began };
      return sha256Of(await counting(countCustodyMonthInSteps(await linesFor(timeZone, month), question)));
    },
    linesOfFigure: async (report, figure) => linesOfCustodyFigure(await linesFor(report.timeZone, report.month), report, figure),
  };
}

/** What no line says is taken from what was filed. */
const questionOf = ({ timeZone, month, regime, zones, places, doors, upTo }: CustodyMonth) => ({
  timeZone,
  month,
  regime,
  zones,
  ...(places === undefined ? {} : { places }),
  doors,
  upTo,
});

/** Months that are to be filed and which the journal has something of, the oldest first. */
function monthsDue(timeZone: string, at: EpochMs, began: EpochMs | undefined): readonly Month[] {
  const due: Month[] = [];
  for (let month = latestDueMonth(timeZone, at); due.length < MOST_MONTHS; month = monthBefore(timeZone, month)) due.unshift(month);
  return due.filter(({ to }) => began !== undefined && began < to);
}
