import { type EpochMs, ok, type Result, unreachable } from "../../basics/index.ts";
import type { KeyPeriod, Site } from "../../site/index.ts";
import type { Ledger, LedgerContext, LedgerRefusal, RecordAlarm } from "../ledger.ts";
import { createRefusals } from "../refusals.ts";
import { isSaid } from "../words.ts";
import { checkInTimes, peopleOnDuty } from "./check-in-times.ts";
import {
  isAnswered,
  missedAlarm,
  missedToExplain,
  refusalOfCheckIn,
  refusalOfExplanation,
  refusalOfOpeningExplanation,
} from "./check-ins.ts";
import { nextPreFlight, notReadyAlarm } from "./pre-flight-alarm.ts";
import { askedAnew, putBack, setBack, setBackAfter, toPutBack } from "./set-back.ts";
import { isSameOpening, openingAlarms, untoldOpenings } from "./untold-openings.ts";
import {
  type CheckIn,
  PERIOD_REFUSALS,
  type PeriodAct,
  type PeriodCommand,
  type PeriodReport,
  type PeriodRefusalCode,
  type WatchedPeriod,
} from "./watched-period.ts";

/** What nobody may say in another's place, or of themselves, is kept where it is tried. */
const JOURNALED: readonly PeriodRefusalCode[] = ["CHECK_IN_NOT_YOURS", "EXPLAINER_ASKED", "EXPLAINER_BADGED", "EXPLAINER_UNLINKED"];

type Decision = Result<readonly PeriodAct[], LedgerRefusal<PeriodRefusalCode>>;

/** Key periods, each from its pre-flight to its report. */
export const periodLedger: Ledger<WatchedPeriod, PeriodCommand, PeriodAct, PeriodRefusalCode> = {
  name: "key-period",
  decide(period, command, context): Decision {
    if (command.verb === "take-up") return ok([{ act: "taken-up", plan: command.plan }]);
    if (period === undefined) return refuse("KEY_PERIOD_UNKNOWN");
    switch (command.verb) {
      case "replan":
        return isOver(period) ? refuse("KEY_PERIOD_OVER") : ok([{ act: "replanned", plan: command.plan }]);
      case "cancel":
        return isOver(period) ? ok([]) : ok([{ act: "cancelled" }]);
      case "set-back":
        return ok(setBackAfter(period, context) === undefined ? [] : [{ act: "set-back" }]);
      case "put-back":
        return ok(toPutBack(period, context.at));
      case "pre-flight":
        return isOver(period) ? refuse("KEY_PERIOD_OVER") : ok([{ act: "pre-flight", findings: command.findings }]);
      case "opening": {
        const { opening } = command;
        const isKnown = period.openings.some((each) => isSameOpening(each, opening));
        return ok(isKnown ? [] : [{ act: "opening", opening }]);
      }
      case "report":
        return ok(period.report === undefined ? [{ act: "reported", report: command.report }] : []);
      case "amend": {
        if (period.report === undefined) return refuse("KEY_PERIOD_NOT_REPORTED");
        // Made again of what was read before the last was kept, it is no other.
        const isOfAll = command.report.rows.openings.count === period.openings.length;
        const isNews = newestReport(period)?.rows.openings.count !== command.report.rows.openings.count;
        return ok(isOfAll && isNews ? [{ act: "amended", report: command.report }] : []);
      }
      case "check-in":
        return checkIn(period, command.from, context);
      case "explain": {
        const asked = period.checkIns.find(({ from }) => from === command.from);
        const refused = refusalOfExplanation(asked, context);
        if (refused !== undefined) return refuse(refused);
        return said(command.words, (words) => ({ act: "explained", from: command.from, words, signed: command.signed }));
      }
      case "explain-opening": {
        const { door, openedAt, signed } = command;
        const refused = refusalOfOpeningExplanation(
          period.openings.find((each) => isSameOpening(each, command)),
          context,
        );
        if (refused !== undefined) return refuse(refused);
        return said(command.words, (words) => ({ act: "opening-explained", door, openedAt, words, signed }));
      }
      case "review":
        if (period.report === undefined) return refuse("KEY_PERIOD_NOT_REPORTED");
        // What somebody signs is what they have read: not what was added meanwhile.
        if ((command.amendments ?? 0) !== period.amendments.length) return refuse("KEY_PERIOD_AMENDED");
        if (isReviewed(period)) return refuse("KEY_PERIOD_REVIEWED");
        return said(command.words, (words) => ({ act: "reviewed", words, signed: command.signed }));
      default:
        return unreachable(command);
    }
  },

  fold(period, act, { at, actor, number }): WatchedPeriod {
    if (act.act === "taken-up") return { number, zoneId: zoneOf(act.plan), plan: act.plan, checkIns: [], openings: [], amendments: [] };
    if (period === undefined) throw new Error(`key period ${number} is ${act.act} before it was taken up`);
    const ofCheckIn = (from: EpochMs, change: Partial<CheckIn>): WatchedPeriod => ({
      ...period,
      checkIns: period.checkIns.map((each) => (each.from === from ? { ...each, ...change } : each)),
    });
    switch (act.act) {
      case "replanned":
        return { ...period, zoneId: zoneOf(act.plan), plan: act.plan };
      case "cancelled":
        return { ...period, cancelledAt: at };
      case "set-back":
        return setBack(period, at);
      case "put-back":
        return putBack(period, act);
      case "pre-flight":
        return { ...period, preFlight: nextPreFlight(period.preFlight, act.findings, at) };
      case "opening":
        return { ...period, openings: [...period.openings, act.opening] };
      case "opening-explained": {
        const explained = { by: actor, at, words: act.words };
        return { ...period, openings: period.openings.map((each) => (isSameOpening(each, act) ? { ...each, explained } : each)) };
      }
      case "check-in-asked":
        return { ...askedAnew(period, act.from), checkIns: [...period.checkIns, { from: act.from, by: act.by, people: act.people }] };
      case "checked-in":
        return ofCheckIn(act.from, { kept: { by: actor, at } });
      case "check-in-missed":
        return ofCheckIn(act.from, {
          missedAt: at,
          ...(act.owed === true ? { owed: true } : {}),
          ...(act.reminded === undefined ? {} : { reminded: act.reminded }),
        });
      case "explained":
        return ofCheckIn(act.from, { explained: { by: actor, at, words: act.words } });
      case "reported":
        return { ...period, report: { at, ...act.report } };
      case "amended":
        return { ...period, amendments: [...period.amendments, { at, ...act.report }] };
      case "reviewed": {
        const reviewed = { by: actor, at, words: act.words };
        const last = period.amendments.at(-1);
        if (last === undefined) return { ...period, reviewed };
        return { ...period, amendments: [...period.amendments.slice(0, -1), { ...last, reviewed }] };
      }
      default:
        return unreachable(act);
    }
  },

  due(period, { at, site }) {
    const acts: PeriodAct[] = [];
    const described = site.keyPeriods?.find(({ id }) => id === period.plan.id);
    const asked = new Map(period.checkIns.map((each) => [each.from, each]));
    if (described !== undefined && !isOver(period)) acts.push(...newlyAsked(described, period.plan, { asked, site, at }));
    for (const each of asked.values()) {
      const { from, by, people, kept, missedAt } = each;
      if (kept !== undefined || missedAt !== undefined || by > at || isCalledOff(period, each)) continue;
      const onDuty = described?.checkIns === undefined ? [] : peopleOnDuty(described.checkIns, site, by);
      const reminded = onDuty.filter((id) => !people.includes(id));
      acts.push({ act: "check-in-missed", from, owed: true, ...(reminded.length === 0 ? {} : { reminded }) });
    }
    return acts;
  },

  isClosed: (period) =>
    isOver(period) &&
    missedToExplain(period.checkIns).length === 0 &&
    untoldOpenings(period).every(({ explained }) => explained !== undefined) &&
    period.checkIns.every((each) => isAnswered(each) || each.missedAt !== undefined || isCalledOff(period, each)),

  alarms(period, { at, site }): readonly RecordAlarm[] {
    const notReady = isOver(period) || at >= period.plan.to ? undefined : notReadyAlarm(period);
    const missed = missedAlarm(period, site);
    return [notReady, missed].filter((each) => each !== undefined).concat(openingAlarms(period, site));
  },
};

/** The report with what has been added to it, as it is now. */
export const newestReport = ({ report, amendments }: Pick<WatchedPeriod, "report" | "amendments">): PeriodReport | undefined =>
  amendments.at(-1) ?? report;

/** Whether somebody has signed that they have read the newest. */
const isReviewed = ({ reviewed, amendments }: WatchedPeriod): boolean => (amendments.at(-1) ?? { reviewed }).reviewed !== undefined;

const isOver = ({ report, cancelledAt }: WatchedPeriod): boolean => report !== undefined || cancelledAt !== undefined;

/** Whether nobody need answer it any more: there was time left for it when the period was over. */
const isCalledOff = ({ report, cancelledAt }: WatchedPeriod, { by }: CheckIn): boolean =>
  [report?.at, cancelledAt].some((overAt) => overAt !== undefined && by > overAt);

/** Where the whole site is meant, the outermost zone stands for it. */
const zoneOf = ({ zones, siteZone }: WatchedPeriod["plan"]): string => zones?.[0] ?? siteZone;

interface Asked {
  readonly asked: Map<EpochMs, CheckIn>;
  readonly site: Site;
  readonly at: EpochMs;
}

/**
 * What has come to be due since it was last asked; what the platform slept through is asked late, and may be missed at once. What was over
 * before the site with these days came into force was asked of nobody.
 */
function newlyAsked(period: KeyPeriod, { since }: WatchedPeriod["plan"], { asked, site, at }: Asked): readonly PeriodAct[] {
  return checkInTimes(period, site.timeZone, at).flatMap(({ from, by }): readonly PeriodAct[] => {
    if (asked.has(from) || period.checkIns === undefined || (since !== undefined && by <= since)) return [];
    const people = peopleOnDuty(period.checkIns, site, from);
    asked.set(from, { from, by, people });
    return [{ act: "check-in-asked", from, by, people }];
  });
}

function checkIn(period: WatchedPeriod, from: EpochMs, context: LedgerContext): Decision {
  const asked = period.checkIns.find((each) => each.from === from);
  const refused = refusalOfCheckIn(period, asked, context);
  return refused === undefined ? ok([{ act: "checked-in", from }]) : refuse(refused);
}

function said(words: string, act: (words: string) => PeriodAct): Decision {
  return isSaid(words, "key-period") ? ok([act(words.trim())]) : refuse("KEY_PERIOD_WORDS");
}

const { refuse } = createRefusals(PERIOD_REFUSALS, JOURNALED);
