import { type DurationMs, type EpochMs, hours, minus, minutes, plus } from "../../basics/index.ts";
import type { LedgerContext } from "../ledger.ts";
import type { CheckIn, PeriodAct, SetAside, WatchedPeriod } from "./watched-period.ts";

/** A clock goes back by less to be exact; by more it was wrong (chosen: as long as the report is made after the last day). */
const STEP = minutes(10);
/** So long a clock has run before a report or a check-in is void by it (chosen: a time server mends one that starts wrong within minutes). */
const BELIEVED_AFTER = hours(1);
/** So long it is over, and nobody was asked anew: the clock did not run through that time, it was behind (chosen: no start takes longer). */
const PUT_BACK_AFTER = hours(1);

/**
 * For how long the clock must have gone on before what cannot be yet is set back: a report of days that have not been, a check-in of a time to
 * come, or a miss that can still be answered, which waits for less since there is little time. Undefined: there is none; or a clock that is
 * behind would say the same: before the period's own time, and of days the site no more has, nothing is lost by waiting.
 */
export function setBackAfter(
  { report, plan, checkIns }: WatchedPeriod,
  { at, site }: Pick<LedgerContext, "at" | "site">,
): DurationMs | undefined {
  const described = site.keyPeriods?.find(({ id, from, to }) => id === plan.id && from === plan.from && to === plan.to);
  if (described === undefined || at < minus(plan.from, described.preFlight)) return undefined;
  const isReportAhead = report !== undefined && report.at > at && at < plan.to;
  if (isReportAhead || checkIns.some(({ from }) => from > plus(at, STEP))) return BELIEVED_AFTER;
  return checkIns.some(({ by, missedAt }) => missedAt !== undefined && missedAt > plus(at, STEP) && by > at) ? STEP : undefined;
}

/** The period as it is at a time: what it had of later is kept apart, and it goes on. */
export function setBack({ report, reviewed, aside, ...period }: WatchedPeriod, at: EpochMs): WatchedPeriod {
  const checkIns = period.checkIns.flatMap((each) => withoutAhead(each, at));
  const taken = period.checkIns.filter((each) => !checkIns.includes(each));
  const before = (aside?.checkIns ?? []).filter(({ from }) => taken.every((each) => each.from !== from));
  const kept: SetAside = { ...aside, checkIns: [...before, ...taken] };
  const set = { ...period, checkIns, setBack: (period.setBack ?? 0) + 1 };
  const ofReview = reviewed === undefined ? {} : { reviewed };
  if (report === undefined || report.at <= at || at >= period.plan.to)
    return { ...set, aside: kept, ...(report === undefined ? {} : { report }), ...ofReview };
  const { amendments } = period;
  return {
    ...set,
    aside: { ...kept, reported: { report, amendments, ...ofReview } },
    amendments: [],
    voided: [...(period.voided ?? []), amendments.at(-1) ?? report],
  };
}

/** What is left of one: of a time that has not come it was asked of nobody, and nobody has missed what can still be answered. */
function withoutAhead(checkIn: CheckIn, at: EpochMs): readonly CheckIn[] {
  const { from, by, people, kept, missedAt } = checkIn;
  if (from > at) return [];
  if (missedAt === undefined || missedAt <= at || by <= at) return [checkIn];
  return [{ from, by, people, ...(kept === undefined || kept.at > at ? {} : { kept }) }];
}

/** What was set aside, is over by now, and was neither asked nor made anew. A clock that runs through that time asks in it, and reports. */
export function toPutBack({ aside, checkIns, report, cancelledAt }: WatchedPeriod, at: EpochMs): readonly PeriodAct[] {
  if (aside === undefined || report !== undefined || cancelledAt !== undefined) return [];
  const isOver = (time: EpochMs): boolean => plus(time, PUT_BACK_AFTER) <= at;
  const isOpen = (due: EpochMs): boolean => checkIns.every(({ from, kept, missedAt }) => from !== due || (kept ?? missedAt) === undefined);
  const found = aside.checkIns.filter(({ from, by, kept, missedAt, explained }) => {
    const times = [by, kept?.at, missedAt, explained?.at];
    return times.every((time) => time === undefined || isOver(time)) && isOpen(from);
  });
  const ofReport = aside.reported !== undefined && isOver(aside.reported.report.at);
  if (found.length === 0 && !ofReport) return [];
  return [{ act: "put-back", checkIns: found.map(({ from }) => from), ...(ofReport ? { report: true } : {}) }];
}

export function putBack(period: WatchedPeriod, act: PeriodAct & { readonly act: "put-back" }): WatchedPeriod {
  const { aside, ...others } = period;
  if (aside === undefined) throw new Error(`key period ${period.number} has nothing that could be put back`);
  const isMeant = ({ from }: CheckIn): boolean => act.checkIns.includes(from);
  const checkIns = [...period.checkIns.filter((each) => !isMeant(each)), ...aside.checkIns.filter(isMeant)];
  const { reported, ...rest } = aside;
  const left = { ...rest, checkIns: aside.checkIns.filter((each) => !isMeant(each)) };
  const put = { ...others, checkIns: checkIns.toSorted((a, b) => a.from - b.from) };
  if (act.report !== true) return { ...put, aside: { ...left, ...(reported === undefined ? {} : { reported }) } };
  return { ...put, aside: left, ...reported, voided: (period.voided ?? []).slice(0, -1) };
}

/** The period without what was set aside of a check-in: it is another one now. */
export function askedAnew(period: WatchedPeriod, due: EpochMs): WatchedPeriod {
  const { aside } = period;
  return aside === undefined ? period : { ...period, aside: { ...aside, checkIns: aside.checkIns.filter(({ from }) => from !== due) } };
}
