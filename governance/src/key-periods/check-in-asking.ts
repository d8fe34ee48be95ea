import { type EpochMs, elapsed, milliseconds, plus, times } from "@labcanary/domain/basics";
import {
  type CheckIn,
  type LedgerRefusal,
  type PeriodCommand,
  type PeriodRefusalCode,
  peopleOnDuty,
  type WatchedPeriod,
} from "@labcanary/domain/governance";
import type { CheckInOutcome } from "@labcanary/domain/notification";
import type { CheckInAnswer, CheckInTexts, Clock, LedgerBook, Logger } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";

/** Who has not answered is reminded when this much of the time is over (chosen: the other half is enough to answer in). */
const REMINDED_AFTER = 0.5;

/** Asks the people on duty by text, reminds them once, and hears their answers: what these are worth the ledger decides. */
export interface CheckInAsking {
  start(): void;
  stop(): void;
  /** Asks what has come to be due and settles what has been answered. Never throws: what could not be kept is tried again with the next look. */
  look(): void;
}

interface AskingDeps {
  readonly texts: CheckInTexts;
  readonly periods: LedgerBook<WatchedPeriod, PeriodCommand, PeriodRefusalCode>;
  readonly site: () => Site;
  readonly clock: Pick<Clock, "now">;
  readonly logger: Logger;
}

export function createCheckInAsking({ texts, periods, site, clock, logger }: AskingDeps): CheckInAsking {
  /** What has been handed on since the start; after a restart it is handed on again, which changes nothing. */
  const done = new Set<string>();
  let unsubscribe: (() => void) | undefined;

  function once(key: string, act: () => void): void {
    if (done.has(key)) return;
    act();
    done.add(key);
  }

  function askFor(period: WatchedPeriod, checkIn: CheckIn, now: EpochMs): void {
    const { from, by } = checkIn;
    const { plan } = period;
    const id = idOf(period, from);
    if (isSettled(checkIn)) return once(`${id} end`, () => texts.endCheckIn(id));
    if (by <= now) return;
    const said = { id, period: plan.name, by };
    const isToRemind = now >= plus(from, milliseconds(Math.floor(times(elapsed(from, by), REMINDED_AFTER))));
    once(`${id} 1`, () => {
      const isNew = texts.askCheckIn({ ...said, people: checkIn.people, telling: 1 });
      // Who is asked late for the first time is not reminded in the same breath.
      if (isNew && isToRemind) done.add(`${id} 2`);
    });
    if (isToRemind) once(`${id} 2`, () => texts.askCheckIn({ ...said, people: remindedOf(plan.id, checkIn, now), telling: 2 }));
  }

  /** Of a period that is over nobody need check in any more, though there is time left for it. */
  function endFor(period: WatchedPeriod, { from, by }: CheckIn, now: EpochMs): void {
    const id = idOf(period, from);
    if (from <= now && now < by) once(`${id} end`, () => texts.endCheckIn(id));
  }

  /** Who was asked, and who is on duty by now: either may say that somebody is there. */
  function remindedOf(periodId: string, { people }: CheckIn, now: EpochMs): readonly string[] {
    const described = site().keyPeriods?.find(({ id }) => id === periodId)?.checkIns;
    return [...new Set([...people, ...(described === undefined ? [] : peopleOnDuty(described, site(), now))])];
  }

  function settle(answer: CheckInAnswer): void {
    const found = periods
      .all()
      .flatMap((period) => period.checkIns.map((checkIn) => ({ period, checkIn })))
      .find(({ period, checkIn }) => idOf(period, checkIn.from) === answer.checkIn);
    if (found === undefined) return texts.settleCheckInAnswer(answer.id, "answered");
    const { period, checkIn } = found;
    const outcome = periods.carryOut({
      id: `check-in-answer ${answer.id}`,
      actor: `person:${answer.personId}`,
      number: period.number,
      order: { verb: "check-in", from: checkIn.from },
    });
    texts.settleCheckInAnswer(
      answer.id,
      outcome.ok ? (checkIn.missedAt === undefined ? "in-time" : "late") : refusedAs(outcome.error.code),
    );
  }

  function attempt(act: () => void, what: string): void {
    try {
      act();
    } catch (error) {
      logger.error({ error: String(error) }, `${what}; tried again in a minute`);
    }
  }

  function settleAll(): void {
    attempt(() => {
      for (const answer of texts.checkInAnswers()) settle(answer);
    }, "An answer to a check-in could not be kept");
  }

  return {
    start() {
      unsubscribe = texts.onCheckInAnswer(settleAll);
    },
    stop() {
      unsubscribe?.();
      unsubscribe = undefined;
    },
    look() {
      const now = clock.now();
      settleAll();
      for (const period of periods.all()) {
        const isOver = period.report !== undefined || period.cancelledAt !== undefined;
        for (const checkIn of period.checkIns)
          attempt(() => (isOver ? endFor(period, checkIn, now) : askFor(period, checkIn, now)), "Somebody could not be asked to check in");
      }
    },
  };
}

/** One that was asked while the clock was ahead was another. */
const idOf = ({ number, setBack }: WatchedPeriod, from: EpochMs): string =>
  `check-in-${number}-${from}${setBack === undefined ? "" : `-${setBack}`}`;

const isSettled = ({ kept, explained, missedAt }: CheckIn): boolean =>
  kept !== undefined || explained !== undefined || missedAt !== undefined;

const refusedAs = (code: LedgerRefusal<PeriodRefusalCode>["code"]): CheckInOutcome =>
  code === "CHECK_IN_NOT_YOURS" ? "not-on-duty" : "answered";
