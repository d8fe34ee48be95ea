import type { Photo } from "../../alarm/index.ts";
import type { EpochMs } from "../../basics/index.ts";
import type { ChannelKind, DrillPlan, DrillStep, HazardClass, HazardLevel, ZoneId } from "../../site/index.ts";
import type { DeviceId } from "../../telemetry/index.ts";
import type { LedgerItem } from "../ledger.ts";
import type { SignatureMeaning } from "../signature.ts";

/** `planned`, then `running`, then `ended`, then `concluded`: its result is signed. `cancelled`: it was never held. */
export const DRILL_STATES = ["planned", "running", "ended", "concluded", "cancelled"] as const;
export type DrillState = (typeof DRILL_STATES)[number];

/** `interrupted`: by a real alarm. `stopped`: by somebody. `time-over`: at its limit. `not-playable`: its scenario could not be played any more. */
export const DRILL_ENDS = ["interrupted", "stopped", "time-over", "not-playable"] as const;
export type DrillEndReason = (typeof DRILL_ENDS)[number];

export interface DrillEnd {
  readonly because: DrillEndReason;
  readonly at: EpochMs;
  /** Of the real alarm that ended it. */
  readonly alarm?: { readonly id: string; readonly code: string };
}

/** A step of a drill has happened: when, in the alarm of which code, and who it was or was told. */
export interface DrillReached {
  readonly at: EpochMs;
  readonly alarm?: { readonly id: string; readonly code: string };
  /** User name, or person id of the site; of a step an observer noted, the actor. */
  readonly by?: string;
  readonly channel?: ChannelKind;
  /** It was seen by a badge: of `by`, at which reader. */
  readonly badge?: { readonly event: string; readonly deviceId: DeviceId; readonly door?: string };
}
export type DrillTimes = Readonly<Partial<Record<DrillStep, DrillReached>>>;

/** Steps an observer may note who sees them before the platform does. */
export const OBSERVED_STEPS = ["on-site", "safe"] as const satisfies readonly DrillStep[];
export type ObservedStep = (typeof OBSERVED_STEPS)[number];

/** Who holds a drill by which plan, and when. */
export interface NewDrill {
  readonly zoneId: ZoneId;
  /** Id of the plan in the site. */
  readonly plan: string;
  /** When it is to be held. */
  readonly plannedFor: EpochMs;
  /** A person of the site, who leads it. */
  readonly leader: string;
  /** Who takes part and who observes; 1 to 1000 characters. */
  readonly who: string;
}

/** `as-planned`: what was expected came about, each step in its time. `with-lessons`: not all of it. `failed`: what it was to show was not shown. */
export const DRILL_RESULTS = ["as-planned", "with-lessons", "failed"] as const;
export type DrillResult = (typeof DRILL_RESULTS)[number];

/** What a drill has shown to be dangerous; a hazard of the ledger, of origin `drill`. */
export interface DrillLesson {
  /** 1 to 900 characters: the hazard says of which drill it is as well. */
  readonly words: string;
  readonly class: HazardClass;
  readonly level: HazardLevel;
}

export interface Drill extends NewDrill, LedgerItem {
  readonly state: DrillState;
  readonly plannedAt: EpochMs;
  readonly plannedBy: string;
  readonly begun?: DrillBegun & { readonly by: string; readonly at: EpochMs };
  readonly times: DrillTimes;
  /** Of steps an observer noted wrong; oldest first. */
  readonly corrections: readonly DrillCorrection[];
  readonly ended?: DrillEnd & { readonly by: string };
  /** Oldest first. */
  readonly notes: readonly DrillNote[];
  /** What observers took pictures of; oldest first. */
  readonly photos: readonly DrillPhoto[];
  readonly concluded?: DrillConclusion & { readonly by: string; readonly at: EpochMs };
  /** Numbers of the hazards the lessons are, in their order. */
  readonly hazards: readonly number[];
  readonly cancelled?: DrillNote;
}

/** The plan as it was at the beginning, and when the drill ends by itself. */
export interface DrillBegun {
  readonly plan: DrillPlan;
  readonly until: EpochMs;
}
/** Chosen: as many as a hazard has. */
export const MAXIMUM_DRILL_PHOTOS = 20;
export interface DrillPhoto extends Photo {
  readonly by: string;
  readonly at: EpochMs;
}
export interface DrillNote {
  readonly by: string;
  readonly at: EpochMs;
  readonly words: string;
}
/** A step was not when an observer noted it: then it was at another time, or had not happened. `words` say why. */
export interface CorrectedStep {
  readonly step: ObservedStep;
  /** As it was noted; of what was taken back and is put back, as it was before that. */
  readonly was: DrillReached;
  /** Absent: it had not happened. */
  readonly reached?: DrillReached;
  readonly words: string;
}
export interface DrillCorrection extends CorrectedStep {
  readonly by: string;
  readonly at: EpochMs;
}
export interface DrillConclusion {
  readonly result: DrillResult;
  readonly words: string;
  readonly lessons: readonly DrillLesson[];
}

export type DrillCommand =
  | { readonly verb: "plan"; readonly drill: NewDrill }
  | { readonly verb: "begin"; readonly signed: SignatureMeaning & "approved" }
  | { readonly verb: "cancel"; readonly words: string }
  | { readonly verb: "reach"; readonly step: DrillStep; readonly reached: DrillReached }
  /** By an observer: it happens now. Whoever is safe is on site. */
  | { readonly verb: "observe"; readonly step: ObservedStep }
  /** Until the result is signed. Without a time it had not happened; with one it had, also where that was taken back. */
  | { readonly verb: "correct"; readonly step: ObservedStep; readonly at?: EpochMs; readonly words: string }
  | { readonly verb: "note"; readonly words: string }
  | { readonly verb: "add-photo"; readonly photo: Photo }
  | { readonly verb: "end"; readonly end: DrillEnd }
  | { readonly verb: "conclude"; readonly conclusion: DrillConclusion; readonly signed: SignatureMeaning }
  | { readonly verb: "link"; readonly hazard: number };

export type DrillAct =
  | { readonly act: "planned"; readonly drill: NewDrill }
  /** `signed` is absent of lines written before it was said. */
  | ({ readonly act: "begun"; readonly signed?: SignatureMeaning } & DrillBegun)
  | { readonly act: "cancelled"; readonly words: string }
  | { readonly act: "reached"; readonly step: DrillStep; readonly reached: DrillReached }
  | ({ readonly act: "step-corrected" } & CorrectedStep)
  | { readonly act: "noted"; readonly words: string }
  | { readonly act: "photographed"; readonly photo: Photo }
  | { readonly act: "ended"; readonly end: DrillEnd }
  | { readonly act: "concluded"; readonly conclusion: DrillConclusion; readonly signed: SignatureMeaning }
  | { readonly act: "hazard"; readonly hazard: number };

/** Why an act on a drill is refused. */
export const DRILL_REFUSALS = {
  DRILL_UNKNOWN: "there is no drill of this number",
  DRILL_PLAN: "the site has no such plan of a drill; plans are described under drills: in the site file",
  DRILL_PLANNED_FOR: "a drill is planned for a time that lies ahead, and within a year",
  DRILL_LEADER: "the leader is not one of the site's people",
  DRILL_WORDS: "say it in 1 to 1000 characters",
  DRILL_STATE: "the drill is not where this can be done: look at it anew",
  DRILL_PHOTOS: "a drill has at most 20 photos",
  DRILL_STEP: "the step has happened already",
  DRILL_STEP_ORDER:
    "on site comes after the alarm was detected, and safe after on site, none of them ahead of now or after the end: note a step when it happens, and correct with its reason what was noted wrong",
  DRILL_STEP_NOT_NOTED: "only a step an observer noted can be corrected: what the platform saw stays",
  DRILL_LESSONS:
    "a drill has at most 20 lessons, each said in 1 to 900 characters; one that went as planned may have none, another has at least one",
  DRILL_NOT_AS_PLANNED:
    "a step the plan expects did not come, or came too late: the drill had lessons or failed, and did not go as planned",
  DRILL_UNDER_WAY: "another drill is under way; wait for its end, or end it",
  DRILL_ALARM_STANDS: "a real alarm stands that would end the drill, or in its zone; deal with it first",
  DRILL_SCENARIO: "the scenario of the plan cannot be played; the log says why, and labcanary check finds it",
} as const;
export type DrillRefusalCode = keyof typeof DRILL_REFUSALS;
