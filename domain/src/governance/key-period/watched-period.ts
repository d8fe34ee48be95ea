import type { EpochMs, Text } from "../../basics/index.ts";
import type { KeyPeriod, Seal, ZoneId } from "../../site/index.ts";
import type { SignalKey } from "../../telemetry/index.ts";
import type { LedgerItem } from "../ledger.ts";
import { EXPLAINER_UNLINKED } from "../person.ts";
import type { SignatureMeaning } from "../signature.ts";
import type { Unwatched } from "../watch/index.ts";

/** A door that is sealed in these days. */
export interface PlannedSeal extends Seal {
  /** When the site with it came into force, where its first day had begun then: what the door did before broke no seal. */
  readonly since?: EpochMs;
}

/** What a key period is to be, as the site said when it was taken up or was last changed. */
export interface PeriodPlan extends Pick<KeyPeriod, "id" | "kind" | "name" | "from" | "to" | "zones"> {
  readonly seals: readonly PlannedSeal[];
  /** When the site with these days came into force, where the first of them had begun: nobody was to check in before. */
  readonly since?: EpochMs;
  /** The outermost zone: where what is of the whole site is kept. */
  readonly siteZone: ZoneId;
}

/** One thing that is not ready, and what to do about it. */
export interface PreFlightFinding {
  readonly about: PreFlightTopic;
  readonly found: Text;
  readonly firstAction: Text;
  /** What each is, so that it is told whether one has come besides: signals, people, rotas, alarms. Absent of one found before it was kept. */
  readonly subjects?: readonly string[];
}
export const PRE_FLIGHT_TOPICS = ["routes", "rotas", "batteries", "budgets", "overdue", "sensors", "alarms"] as const;
export type PreFlightTopic = (typeof PRE_FLIGHT_TOPICS)[number];

export interface PreFlight {
  readonly at: EpochMs;
  /** Empty: all is ready. */
  readonly findings: readonly PreFlightFinding[];
  /** How often something was found that was not there at the look before. */
  readonly news: number;
  /** What the newest of that is about. */
  readonly newest?: PreFlightTopic;
}

/** One time the people on duty are asked whether they are there. */
export interface CheckIn {
  /** When it was due from; no two have the same. */
  readonly from: EpochMs;
  readonly by: EpochMs;
  /** Person ids: who was on duty then. Empty: nobody was. */
  readonly people: readonly string[];
  readonly kept?: { readonly by: string; readonly at: EpochMs };
  /** Nobody had said it in time. It stays so, also when somebody does later. */
  readonly missedAt?: EpochMs;
  /** It is explained by itself; absent of one missed before that was asked, which whatever was said later has ended. */
  readonly owed?: true;
  /** Person ids: who was on duty besides when it was missed, and had been reminded. Absent: nobody. */
  readonly reminded?: readonly string[];
  readonly explained?: { readonly by: string; readonly at: EpochMs; readonly words: string };
}

/** A time a sealed door was open, as the history has it. */
export interface SealedOpening {
  readonly door: SignalKey;
  readonly openedAt: EpochMs;
  /** Ids of people who badged at it, and how many badges were nobody's. */
  readonly people: readonly string[];
  readonly unknownBadges: number;
  /** Number of the leave that accounts for it. */
  readonly leave?: number;
  /** Id of the badge it was used up by, where the door has a reader. */
  readonly badge?: string;
  /** Without leave, and its rule had raised no alarm that anybody was told of: nobody could hear the door then. It is one of the record. */
  readonly untold?: true;
  readonly explained?: { readonly by: string; readonly at: EpochMs; readonly words: string };
}

/** What there was of one kind, each with its lines in the journal. */
export interface Counted {
  readonly count: number;
  /** Numbers of lines; of a report made before it had all, the first 50. */
  readonly lines: readonly number[];
}

export const REPORT_ROWS = [
  "openings",
  "openings-without-leave",
  "leave-given",
  "leave-refused",
  "leave-lapsed",
  "leave-withdrawn",
  "check-ins-kept",
  "check-ins-missed",
  "check-ins-late",
  "check-ins-explained",
  "alarms",
  "acknowledged",
  "site-changes",
  "site-changes-waiting",
] as const;
export type ReportRow = (typeof REPORT_ROWS)[number];
type LaterRow = "leave-lapsed" | "leave-withdrawn" | "check-ins-late" | "check-ins-explained";

export interface PeriodReport {
  readonly at: EpochMs;
  /**
   * Check-ins are kept in time or missed; late and explained are of the missed. Of a report made before these were counted apart, refused leave is
   * all that was not used (refused, lapsed, and withdrawn), and check-ins kept are those said late too.
   */
  readonly rows: Readonly<Record<Exclude<ReportRow, LaterRow>, Counted>> & Readonly<Partial<Record<LaterRow, Counted>>>;
  /** Middle time from an alarm of these days to its first acknowledgement in them, seconds; absent where none was acknowledged. */
  readonly medianResponse?: number;
  /** Lines of these acknowledgements; absent of a report made before it had them. */
  readonly responses?: readonly number[];
  /** When nobody knows that it was watched, by time, and the lines that say when it was; absent of a report made before it was told. */
  readonly unwatched?: { readonly spans: readonly Unwatched[]; readonly lines: readonly number[] };
}

/** Openings found after the report was made, with every figure counted again. It adds to the report, which stays as it was. */
export interface PeriodAmendment extends PeriodReport {
  /** Who has read it: the review of what was before is not of this. */
  readonly reviewed?: { readonly by: string; readonly at: EpochMs; readonly words: string };
}

/** What was set back: where the clock was not ahead before but behind then, it is put back. */
export interface SetAside {
  readonly checkIns: readonly CheckIn[];
  readonly reported?: Pick<WatchedPeriod, "reviewed" | "amendments"> & { readonly report: PeriodReport };
}

/** A key period from its pre-flight to its report. */
export interface WatchedPeriod extends LedgerItem {
  readonly plan: PeriodPlan;
  readonly preFlight?: PreFlight;
  readonly checkIns: readonly CheckIn[];
  readonly openings: readonly SealedOpening[];
  readonly report?: PeriodReport;
  /** In the order in which they were made. */
  readonly amendments: readonly PeriodAmendment[];
  /** The site has it no more; nothing is asked any more. */
  readonly cancelledAt?: EpochMs;
  /** Reports made before the period was over, by a clock that was ahead: of days that had not been. Absent: none. */
  readonly voided?: readonly PeriodReport[];
  /** How often a clock that was ahead was put right: what is asked and made after that is no more what it was before. Absent: never. */
  readonly setBack?: number;
  /** What that took away and nobody was asked anew for. Absent: nothing. */
  readonly aside?: SetAside;
  /** Of the report as it was first made. */
  readonly reviewed?: { readonly by: string; readonly at: EpochMs; readonly words: string };
}

export type PeriodCommand =
  | { readonly verb: "take-up"; readonly plan: PeriodPlan }
  | { readonly verb: "replan"; readonly plan: PeriodPlan }
  | { readonly verb: "cancel" }
  /** The clock was ahead, and has been put right: what was made and asked of days that have not been is void. */
  | { readonly verb: "set-back" }
  /** The clock was behind when it was set back: what is over, and was not asked or made anew, is again what it was. */
  | { readonly verb: "put-back" }
  | { readonly verb: "pre-flight"; readonly findings: readonly PreFlightFinding[] }
  | { readonly verb: "opening"; readonly opening: SealedOpening }
  | { readonly verb: "report"; readonly report: Omit<PeriodReport, "at"> }
  /** Openings were found after the report was made: all counted again. */
  | { readonly verb: "amend"; readonly report: Omit<PeriodReport, "at"> }
  /** Whoever is on duty says that they are there; late, it is recorded as that. `from`: which one is meant. */
  | { readonly verb: "check-in"; readonly from: EpochMs }
  /** Why nobody had, by somebody who was not asked. */
  | { readonly verb: "explain"; readonly from: EpochMs; readonly words: string; readonly signed: SignatureMeaning & "explained" }
  /** How a sealed door came to be open without leave. */
  | {
      readonly verb: "explain-opening";
      readonly door: SignalKey;
      readonly openedAt: EpochMs;
      readonly words: string;
      readonly signed: SignatureMeaning & "explained";
    }
  /** `amendments`: how many whoever signs has read; absent: none. */
  | { readonly verb: "review"; readonly words: string; readonly amendments?: number; readonly signed: SignatureMeaning & "reviewed" };

export type PeriodAct =
  | { readonly act: "taken-up"; readonly plan: PeriodPlan }
  | { readonly act: "replanned"; readonly plan: PeriodPlan }
  | { readonly act: "cancelled" }
  | { readonly act: "set-back" }
  /** `checkIns`: when those were due from; `report`: with its review and what was added to it. */
  | { readonly act: "put-back"; readonly checkIns: readonly EpochMs[]; readonly report?: true }
  | { readonly act: "pre-flight"; readonly findings: readonly PreFlightFinding[] }
  | { readonly act: "opening"; readonly opening: SealedOpening }
  | { readonly act: "check-in-asked"; readonly from: EpochMs; readonly by: EpochMs; readonly people: readonly string[] }
  | { readonly act: "checked-in"; readonly from: EpochMs }
  | { readonly act: "check-in-missed"; readonly from: EpochMs; readonly owed?: true; readonly reminded?: readonly string[] }
  | { readonly act: "explained"; readonly from: EpochMs; readonly words: string; readonly signed: SignatureMeaning }
  | {
      readonly act: "opening-explained";
      readonly door: SignalKey;
      readonly openedAt: EpochMs;
      readonly words: string;
      readonly signed: SignatureMeaning;
    }
  | { readonly act: "reported"; readonly report: Omit<PeriodReport, "at"> }
  | { readonly act: "amended"; readonly report: Omit<PeriodReport, "at"> }
  | { readonly act: "reviewed"; readonly words: string; readonly signed: SignatureMeaning };

/** Why something about a key period is refused. */
export const PERIOD_REFUSALS = {
  KEY_PERIOD_UNKNOWN: "there is no key period of this number",
  KEY_PERIOD_OVER: "the key period has been reported; what is new belongs to another one",
  CHECK_IN_NONE: "nobody was asked at that time, or it has been answered; look again",
  CHECK_IN_NOT_YOURS: "the people on duty say themselves that they are there; somebody else's word is none",
  CHECK_IN_PAST:
    "it is too late to say so: the next check-in has been asked, or the period is over; somebody who was not asked explains it, with a signature",
  EXPLAINER_ASKED:
    "whoever was to check in cannot also explain why nobody did; somebody who was not asked signs; where there is nobody, give another account (such as the administrator's) a person of its own under people",
  EXPLAINER_BADGED:
    "whoever badged at the door cannot also explain why it was open; somebody else signs; where there is nobody, give another account (such as the administrator's) a person of its own under people",
  EXPLAINER_UNLINKED,
  OPENING_NONE: "there is no such opening without leave, or it has been explained; look again",
  KEY_PERIOD_NOT_REPORTED: "there is no report yet; it is made when the period is over",
  KEY_PERIOD_AMENDED: "openings were found and the report was amended; read it with that, and sign it then",
  KEY_PERIOD_REVIEWED: "the report has been reviewed already",
  KEY_PERIOD_WORDS: "say it in 1 to 500 characters",
} as const;
export type PeriodRefusalCode = keyof typeof PERIOD_REFUSALS;
