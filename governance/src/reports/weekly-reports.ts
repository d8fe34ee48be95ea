import { createHash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { canonicalJson, type EpochMs, hours, minutes, plus } from "@labcanary/domain/basics";
import {
  EARLIER_WEEKS,
  latestDueWeek,
  linesOfFigure,
  type WeeklyReportCommand,
  type WeeklyReportItem,
  type ReportLine,
  type WeeklyReportRefusalCode,
  reportScopes,
  REPORT_PATTERN,
  type ReportScope,
  type Week,
  weeklyReportInSteps,
  type WeeklyReport,
  weeksBefore,
} from "@labcanary/domain/governance";
import type { Clock, LedgerBook, Logger, ReportDesk, ReportLineSource } from "@labcanary/domain/ports";
import type { Site, Zone, ZoneId } from "@labcanary/domain/site";
import { watchCalendar } from "./calendar.ts";

type Book = LedgerBook<WeeklyReportItem, WeeklyReportCommand, WeeklyReportRefusalCode>;

/** Weeks made up for after the platform was down (chosen: a quarter; older weeks are in the journal, and nobody acts on them any more). */
const MOST_WEEKS = 13;
/** That it was watched to the end of the week is said within this after it, and hours before the report is made. */
const SAID_UNTIL = hours(1);
/** Chosen: a disk that was full may have room by then. */
const TRY_AGAIN_AFTER = minutes(10);

export interface WeeklyReportDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly lines: ReportLineSource;
  readonly site: () => Site;
  readonly book: Book;
}

export interface WeeklyReports extends ReportDesk {
  /** Makes what is missing, and from then on each week's when it is due. */
  start(): void;
  /** Resolves when nothing is being made any more. */
  stop(): Promise<void>;
}

/** Makes the report of each week for the site and each department, once. */
export function createWeeklyReports({ clock, logger, lines, site, book }: WeeklyReportDeps): WeeklyReports {
  let stopCalendar: (() => void) | undefined;
  let stopRetry: (() => void) | undefined;
  let isStopped = true;
  let making: Promise<void> = Promise.resolve();

  /** Counted from these lines; the same each time. */
  const linesFor = (timeZone: string, week: Week): Promise<readonly ReportLine[]> =>
    lines.reportLines({ from: weeksBefore(timeZone, week, EARLIER_WEEKS).from, to: plus(week.to, SAID_UNTIL) });

  async function makeWeek(week: Week, { timeZone, zones }: Site, scopes: readonly ReportScope[]): Promise<void> {
    const counted = await linesFor(timeZone, week);
    for (const scope of scopes) {
      if (isStopped) return;
      const report = await counting(counted, week, timeZone, scope);
      const order = { verb: "make", report, sha256: sha256Of(report), zoneId: placeOf(scope, zones) } as const;
      const made = book.carryOut({ id: idOf(week, scope), actor: "system", order });
      if (!made.ok) throw new Error(`report ${idOf(week, scope)}: ${made.error.code}`);
    }
  }

  /** Weeks that are due, each with what of it is not reported yet. */
  function missingReports(): readonly { readonly week: Week; readonly scopes: readonly ReportScope[] }[] {
    const current = site();
    const due = weeksDue(current.timeZone, clock.now(), lines.journalBegan());
    const latest = due.at(-1);
    if (latest === undefined) return [];
    const made = book.all();
    return due
      .map((week) => ({ week, scopes: reportScopes(current).filter((scope) => isMissing(made, week, scope, latest)) }))
      .filter(({ scopes }) => scopes.length > 0);
  }

  async function makeMissing(): Promise<void> {
    const current = site();
    for (const { week, scopes } of missingReports()) if (!isStopped) await makeWeek(week, current, scopes);
  }

  /** One after the other: what is asked for while something is being made is looked at after it. */
  function make(): void {
    making = making.then(makeMissing).catch((error: unknown) => {
      logger.error({ error: String(error) }, "A weekly report could not be made; tried again in ten minutes");
      if (!isStopped) stopRetry = clock.after(TRY_AGAIN_AFTER, make);
    });
  }

  /** One after the other as well: each reads weeks of the journal. */
  function countedAgain<T>(
    number: number,
    count: (report: WeeklyReport, lines: readonly ReportLine[]) => T | Promise<T>,
  ): Promise<T | undefined> {
    const counted = making.then(async () => {
      const report = book.get(number)?.report;
      return report === undefined ? undefined : count(report, await linesFor(report.timeZone, report.week));
    });
    making = counted.then(
      () => undefined,
      () => undefined,
    );
    return counted;
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
      await making;
    },
    reports: () => book,
    missing: () => missingReports().map(({ week }) => week.monday),
    recount: (number) =>
      countedAgain(number, async ({ timeZone, week, department, zones }, counted) => {
        const scope: ReportScope = { ...(department === undefined ? {} : { department }), ...(zones === undefined ? {} : { zones }) };
        return sha256Of(await counting(counted, week, timeZone, scope));
      }),
    async linesOfFigure(number, figure) {
      const named = book
        .get(number)
        ?.report.sections.flatMap(({ figures }) => figures)
        .find(({ name }) => name === figure);
      if (named !== undefined && named.of === named.lines.length) return named.lines;
      return countedAgain(number, (report, counted) => linesOfFigure(counted, report, figure));
    },
  };
}

/** Counts a report, and lets other work have its turn after each step: an alarm waits for one section of one week at most. */
async function counting(...asked: Parameters<typeof weeklyReportInSteps>): Promise<WeeklyReport> {
  const steps = weeklyReportInSteps(...asked);
  for (let step = steps.next(); ; step = steps.next()) {
    await nextTurn();
    if (step.done === true) return step.value;
  }
}

/** SHA-256 of canonical JSON, in hexadecimal. */
const sha256Of = (report: WeeklyReport): string => createHash("sha256").update(canonicalJson(report)).digest("hex");

/** Names a report: a week has one for the site and one for each department, whatever is restarted in between. */
const idOf = ({ monday }: Week, { department }: ReportScope): string => `weekly ${monday} ${department?.en ?? "site"}`;

/** Weeks of which a scope has no report yet: those after its last; where it has none, the latest alone, since nobody waits for older ones. */
function isMissing(made: readonly WeeklyReportItem[], { monday }: Week, { department }: ReportScope, latest: Week): boolean {
  const mondays = made.flatMap(({ report }) => (report.department?.en === department?.en ? [report.week.monday] : [])).toSorted();
  const last = mondays.at(-1);
  return last === undefined ? monday === latest.monday : monday > last;
}

/** Weeks whose report is due and which the journal has something of, the oldest first. */
function weeksDue(timeZone: string, at: EpochMs, began: EpochMs | undefined): readonly Week[] {
  const latest = latestDueWeek(timeZone, at);
  return Array.from({ length: MOST_WEEKS }, (_, before) => weeksBefore(timeZone, latest, MOST_WEEKS - 1 - before)).filter(
    ({ to }) => began !== undefined && began < to,
  );
}

/** The innermost zone that holds all the report is about: whoever may see that may see the report. */
function placeOf({ zones: own }: ReportScope, zones: readonly Zone[]): ZoneId {
  const byId = new Map(zones.map((zone) => [zone.id, zone]));
  const upwards = (id: ZoneId): readonly ZoneId[] => {
    const parent = byId.get(id)?.parent;
    return parent === undefined ? [id] : [id, ...upwards(parent)];
  };
  const paths = (own ?? zones.map(({ id }) => id)).map((id) => upwards(id));
  const [first = [], ...others] = paths;
  return first.find((id) => others.every((path) => path.includes(id))) ?? NOWHERE;
}
/** Of no zone: those who are limited to zones do not see it. */
const NOWHERE = "";
