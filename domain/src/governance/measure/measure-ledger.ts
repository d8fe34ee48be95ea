import { days, type EpochMs, hours, ok, plus, type Result, unreachable } from "../../basics/index.ts";
import { fullTime } from "../../schedule/index.ts";
import { alarmValue } from "../alarm-value.ts";
import { itemName } from "../item-name.ts";
import { type GradedConditions, gradedCondition, type GradeSpans } from "../lateness.ts";
import type { Ledger, LedgerContext, LedgerRefusal } from "../ledger.ts";
import { createRefusals } from "../refusals.ts";
import { isSaid } from "../words.ts";
import {
  type NewStandingMeasure,
  STANDING_MEASURE_REFUSALS,
  type StandingMeasure,
  type StandingMeasureAct,
  type StandingMeasureCommand,
  type StandingMeasureRefusalCode,
} from "./measure.ts";

/** Chosen: what nobody has looked at for two years is no measure. */
const LONGEST_REVIEW = days(731);
/** Hazards one measure answers (chosen: more than anybody reads). */
const MAXIMUM_HAZARDS = 50;

/** Chosen: a review is a matter of weeks, and so is what is to become of one that is late. */
const LATE_AFTER: GradeSpans = [hours(0), days(7), days(30)];
const OVERDUE: GradedConditions = ["measure-review-overdue", "measure-review-overdue-7d", "measure-review-overdue-30d"];

type Decision = Result<readonly StandingMeasureAct[], LedgerRefusal<StandingMeasureRefusalCode>>;

export const measureLedger: Ledger<StandingMeasure, StandingMeasureCommand, StandingMeasureAct, StandingMeasureRefusalCode> = {
  name: "measure",
  decide(measure, command, context): Decision {
    if (command.verb === "add") {
      const refusal = refusalOf(command.measure, context) ?? refusalOfReview(command.measure.reviewBy, context);
      return refusal === undefined ? ok([{ act: "added", measure: command.measure }]) : refuse(refusal);
    }
    if (measure === undefined) return refuse("STANDING_MEASURE_UNKNOWN");
    if (measure.state === "ended") return refuse("STANDING_MEASURE_ENDED");
    switch (command.verb) {
      case "change": {
        const refusal = refusalOf(command.measure, context);
        if (refusal !== undefined) return refuse(refusal);
        // Else a date that is over would go away without anybody having looked.
        if (command.measure.reviewBy > measure.reviewBy) return forbid("STANDING_MEASURE_REVIEW_KEPT");
        return ok([{ act: "changed", measure: command.measure }]);
      }
      case "review": {
        const { words, reviewBy, signed } = command;
        if (!isSaid(words, "measure")) return refuse("STANDING_MEASURE_WORDS");
        const refusal = refusalOfReview(reviewBy, context);
        return refusal === undefined ? ok([{ act: "reviewed", words, reviewBy, signed }]) : forbid(refusal);
      }
      case "end":
        return isSaid(command.words, "measure")
          ? ok([{ act: "ended", words: command.words, signed: command.signed }])
          : refuse("STANDING_MEASURE_WORDS");
      default:
        return unreachable(command);
    }
  },

  fold(measure, act, { at, actor, number }): StandingMeasure {
    if (act.act === "added") return { ...act.measure, number, state: "in-force", addedAt: at, addedBy: actor, reviews: [] };
    if (measure === undefined) throw new Error(`measure ${number} is ${act.act} before it was added`);
    switch (act.act) {
      case "changed":
        // An alarm stands where its measure was: what is late is found anew where it is now.
        return { ...(act.measure.zoneId === measure.zoneId ? measure : inTime(measure)), ...act.measure };
      case "reviewed": {
        const { words, reviewBy } = act;
        return { ...inTime(measure), reviewBy, reviews: [...measure.reviews, { by: actor, at, words, reviewBy }] };
      }
      case "ended":
        return { ...measure, state: "ended", ended: { by: actor, at, words: act.words } };
      case "overdue":
        return { ...measure, overdueSince: act.since };
      default:
        return unreachable(act);
    }
  },

  due({ state, reviewBy, overdueSince }, { at }) {
    return state === "in-force" && at > reviewBy && overdueSince === undefined ? [{ act: "overdue", since: reviewBy }] : [];
  },

  isClosed: ({ state }) => state === "ended",

  alarms({ state, number, overdueSince, owner }, { at, site }) {
    if (state === "ended" || overdueSince === undefined) return [];
    // Whose it is, by department: a value stays in the journal as it is, where nobody is named in clear. The alarm's page names the owner.
    const { department } = site.people.find(({ id }) => id === owner) ?? {};
    const value = alarmValue(itemName("measure", number), ...(department === undefined ? [] : [department]));
    const detail = `standing measure ${number} was to be reviewed by ${fullTime(site.timeZone)(overdueSince)}`;
    return [{ name: gradedCondition(OVERDUE, overdueSince, at, LATE_AFTER), value, detail }];
  },
};

/** The same measure, of which no review is late. */
function inTime(measure: StandingMeasure): StandingMeasure {
  const { overdueSince: _, ...others } = measure;
  return others;
}

function refusalOf({ words, zoneId, owner, hazards }: NewStandingMeasure, { site }: LedgerContext): StandingMeasureRefusalCode | undefined {
  if (!isSaid(words, "measure")) return "STANDING_MEASURE_WORDS";
  if (!site.zones.some(({ id }) => id === zoneId)) return "STANDING_MEASURE_ZONE";
  if (!site.people.some(({ id, kind }) => id === owner && kind === undefined)) return "STANDING_MEASURE_OWNER";
  return hazards.length > MAXIMUM_HAZARDS || new Set(hazards).size !== hazards.length ? "STANDING_MEASURE_HAZARDS" : undefined;
}

const refusalOfReview = (reviewBy: EpochMs, { at }: LedgerContext): StandingMeasureRefusalCode | undefined =>
  reviewBy <= at || reviewBy > plus(at, LONGEST_REVIEW) ? "STANDING_MEASURE_REVIEW" : undefined;

const { refuse, forbid } = createRefusals(STANDING_MEASURE_REFUSALS);
