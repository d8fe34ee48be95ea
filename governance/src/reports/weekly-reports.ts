import { type EpochMs, plus } from "@labcanary/domain/basics";
import {
  EARLIER_WEEKS,
  isVoid,
  isWeekly,
  latestDueWeek,
  linesOfFigure,
  REPORT_PATTERN,
  type ReportItem,
  type ReportLine,
  type ReportScope,
  reportScopes,
  SAID_UNTIL,
  type Week,
  type WeeklyReport,
  weeklyReportInSteps,
  weeksBefore,
} from "@labcanary/domain/governance";
import type { Site } from "@labcanary/domain/site";
import { watchCalendar } from "./calendar.ts";
import { counting, placeOf, type ReportMaker, type ReportsDeps, scopeOfReport, sha256Of, TRY_AGAIN_AFTER } from "./counting.ts";
import type { Queue } from "./queue.ts";
import { liftVoids, makeReport } from "./void-reports.ts";

/** Weeks made up for after the platform was down (chosen: a quarter; older weeks are in the journal, and nobody acts on them any more). */
const MOST_WEEKS = 13;

/** Makes the report of each week for the site and each department, once. */
export function createWeeklyReports({ clock, logger, lines, site, book }: ReportsDeps, queue: Queue): ReportMaker<WeeklyReport> {
  let stopCalendar: (() => void) | undefined;
  let stopRetry: (() => void) | undefined;
  let isStopped = true;

  /** Counted from these lines; the same each time. */
  const linesFor = (timeZone: string, week: Week): Promise<readonly ReportLine[]> =>
    lines.reportLines({ from: weeksBefore(timeZone, week, EARLIER_WEEKS).from, to: plus(week.to, SAID_UNTIL) });

  async function makeWeek(week: Week, { timeZone, zones }: Site, scopes: readonly ReportScope[]): Promise<void> {
    const counted = await linesFor(timeZone, week);
    for (const scope of scopes) {
      if (isStopped) return;
      const report = await counting(weeklyReportInSteps(counted, week, timeZone, scope));
      makeReport(book, { report, zoneId: placeOf(scope, zones) }, clock.now());
    }
  }

  /** Weeks that are due, each with what of it is not reported yet. */
  function missingReports(): readonly { readonly week: Week; readonly scopes: readonly ReportScope[] }[] {
    const current = site();
    const due = weeksDue(current.timeZone, clock.now(), lines.journalBegan());
    const latest = due.at(-1);
    if (latest === undefined) return [];
    const now = clock.now();
    const made = book.all().filter((item) => !isVoid(item, now));
    const voided = book.all().filter((item) => isVoid(item, now));
    return due
      .map((week) => ({ week, scopes: reportScopes(current).filter((scope) => isMissing({ made, voided, latest }, week, scope)) }))
      .filter(({ scopes }) => scopes.length > 0);
  }

  async function makeMissing(): Promise<void> {
    liftVoids(book, lines, clock.now());
    const current = site();
    for (const { week, scopes } of missingReports()) if (!isStopped) await makeWeek(week, current, scopes);
  }

  /** What is asked for while something is being made is looked at after it. */
  function make(): void {
    queue.add(makeMissing).catch((error: unknown) => {
      logger.error({ error: String(error) }, "A weekly report could not be made; tried again in ten minutes");
      if (!isStopped) stopRetry = clock.after(TRY_AGAIN_AFTER, make);
    });
  }

  return {
    start() {
      isStopped = false;
      stopCalendar = watchCalendar(clock, { pattern: REPORT_PATTERN, timeZone: () => site().timeZone, run: make });
      make();
    },
    async stop() {
      isStopped = true;
      stopCalendar?.();
      stopRetry?.();
      await queue.settled();
    },
    missing: () => missingReports().map(({ week }) => week.monday),
    async recount(report) {
      const { timeZone, week } = report;
      return sha256Of(await counting(weeklyReportInSteps(await linesFor(timeZone, week), week, timeZone, scopeOfReport(report))));
    },
    linesOfFigure: async (report, figure) => linesOfFigure(await linesFor(report.timeZone, report.week), report, figure),
  };
}

interface Reported {
  readonly made: readonly ReportItem[];
  readonly voided: readonly ReportItem[];
  readonly latest: Week;
}

/** Weeks of which a scope has no report yet: those after its last, and before it those of which all are void; where it has none, the latest, since nobody waits for older ones. */
function isMissing({ made, voided, latest }: Reported, { monday }: Week, { department }: ReportScope): boolean {
  const mondaysOf = (items: readonly ReportItem[]): readonly string[] =>
    items.flatMap(({ report }) => (isWeekly(report) && report.department?.en === department?.en ? [report.week.monday] : [])).toSorted();
  const known = mondaysOf(made);
  const last = known.at(-1);
  if (last === undefined ? monday === latest.monday : monday > last) return true;
  return !known.includes(monday) && mondaysOf(voided).includes(monday);
}

/** Weeks whose report is due and which the journal has something of, the oldest first. */
function weeksDue(timeZone: string, at: EpochMs, began: EpochMs | undefined): readonly Week[] {
  const latest = latestDueWeek(timeZone, at);
  return Array.from({ length: MOST_WEEKS }, (_, before) => weeksBefore(timeZone, latest, MOST_WEEKS - 1 - before)).filter(
    ({ to }) => began !== undefined && began < to,
  );
}
