import { days, ok, plus, unreachable } from "../../basics/index.ts";
import type { Photo } from "../../alarm/index.ts";
import type { Ledger, LedgerContext } from "../ledger.ts";
import { isSaid } from "../words.ts";
import {
  type Drill,
  type DrillAct,
  type DrillCommand,
  type DrillConclusion,
  type DrillRefusalCode,
  type NewDrill,
  MAXIMUM_DRILL_PHOTOS,
} from "./drill.ts";
import { type Context, type Decision, forbid, refuse } from "./drill-decision.ts";
import { drillShortfalls } from "./drill-standing.ts";
import { areInOrder, correctedDrill, correctStep, observe } from "./drill-steps.ts";

/** Chosen: more lessons than anybody learns of one drill. */
const MOST_LESSONS = 20;
/** Chosen: what is further off is no plan. */
const FURTHEST = days(366);

export const drillLedger: Ledger<Drill, DrillCommand, DrillAct, DrillRefusalCode> = {
  name: "drill",
  decide(drill, command, context): Decision {
    if (command.verb === "plan") {
      const refusal = refusalOfPlan(command.drill, context);
      return refusal === undefined ? ok([{ act: "planned", drill: command.drill }]) : refuse(refusal);
    }
    if (drill === undefined) return refuse("DRILL_UNKNOWN");
    switch (command.verb) {
      case "begin":
        return begin(drill, command.signed, context);
      case "cancel":
        if (drill.state !== "planned") return refuse("DRILL_STATE");
        return isSaid(command.words, "drill") ? ok([{ act: "cancelled", words: command.words }]) : refuse("DRILL_WORDS");
      case "reach":
        // It is told after the end too: what had happened before.
        if (drill.begun === undefined) return refuse("DRILL_STATE");
        return isNews(drill, command) ? ok([{ act: "reached", step: command.step, reached: command.reached }]) : ok([]);
      case "observe":
        return observe(drill, command.step, context);
      case "correct":
        return correctStep(drill, command, context);
      case "note":
        if (drill.state !== "running" && drill.state !== "ended") return refuse("DRILL_STATE");
        return isSaid(command.words, "drill") ? ok([{ act: "noted", words: command.words }]) : refuse("DRILL_WORDS");
      case "add-photo":
        return photograph(drill, command.photo);
      case "end":
        return drill.state === "running" ? ok([{ act: "ended", end: command.end }]) : refuse("DRILL_STATE");
      case "conclude":
        return conclude(drill, command);
      case "link":
        return drill.state === "concluded" ? ok([{ act: "hazard", hazard: command.hazard }]) : refuse("DRILL_STATE");
      default:
        return unreachable(command);
    }
  },

  fold(drill, act, { at, actor, number }): Drill {
    if (act.act === "planned")
      return {
        ...act.drill,
        number,
        state: "planned",
        plannedAt: at,
        plannedBy: actor,
        times: {},
        corrections: [],
        notes: [],
        photos: [],
        hazards: [],
      };
    if (drill === undefined) throw new Error(`drill ${number} is ${act.act} before it was planned`);
    switch (act.act) {
      case "begun":
        return { ...drill, state: "running", begun: { plan: act.plan, until: act.until, by: actor, at } };
      case "cancelled":
        return { ...drill, state: "cancelled", cancelled: { by: actor, at, words: act.words } };
      case "reached":
        return { ...drill, times: { ...drill.times, [act.step]: act.reached } };
      case "step-corrected":
        return correctedDrill(drill, act, { by: actor, at });
      case "noted":
        return { ...drill, notes: [...drill.notes, { by: actor, at, words: act.words }] };
      case "photographed":
        return { ...drill, photos: [...drill.photos, { ...act.photo, by: actor, at }] };
      case "ended":
        return { ...drill, state: "ended", ended: { ...act.end, by: actor } };
      case "concluded":
        return { ...drill, state: "concluded", concluded: { ...act.conclusion, by: actor, at } };
      case "hazard":
        return { ...drill, hazards: [...drill.hazards, act.hazard] };
      default:
        return unreachable(act);
    }
  },

  // It ends by itself where its alarms are kept, which tells of it.
  due: () => [],
  isClosed: () => true,
  alarms: () => [],
};

/** Of what several can tell, the first counts that happened, and not the first that was heard of: a badge may be heard of late. What was signed stays. */
function isNews({ times, state }: Drill, { step, reached }: Extract<DrillCommand, { verb: "reach" }>): boolean {
  const known = times[step];
  return known === undefined || (step === "on-site" && reached.at < known.at && state !== "concluded");
}

function begin(
  drill: Drill,
  signed: Extract<DrillCommand, { verb: "begin"; signed: "approved" }>["signed"],
  { site, at, others }: Context,
): Decision {
  if (drill.state !== "planned") return refuse("DRILL_STATE");
  const plan = site.drills?.find(({ id }) => id === drill.plan);
  if (plan === undefined) return refuse("DRILL_PLAN");
  if (others().some(({ state }) => state === "running")) return forbid("DRILL_UNDER_WAY");
  return ok([{ act: "begun", plan, until: plus(at, plan.limit), signed }]);
}

function photograph({ state, photos }: Drill, photo: Photo): Decision {
  if (state !== "running" && state !== "ended") return refuse("DRILL_STATE");
  if (photos.some(({ sha256 }) => sha256 === photo.sha256)) return ok([]);
  return photos.length >= MAXIMUM_DRILL_PHOTOS ? refuse("DRILL_PHOTOS") : ok([{ act: "photographed", photo }]);
}

function conclude(
  drill: Drill,
  { conclusion, signed }: { readonly conclusion: DrillConclusion; readonly signed: Extract<DrillAct, { act: "concluded" }>["signed"] },
): Decision {
  if (drill.state !== "ended") return refuse("DRILL_STATE");
  if (!isSaid(conclusion.words, "drill")) return refuse("DRILL_WORDS");
  const { lessons, result } = conclusion;
  const isWrong = lessons.length > MOST_LESSONS || lessons.some(({ words }) => !isSaid(words, "lesson"));
  if (isWrong || (lessons.length === 0 && result !== "as-planned")) return refuse("DRILL_LESSONS");
  if (result === "as-planned" && !areInOrder(drill.times)) return refuse("DRILL_STEP_ORDER");
  if (result === "as-planned" && drillShortfalls(drill).length > 0) return refuse("DRILL_NOT_AS_PLANNED");
  return ok([{ act: "concluded", conclusion, signed }]);
}

function refusalOfPlan({ plan, zoneId, plannedFor, leader, who }: NewDrill, { site, at }: LedgerContext): DrillRefusalCode | undefined {
  if (!(site.drills ?? []).some((known) => known.id === plan && known.zoneId === zoneId)) return "DRILL_PLAN";
  if (plannedFor < at || plannedFor > plus(at, FURTHEST)) return "DRILL_PLANNED_FOR";
  if (!site.people.some(({ id, kind }) => id === leader && kind === undefined)) return "DRILL_LEADER";
  return isSaid(who, "drill") ? undefined : "DRILL_WORDS";
}
