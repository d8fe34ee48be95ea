import type { Photo } from "../../alarm/index.ts";
import type { EpochMs, Text } from "../../basics/index.ts";
import type { HazardClass, HazardLevel, ZoneId } from "../../site/index.ts";
import type { LedgerItem } from "../ledger.ts";
import type { SignatureMeaning } from "../signature.ts";

export { HAZARD_CLASSES, HAZARD_LEVELS, type HazardClass, type HazardLevel } from "../../site/index.ts";

/** How it came to be known. */
export const HAZARD_ORIGINS = ["inspection", "alarm", "impaired-protection", "report", "outside-inspection", "drill"] as const;
export type HazardOrigin = (typeof HAZARD_ORIGINS)[number];

/** What lies behind it (人的不安全行为、物的不安全状态、环境因素、管理缺陷): what people do, what things are, what is around, how it is led. */
export const HAZARD_CAUSES = ["conduct", "equipment", "surroundings", "management"] as const;
export type HazardCause = (typeof HAZARD_CAUSES)[number];

/**
 * `filed`: known, and nobody's yet. `settled`: the five settlements are agreed. `remedied`: whoever it was given to says it is done.
 * `written-off`: somebody else has looked and found it so. A check that fails puts it back to `settled`, opening it again to `filed`.
 */
export const HAZARD_STATES = ["filed", "settled", "remedied", "written-off"] as const;
export type HazardState = (typeof HAZARD_STATES)[number];

/** What of a hazard is late: nobody has agreed what to do, it is not done by the agreed deadline, or nobody has looked whether it is. */
export const OVERDUE_STEPS = ["settlement", "remedy", "verification"] as const;
export type OverdueStep = (typeof OVERDUE_STEPS)[number];

/** The five settlements (五落实): who, how, with what money, by when, and what protects people until then. Texts have 1 to 1000 characters. */
export interface Settlement {
  /** A person of the site. */
  readonly responsible: string;
  readonly department: string;
  readonly measures: string;
  readonly funds: string;
  readonly deadline: EpochMs;
  readonly interimPlan: string;
}

/** What a hazard says of itself when it is filed. */
export interface NewHazard {
  readonly zoneId: ZoneId;
  readonly origin: HazardOrigin;
  readonly class: HazardClass;
  readonly level: HazardLevel;
  /** What is wrong, in the words of whoever filed it; 1 to 1000 characters. */
  readonly words: string;
  /** It was found at this item of a check. */
  readonly check?: { readonly number: number; readonly item: string };
  /** Number of the drill it is a lesson of. */
  readonly drill?: number;
  /** Of another ledger, that it comes of: `public-report/3`, `custody/12`, `substance/7`. */
  readonly record?: `public-report/${number}` | `custody/${number}` | `substance/${number}`;
  /** Absent: nobody has said yet. */
  readonly cause?: HazardCause;
  /** The alarm it is filed about. */
  readonly alarm?: { readonly id: string; readonly code: string };
  /** What the platform itself filed it about (`silent-device cab-17`): of what stands there is one hazard on the books, and no more. */
  readonly source?: string;
  /** The platform's words in both languages; `words` are the English ones then. */
  readonly found?: Text;
}

/** What of a hazard can be filed wrong, and put right afterwards. */
export interface CorrectedHazard extends Pick<NewHazard, "zoneId" | "class" | "level" | "cause"> {}

/** A correction that lowers the level, until somebody else has signed for it. */
export interface ProposedCorrection extends HazardStep {
  readonly before: CorrectedHazard;
  readonly after: CorrectedHazard;
}

export interface Hazard extends NewHazard, LedgerItem {
  readonly state: HazardState;
  readonly filedAt: EpochMs;
  readonly filedBy: string;
  /** Numbers of those before it at the same place and of the same cause, newest first. */
  readonly earlier: readonly number[];
  /** The last one agreed. */
  readonly settlement?: Settlement;
  /** Actors of this round who agreed on a settlement of it, or were responsible by one, whatever was agreed afterwards. */
  readonly bound: readonly string[];
  /** Of them, by every name they had then, those who were responsible: none of them puts off the deadline of this round. */
  readonly responsibles: readonly string[];
  /** Who put off the deadline of this round, and what it was before. */
  readonly putOffs: readonly PutOff[];
  /** How often the deadline of this round was put off. */
  readonly putOff: number;
  /** Whoever said that it is done since it was filed or opened again, oldest first. */
  readonly remedies: readonly HazardStep[];
  /** Of those who looked whether it was done, oldest first, over all rounds. */
  readonly checks: readonly HazardCheck[];
  readonly reopened: readonly HazardStep[];
  readonly photos: readonly HazardPhoto[];
  readonly proposed?: ProposedCorrection;
  /** What is late, and since when; how grave says LATE_AFTER. */
  readonly overdue?: { readonly step: OverdueStep; readonly since: EpochMs; readonly grade: OverdueGrade };
}

export interface PutOff {
  /** Every name they had then. */
  readonly by: readonly string[];
  readonly from: EpochMs;
}
export interface HazardStep {
  readonly by: string;
  readonly at: EpochMs;
  readonly words: string;
}
export interface HazardCheck extends HazardStep {
  readonly passed: boolean;
}
export interface HazardPhoto extends Photo {
  readonly by: string;
  readonly at: EpochMs;
}

/** Most pictures one hazard takes (chosen: as an alarm; what is seen before and after, from every side). */
export const MAXIMUM_HAZARD_PHOTOS = 20;

/** How long it has been late: 0 at once, 1 after a day, 2 after three. */
export type OverdueGrade = 0 | 1 | 2;

/** What it was, what it is, and why. */
export interface Correction {
  readonly before: CorrectedHazard;
  readonly after: CorrectedHazard;
  readonly words: string;
}

export type HazardCommand =
  | { readonly verb: "file"; readonly hazard: NewHazard }
  | { readonly verb: "settle"; readonly settlement: Settlement }
  | { readonly verb: "remedy"; readonly words: string }
  | { readonly verb: "verify"; readonly passed: boolean; readonly words: string; readonly signed: SignatureMeaning }
  | { readonly verb: "reopen"; readonly words: string }
  | { readonly verb: "comment"; readonly words: string }
  /** It was filed wrong; `words` say why. What it said before stays in its lines. */
  | { readonly verb: "correct"; readonly after: CorrectedHazard; readonly words: string }
  /** Somebody else signs that the level is lowered, or does not. `seen`: when what they read was asked for. */
  | {
      readonly verb: "agree-correction";
      readonly agreed: boolean;
      readonly words: string;
      readonly seen: EpochMs;
      readonly signed: SignatureMeaning;
    }
  | { readonly verb: "add-photo"; readonly photo: Photo };

export type HazardAct =
  | { readonly act: "filed"; readonly hazard: NewHazard; readonly earlier: readonly number[] }
  /** `names` of whoever agreed on it and `responsibles` of whoever is responsible, each by every name then; absent of earlier lines. */
  | {
      readonly act: "settled";
      readonly settlement: Settlement;
      readonly names?: readonly string[];
      readonly responsibles?: readonly string[];
    }
  /** `names` as of a settlement. */
  | { readonly act: "remedied"; readonly words: string; readonly names?: readonly string[] }
  | { readonly act: "verified"; readonly passed: boolean; readonly words: string; readonly signed: SignatureMeaning }
  | { readonly act: "reopened"; readonly words: string }
  | { readonly act: "commented"; readonly words: string }
  | ({ readonly act: "correction-proposed" } & Correction)
  /** `earlier` as of the place and cause it has now; `proposedBy` and `signed` where somebody else had to sign. */
  | ({
      readonly act: "corrected";
      readonly earlier: readonly number[];
      readonly proposedBy?: string;
      readonly signed?: SignatureMeaning;
    } & Correction)
  | { readonly act: "correction-refused"; readonly words: string; readonly signed: SignatureMeaning }
  | { readonly act: "photographed"; readonly photo: Photo }
  | { readonly act: "overdue"; readonly step: OverdueStep; readonly since: EpochMs; readonly grade: OverdueGrade };

/** Why an act on a hazard is refused. */
export const HAZARD_REFUSALS = {
  HAZARD_UNKNOWN: "there is no hazard of this number",
  HAZARD_WORDS: "say what is the matter in 1 to 1000 characters",
  HAZARD_ZONE: "the site has no such zone",
  HAZARD_FILED: "what the platform found is on the books already",
  SETTLEMENT_INCOMPLETE:
    "a hazard is settled by all five: a responsible person and department, measures, funds, a deadline, and a plan until then",
  SETTLEMENT_PERSON: "the responsible person is not one of the site's people",
  SETTLEMENT_DEADLINE: "the deadline must lie ahead, and within a year",
  DEADLINE_OWN:
    "whoever is or was to remedy a hazard cannot put off its deadline, nor become responsible under one they put off; somebody else must agree to it, or be responsible",
  HAZARD_STATE: "the hazard is not where this can be done: look at it anew",
  VERIFIER_SAME: "somebody else must verify: not who remedied it, agreed on a settlement of it, or was responsible by one",
  VERIFIER_UNLINKED:
    "the site must know both who remedied it and who verifies, or nobody could tell that they are two; give their accounts their people under people, or sign that it is not done, and have it remedied by somebody it knows",
  CORRECTION_SAME: "the correction changes nothing",
  CORRECTION_NONE: "nobody has asked to lower the level of this hazard",
  CORRECTION_CHANGED: "somebody has asked for another correction meanwhile; read it again",
  CORRECTOR_SAME:
    "somebody else must sign that the level is lowered: not who asked for it, remedied it, agreed on a settlement, or was responsible by one",
  CORRECTOR_UNLINKED:
    "the site must know both who ask that the level is lowered and who sign it, or nobody could tell that they are two; give their accounts their people under people",
  HAZARD_PHOTOS: "a hazard has at most 20 photos",
} as const;
export type HazardRefusalCode = keyof typeof HAZARD_REFUSALS;
