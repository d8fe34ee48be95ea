import { type EpochMs, plus } from "@labcanary/domain/basics";
import {
  countYear,
  type FigureName,
  isVoid,
  isYearly,
  latestDueYear,
  type ReportItem,
  type ReportScope,
  REVIEW_PATTERN,
  reportScopes,
  SAID_UNTIL,
  type Year,
  type YearCount,
  yearBefore,
  type YearFacts,
  type YearlyReport,
} from "@labcanary/domain/governance";
import type { Site } from "@labcanary/domain/site";
import { watchCalendar } from "./calendar.ts";
import { counting, placeOf, type ReportMaker, type ReportsDeps, scopeOfReport, sha256Of, TRY_AGAIN_AFTER } from "./counting.ts";
import type { Queue } from "./queue.ts";
import { liftVoids, makeReport } from "./void-reports.ts";

/** Years made up for after the platform was down (chosen: of older ones nobody has the people any more). */
const MOST_YEARS = 3;

export interface YearlyReportsDeps extends ReportsDeps {
  /** What no line of the journal says of the year. */
  readonly facts: (year: Year) => Promise<YearFacts>;
}

/**
 * Makes the review of each year for the site and each department, once.
 * Lines of alarms are held for two days at a time, with those of alarms that stood then.
 */
export function createYearlyReports(
  { clock, logger, lines, site, book, facts }: YearlyReportsDeps,
  queue: Queue,
): ReportMaker<YearlyReport> {
  let stopCalendar: (() => void) | undefined;
  let stopRetry: (() => void) | undefined;
  let isStopped = true;

  interface Asked {
    readonly timeZone: string;
    readonly year: Year;
    readonly facts: YearFacts;
    /** When the journal began, of a review that says so: another clock that was wrong may have written earlier ones since. */
    readonly began?: EpochMs;
    readonly scopes: readonly ReportScope[];
    readonly whole?: FigureName;
  }

  /** Undefined when it was stopped meanwhile. */
  async function count({
    timeZone,
    year,
    facts: known,
    began = lines.journalBegan() ?? clock.now(),
    scopes,
    whole,
  }: Asked): Promise<{ count: YearCount; reports: readonly YearlyReport[] } | undefined> {
    const records = await lines.recordLines({ from: yearBefore(timeZone, year).from, to: plus(year.to, SAID_UNTIL) });
    const counted = countYear({ timeZone, year, began, facts: known }, records, scopes, whole);
    for (const part of counted.parts) {
      if (isStopped) return undefined;
      await counting(counted.take(part, await lines.alarmLines(part)));
    }
    return { count: counted, reports: await counting(counted.reports()) };
  }

  /** Years that are due, each with the scopes that have no review of it. */
  function missingReviews(): readonly { readonly year: Year; readonly scopes: readonly ReportScope[] }[] {
    const current = site();
    const due = yearsDue(current.timeZone, clock.now(), lines.journalBegan());
    const latest = due.at(-1);
    if (latest === undefined) return [];
    const now = clock.now();
    const made = book.all().filter((item) => !isVoid(item, now));
    const voided = book.all().filter((item) => isVoid(item, now));
    return due
      .map((year) => ({ year, scopes: reportScopes(current).filter((scope) => isMissing({ made, voided, latest }, year, scope)) }))
      .filter(({ scopes }) => scopes.length > 0);
  }

  async function makeYear(year: Year, { timeZone, zones }: Site, scopes: readonly ReportScope[]): Promise<void> {
    const counted = await count({ timeZone, year, scopes, facts: await facts(year) });
    if (counted === undefined) return;
    for (const [place, report] of counted.reports.entries()) {
      const scope = scopes[place] ?? {};
      makeReport(book, { report, zoneId: placeOf(scope, zones) }, clock.now());
    }
  }

  async function makeMissing(): Promise<void> {
    liftVoids(book, lines, clock.now());
    const current = site();
    for (const { year, scopes } of missingReviews()) if (!isStopped) await makeYear(year, current, scopes);
  }

  /** What is asked for while something is being made is looked at after it. */
  function make(): void {
    queue.add(makeMissing).catch((error: unknown) => {
      logger.error({ error: String(error) }, "The review of the year could not be made; tried again in ten minutes");
      if (!isStopped) stopRetry = clock.after(TRY_AGAIN_AFTER, make);
    });
  }

  const again = async (report: YearlyReport, whole?: FigureName) => {
    const { timeZone, year, facts: known, began } = report;
    const counted = await count({
      timeZone,
      year,
      facts: known,
      scopes: [scopeOfReport(report)],
      ...(began === undefined ? {} : { began }),
      ...(whole === undefined ? {} : { whole }),
    });
    if (counted === undefined) throw new Error("stopped while a year was counted again");
    return counted;
  };

  return {
    start() {
      isStopped = false;
      stopCalendar = watchCalendar(clock, { pattern: REVIEW_PATTERN, timeZone: () => site().timeZone, run: make });
      make();
    },
    async stop() {
      isStopped = true;
      stopCalendar?.();
      stopRetry?.();
      await queue.settled();
    },
    missing: () => missingReviews().map(({ year }) => year.year),
    async recount(report) {
      const [counted] = (await again(report)).reports;
      return counted === undefined ? "" : sha256Of(counted);
    },
    linesOfFigure: async (report, figure) => (await again(report, figure)).count.linesOf(figure),
  };
}

interface Reported {
  readonly made: readonly ReportItem[];
  readonly voided: readonly ReportItem[];
  readonly latest: Year;
}

/** Years of which a scope has no review yet: those after its last, and before it those of which all are void; where it has none, the latest, since nobody waits for older ones. */
function isMissing({ made, voided, latest }: Reported, { year }: Year, { department }: ReportScope): boolean {
  const yearsOf = (items: readonly ReportItem[]): readonly string[] =>
    items.flatMap(({ report }) => (isYearly(report) && report.department?.en === department?.en ? [report.year.year] : [])).toSorted();
  const known = yearsOf(made);
  const last = known.at(-1);
  if (last === undefined ? year === latest.year : year > last) return true;
  return !known.includes(year) && yearsOf(voided).includes(year);
}

/** Years whose review is due and which the journal has something of, the oldest first. */
function yearsDue(timeZone: string, at: EpochMs, began: EpochMs | undefined): readonly Year[] {
  const due: Year[] = [];
  for (let year = latestDueYear(timeZone, at); due.length < MOST_YEARS; year = yearBefore(timeZone, year)) due.unshift(year);
  return due.filter(({ to }) => began !== undefined && began < to);
}
