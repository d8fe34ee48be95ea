import { setImmediate as nextTurn } from "node:timers/promises";
import { epochMs, type EpochMs, hours, minus, minutes, plus } from "@labcanary/domain/basics";
import {
  type Leave,
  type LeaveCommand,
  type LeaveRefusalCode,
  newestReport,
  type PeriodCommand,
  type PeriodPlan,
  type PeriodRefusalCode,
  setBackAfter,
  toPutBack,
  type WatchedPeriod,
  type WatchedSpan,
} from "@labcanary/domain/governance";
import type { AlarmDesk, Clock, LedgerBook, Logger, NotificationDesk, SignalBoard } from "@labcanary/domain/ports";
import { type KeyPeriod, outermostZone, type Site } from "@labcanary/domain/site";
import { oneAtATime } from "../one-at-a-time.ts";
import { type OpeningDeps, type OpeningsAsked, openingsOf, settledUntil } from "./openings.ts";
import { reportOf } from "./period-report.ts";
import { preFlightOf } from "./pre-flight.ts";
import { asDescribed, withTimesInForce } from "./times-in-force.ts";

/** What a pre-flight looks at, beyond the ledgers. */
export interface PeriodDeps {
  readonly desk: Pick<AlarmDesk, "list" | "searchJournal" | "get" | "alarmsOfSignal">;
  readonly board: Pick<SignalBoard, "impairedSignals" | "status">;
  readonly notifications: Pick<NotificationDesk, "contacts" | "budgets">;
  /** Whether something shows each day that a message leaves this machine and arrives. */
  readonly isTestedOutside: (site: Site) => boolean;
  /** Who may explain by their rights, as actors of the journal; undefined: it is not known. */
  readonly explainers?: () => readonly string[] | undefined;
}

interface WatchDeps extends OpeningDeps {
  readonly clock: Pick<Clock, "now">;
  readonly logger: Logger;
  readonly site: () => Site;
  readonly periods: LedgerBook<WatchedPeriod, PeriodCommand, PeriodRefusalCode>;
  readonly leaves: LedgerBook<Leave, LeaveCommand, LeaveRefusalCode>;
  readonly known: PeriodDeps | undefined;
  /** For how long it has been watched without a gap, and is not in the journal yet. */
  readonly watching: () => WatchedSpan | undefined;
}

/** Takes key periods up, makes their pre-flights, notes openings, and reports. */
export interface PeriodWatch {
  /** Looks; asked again while a look is under way, that one is the answer. Never rejects. */
  look(): Promise<void>;
  settled(): Promise<void>;
}

/** Until the first day, and while something is not ready, it is looked again so often (chosen: who mends it sees it within the hour). */
const PRE_FLIGHT_EVERY = hours(1);
/** Not before: just after a start nothing has been heard, and all would be silent. */
const FIRST_PRE_FLIGHT_AFTER = minutes(5);
/** So long after its last day it is reported: by then word of what was done in the last minutes has come. */
const REPORT_AFTER = minutes(10);
/**
 * What is not heard of an opening within this is not looked for each hour (chosen: as long as a device keeps what it could not send). First
 * after a start, when nobody knows what was missed, and before the report it is looked for from the first day on, so much at a time.
 */
const LOOK_BACK = hours(48);
/** So far is looked back each minute, and further each hour: what a device could not send for long is found within the hour (chosen). */
const LOOK_BACK_SHORT = hours(2);
const LOOK_BACK_EVERY = hours(1);
/** So far after the beginning of a step doors are read: of what began in it, when it was over. */
const READ_ON = hours(50);
const SYSTEM = "system";

export function createPeriodWatch({ clock, logger, site, periods, leaves, known, watching, ...deps }: WatchDeps): PeriodWatch {
  const startedAt = clock.now();
  const preFlightAt = new Map<number, EpochMs>();
  /** When it was last looked far back for openings, by number of the period. */
  const lookedBackAt = new Map<number, EpochMs>();
  /** Since when what cannot be yet was seen at every look, by number of the period. */
  const aheadSince = new Map<number, EpochMs>();
  /** The site of the look before. */
  let lookedAt: string | undefined;

  async function lookAtAll(): Promise<void> {
    const at = clock.now();
    const current = site();
    for (const period of periods.all()) setBack(period, current, at);
    for (const period of current.keyPeriods ?? []) await takeUp(period, current, at);
    lookedAt = current.version;
    for (const { number, plan } of periods.all().filter(isOpen)) {
      if (current.keyPeriods?.every(({ id }) => id !== plan.id) ?? true) cancel(number);
    }
    for (const period of periods.all()) {
      const endedAt = period.cancelledAt ?? period.plan.to;
      if (isOpen(period)) await lookAt(period, current, at);
      // A device that comes back after the report has been made, or after it was put back into the site, may still tell of an opening.
      else if (at < endedAt + LOOK_BACK) await noteOpenings(period, current, at);
      if (period.report !== undefined) await amend(period.number, current);
    }
  }

  /** Opens the record of a period when its pre-flight is due, and follows what the site says of it since. */
  async function takeUp(period: KeyPeriod, current: Site, at: EpochMs): Promise<void> {
    if (at < minus(period.from, period.preFlight)) return;
    // Since when its doors are sealed is in the journal once the site is in force everywhere.
    if (at > period.from && current.version !== lookedAt) return;
    const ofPeriod = periods.all().filter(({ plan }) => plan.id === period.id);
    const open = ofPeriod.find(isOpen);
    const plan = planOf(period, current);
    if (open !== undefined) {
      if (JSON.stringify(asDescribed(open.plan)) === JSON.stringify(plan)) return;
      const replanned = await withTimesInForce(plan, { at, former: open.plan, desk: known?.desk });
      const count = periods.linesOf(open.number).length;
      periods.carryOut({
        id: `key-period ${open.number} replan ${count}`,
        actor: SYSTEM,
        number: open.number,
        order: { verb: "replan", plan: replanned },
      });
      return;
    }
    // One that was taken out of the site, and is back, is watched anew.
    const isDone = ofPeriod.some(({ plan: done, report }) => report !== undefined && done.from === period.from && done.to === period.to);
    // One that was over before it was ever watched is not invented afterwards.
    if (isDone || at >= period.to) return;
    const taken = await withTimesInForce(plan, { at, former: undefined, desk: known?.desk });
    periods.carryOut({
      id: `key-period ${period.id} ${period.from} ${ofPeriod.length}`,
      actor: SYSTEM,
      order: { verb: "take-up", plan: taken },
    });
  }

  /** What a clock that was ahead left, or took that was behind, before anything is made of it. */
  function setBack(period: WatchedPeriod, current: Site, at: EpochMs): void {
    const { number, setBack: times = 0 } = period;
    const lines = (): number => periods.linesOf(number).length;
    if (toPutBack(period, at).length > 0)
      periods.carryOut({ id: `key-period ${number} put-back ${lines()}`, actor: SYSTEM, number, order: { verb: "put-back" } });
    const after = setBackAfter(period, { at, site: current });
    const since = aheadSince.get(number);
    if (after === undefined) aheadSince.delete(number);
    else if (since === undefined || at < since) aheadSince.set(number, at);
    else if (at >= plus(since, after))
      periods.carryOut({ id: `key-period ${number} set-back ${times}`, actor: SYSTEM, number, order: { verb: "set-back" } });
  }

  function cancel(number: number): void {
    periods.carryOut({ id: `key-period ${number} cancel`, actor: SYSTEM, number, order: { verb: "cancel" } });
  }

  async function lookAt(period: WatchedPeriod, current: Site, at: EpochMs): Promise<void> {
    const { plan, number } = period;
    if (at < plan.to) preFlight(period, current, at);
    if (at >= plan.from) await noteOpenings(period, current, at);
    if (at >= plan.to + REPORT_AFTER && known !== undefined) {
      const report = await countedAgain(period, current, known);
      periods.carryOut({
        id: `key-period ${number} report${sinceSetBack(period)}`,
        actor: SYSTEM,
        number,
        order: { verb: "report", report },
      });
    }
  }

  async function countedAgain(period: WatchedPeriod, current: Site, { desk }: PeriodDeps): ReturnType<typeof reportOf> {
    const { plan, number } = period;
    const doors = new Set(plan.seals.map(({ door }) => door));
    const ofDoors = leaves.all().filter((leave) => doors.has(leave.door) && leave.from < plan.to && plan.from < leave.to);
    const leaveLines = ofDoors.flatMap((leave) => leaves.linesOf(leave.number)).toSorted((a, b) => a.line - b.line);
    return reportOf(period, { desk, site: current, lines: periods.linesOf(number), leaveLines, watching: watching() });
  }

  /** What was found after the report was made is added to it. */
  async function amend(number: number, current: Site): Promise<void> {
    const period = periods.get(number);
    if (known === undefined || period === undefined) return;
    const found = period.openings.length;
    if (newestReport(period)?.rows.openings.count === found) return;
    const report = await countedAgain(period, current, known);
    periods.carryOut({
      id: `key-period ${number} amend ${found}${sinceSetBack(period)}`,
      actor: SYSTEM,
      number,
      order: { verb: "amend", report },
    });
  }

  function preFlight({ number, plan, preFlight: last }: WatchedPeriod, current: Site, at: EpochMs): void {
    const period = current.keyPeriods?.find(({ id }) => id === plan.id);
    const before = preFlightAt.get(number) ?? last?.at;
    // What was ready may be so no more: until the first day it is looked again.
    const isDone = at >= plan.from && last !== undefined && last.findings.length === 0;
    const isJustStarted = at >= startedAt && at < startedAt + FIRST_PRE_FLIGHT_AFTER;
    if (known === undefined || period === undefined || isDone || isJustStarted) return;
    // One of a time that has not come was made by a clock that was ahead.
    if (before !== undefined && at >= before && at < before + PRE_FLIGHT_EVERY) return;
    const findings = preFlightOf({
      at,
      site: current,
      period,
      alarms: known.desk.list(),
      impaired: known.board.impairedSignals(),
      status: (signal) => known.board.status(signal),
      contacts: known.notifications.contacts(),
      budgets: known.notifications.budgets(),
      isTestedOutside: known.isTestedOutside(current),
      explainers: known.explainers?.(),
    });
    preFlightAt.set(number, at);
    // The same again is no news, and would be a line an hour.
    if (last !== undefined && JSON.stringify(last.findings) === JSON.stringify(findings)) return;
    periods.carryOut({ id: `key-period ${number} pre-flight ${at}`, actor: SYSTEM, number, order: { verb: "pre-flight", findings } });
  }

  async function noteOpenings(period: WatchedPeriod, current: Site, at: EpochMs): Promise<void> {
    const { plan, number } = period;
    const to = epochMs(Math.min(settledUntil(at), plan.to, period.cancelledAt ?? plan.to));
    const before = lookedBackAt.get(number);
    const isReportNext = isOpen(period) && at >= plan.to + REPORT_AFTER;
    const isWhole = before === undefined || isReportNext;
    const isFar = isWhole || at < before || at >= before + LOOK_BACK_EVERY;
    const from = isWhole ? plan.from : epochMs(Math.max(plan.from, minus(at, isFar ? LOOK_BACK : LOOK_BACK_SHORT)));
    if (to <= from || plan.seals.length === 0) return;
    for (let next = from; next < to; next = plus(next, LOOK_BACK)) {
      await noteOpeningsOf(number, current, {
        from: next,
        to: earlier(plus(next, LOOK_BACK), to),
        known: earlier(plus(next, READ_ON), to),
      });
      // What is decided and told meanwhile has its turn.
      await nextTurn();
    }
    if (isFar) lookedBackAt.set(number, at);
  }

  async function noteOpeningsOf(number: number, current: Site, span: Pick<OpeningsAsked, "from" | "to" | "known">): Promise<void> {
    const period = periods.get(number);
    if (period === undefined) return;
    // Of a period that was put back, what its former record has is known, and may be explained there.
    const noted = periods.all().flatMap((each) => (each.plan.id === period.plan.id ? each.openings : []));
    const openings = await openingsOf(
      { plan: period.plan, openings: noted },
      { ...span, site: current, leaves: leaves.all() },
      { ...deps, desk: known?.desk },
    );
    for (const opening of openings) {
      const id = `key-period ${number} opening ${opening.door} ${opening.openedAt}`;
      periods.carryOut({ id, actor: SYSTEM, number, order: { verb: "opening", opening } });
    }
  }

  const looks = oneAtATime(lookAtAll, (error) =>
    logger.error({ error: String(error) }, "It could not be looked after the key periods; tried again in a minute"),
  );
  return { look: looks.ask, settled: looks.settled };
}

/** What is done anew after a clock was put right is another command than what was done before. */
const sinceSetBack = ({ setBack }: WatchedPeriod): string => (setBack === undefined ? "" : ` ${setBack}`);

const earlier = (a: EpochMs, b: EpochMs): EpochMs => (a < b ? a : b);
const isOpen = ({ report, cancelledAt }: WatchedPeriod): boolean => report === undefined && cancelledAt === undefined;

function planOf({ id, kind, name, from, to, zones, seals }: KeyPeriod, site: Site): PeriodPlan {
  const siteZone = outermostZone(site) ?? site.id;
  return { id, kind, name, from, to, ...(zones === undefined ? {} : { zones }), seals, siteZone };
}
