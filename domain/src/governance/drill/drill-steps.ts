import { type EpochMs, ok } from "../../basics/index.ts";
import { isSaid } from "../words.ts";
import { type Context, type Decision, refuse } from "./drill-decision.ts";
import {
  type CorrectedStep,
  type Drill,
  type DrillCommand,
  type DrillCorrection,
  type DrillReached,
  type DrillTimes,
  OBSERVED_STEPS,
  type ObservedStep,
} from "./drill.ts";

/** Whether nobody was on site before the alarm was detected, nor safe before that, or before somebody was on site. */
export function areInOrder({ detected, "on-site": onSite, safe }: DrillTimes): boolean {
  const times = [detected?.at ?? Infinity, onSite?.at, safe?.at].filter((at) => at !== undefined);
  return times.every((at, index) => index === 0 || at >= (times[index - 1] ?? at));
}

/** A step happens now, as somebody sees it. Whoever says that the place is safe is there, as where they say it by the alarm. */
export function observe(drill: Drill, step: ObservedStep, { at, actor }: Context): Decision {
  const { state, times } = drill;
  if (state !== "running") return refuse("DRILL_STATE");
  if (!OBSERVED_STEPS.includes(step) || times[step] !== undefined) return refuse("DRILL_STEP");
  const reached: DrillReached = { at, by: actor };
  const steps: readonly ObservedStep[] = step === "safe" && times["on-site"] === undefined ? ["on-site", "safe"] : [step];
  if (!areInOrder({ ...times, ...Object.fromEntries(steps.map((each) => [each, reached])) })) return refuse("DRILL_STEP_ORDER");
  return ok(steps.map((each) => ({ act: "reached", step: each, reached })));
}

type Correct = Extract<DrillCommand, { readonly verb: "correct" }>;

/**
 * What somebody noted too early, too late, or of something that had not happened, is put right with its reason, and so is what was taken back by
 * mistake; all stay in the record.
 */
export function correctStep(drill: Drill, { step, at: said, words }: Correct, { at, actor }: Context): Decision {
  if (drill.state !== "running" && drill.state !== "ended") return refuse("DRILL_STATE");
  const { times, corrections, ended } = drill;
  const was = times[step] ?? (said === undefined ? undefined : corrections.findLast((each) => each.step === step)?.was);
  const isNoted = OBSERVED_STEPS.includes(step) && was !== undefined && was.alarm === undefined && was.badge === undefined;
  if (!isNoted) return refuse("DRILL_STEP_NOT_NOTED");
  if (!isSaid(words, "drill")) return refuse("DRILL_WORDS");
  if (said === undefined) {
    // Whoever is safe is on site.
    const isOfSafe = step === "on-site" && times.safe !== undefined;
    return isOfSafe ? refuse("DRILL_STEP_ORDER") : ok([{ act: "step-corrected", step, was, words }]);
  }
  const { earliest, latest } = neighboursOf(times, step);
  const time = wholeSecondOf(earliest) === said ? earliest : said;
  if (time < earliest || time > Math.min(latest, at, ended?.at ?? at)) return refuse("DRILL_STEP_ORDER");
  return ok([{ act: "step-corrected", step, was, words, reached: { at: time, by: actor } }]);
}

const NEVER = Infinity as EpochMs;
/** Between which times a step is in order. A neighbour that is itself before the alarm holds nothing: it is to be put right as well. */
function neighboursOf({ detected, "on-site": onSite, safe }: DrillTimes, step: ObservedStep): { earliest: EpochMs; latest: EpochMs } {
  const alarm = detected?.at ?? NEVER;
  const inOrder = (reached: DrillReached | undefined): EpochMs | undefined =>
    reached !== undefined && reached.at >= alarm ? reached.at : undefined;
  return step === "safe" ? { earliest: inOrder(onSite) ?? alarm, latest: NEVER } : { earliest: alarm, latest: inOrder(safe) ?? NEVER };
}

/** As a field has it, in which nobody says parts of a second. */
const wholeSecondOf = (time: EpochMs): EpochMs => (Math.floor(time / 1000) * 1000) as EpochMs;

export const correctedDrill = (
  drill: Drill,
  { step, was, reached, words }: CorrectedStep,
  { by, at }: Pick<DrillCorrection, "by" | "at">,
): Drill => {
  const corrected: CorrectedStep = { step, was, words, ...(reached === undefined ? {} : { reached }) };
  return { ...drill, times: timesWith(drill.times, corrected), corrections: [...drill.corrections, { ...corrected, by, at }] };
};

function timesWith(times: DrillTimes, { step, reached }: CorrectedStep): DrillTimes {
  const { [step]: _, ...others } = times;
  return reached === undefined ? others : { ...others, [step]: reached };
}
