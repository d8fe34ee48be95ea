import type { EpochMs, Result } from "@labcanary/domain/basics";
import type { TextsOfAlarm } from "@labcanary/domain/notification";
import type { KeptEvent } from "@labcanary/domain/ports";
import type { BacktestFigures, Excursion, RuleExplanation, RuleId } from "@labcanary/domain/rules";
import type { DeviceId, Quality, SignalKey } from "@labcanary/domain/telemetry";

/**
 * Answers what takes a reading of the history and a replay of rules. Whoever implements it does that work where it holds up nothing
 * else, one question at a time; `abort` gives a question up.
 */
export interface RuleQuestions {
  /** Where each rule of a signal stood at a time, by the site in force now, and what decided. */
  explain(question: ExplainQuestion, abort: AbortSignal): Promise<Result<SignalExplanation, QuestionRefusal>>;
  /** What a rule would have made of the history, and a changed one beside it. */
  backtest(question: BacktestQuestion, abort: AbortSignal): Promise<Result<BacktestAnswer, QuestionRefusal>>;
}

/** Why a question has no answer. */
export const QUESTION_REFUSALS = {
  RULE_UNKNOWN: "the site describes no such rule",
  SIGNAL_UNKNOWN: "the site describes no such signal",
  RULE_CHANGE_INVALID: "with this change the rule would be wrong; `detail` says why in the words of `labcanary check`",
  RULE_NOT_REPLAYABLE:
    "the rule is found from more than the history of what it watches, so it cannot be tried: many silences behind one cause, or leave to open a sealed door",
  HISTORY_EMPTY: "the history has no readings to answer from",
  QUESTION_TOO_LARGE: "there are more readings in that time than one question may take; ask about a shorter time",
  QUESTION_TOO_LONG: "the answer took too long and was given up; ask about a shorter time",
  QUESTIONS_BUSY: "others are being answered; ask again in a moment",
  HISTORY_UNAVAILABLE: "the history store does not answer; alarms are not affected",
} as const;
export type QuestionRefusalCode = keyof typeof QUESTION_REFUSALS;
export interface QuestionRefusal {
  readonly code: QuestionRefusalCode;
  readonly detail: string;
}

export interface ExplainQuestion {
  readonly signal: SignalKey;
  readonly at: EpochMs;
}

export interface SignalExplanation extends ExplainQuestion {
  /** The site whose rules were asked. */
  readonly siteVersion: string;
  readonly rules: readonly RuleExplanation[];
  /** The last of the signal received by then, oldest first. */
  readonly samples: readonly ExplainedSample[];
  /** Of the signal: readings of that time or before, received only after it, so not known to the rules then. */
  readonly receivedLater: number;
  /** The last of the other signals its rules watch. */
  readonly others: readonly { readonly signal: SignalKey; readonly samples: readonly ExplainedSample[] }[];
  /** The last of what people did at the devices its rules go by, received by then, oldest first. */
  readonly events: readonly ExplainedEvent[];
  readonly withoutEventsOf: WithoutEvents;
  readonly mayRepeat: MayRepeat;
}

/** Devices whose access events a rule goes by and of which none was ever kept, so that it is not known where the rule stood. */
export type WithoutEvents = readonly DeviceId[];

/**
 * Signals heard through a gateway, which may say again what it knows (retained, from its cache). The history does not keep which values were
 * only repeated; here each counts as read when it came.
 */
export type MayRepeat = readonly SignalKey[];

export interface ExplainedSample {
  readonly at: EpochMs;
  readonly receivedAt: EpochMs;
  /** Absent where the device could not measure. */
  readonly value?: number;
  readonly quality: Quality;
}

/** What somebody did at a door: who, but never with which badge. */
export interface ExplainedEvent extends Omit<KeptEvent, "deviceId" | "person" | "roles" | "deviceAt"> {
  readonly device: DeviceId;
  /** The person's name, or the id of one who has left the site. */
  readonly who?: string;
}

export interface BacktestQuestion {
  readonly rule: RuleId;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly change?: RuleChange;
}

/** Keys of a rule in the words of a site file with what they become; a dot leads into a part: `of.over`. */
export type RuleChange = Readonly<Record<string, unknown>>;

export interface BacktestAnswer {
  readonly rule: RuleId;
  readonly signal: SignalKey;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly timeZone: string;
  /** Readings of the signal within the span: few alarms of few readings say little. */
  readonly readings: number;
  readonly firstReadingAt?: EpochMs;
  readonly lastReadingAt?: EpochMs;
  readonly present: TrialOutcome;
  readonly changed?: TrialOutcome;
  /** Times in alarm of the present rule during which the changed one was not in alarm at any moment. */
  readonly missed?: ExcursionList;
  /** The same the other way round. */
  readonly found?: ExcursionList;
  readonly mayRepeat: MayRepeat;
}

/** What one rule made of the span. */
export interface TrialOutcome extends BacktestFigures {
  readonly version: string;
  /** Texts sent at once between 22:00 and 06:00 where the site is: each a phone that rings at night. */
  readonly nightCalls: number;
  readonly texts: TextsOfAlarm;
  /** Excursions found in readings that came too late to wake anybody. */
  readonly late: number;
  readonly excursions: ExcursionList;
  /** What `worst` is told in; empty where it is the number of a state. */
  readonly unit: string;
}

/** Oldest first, and no more than can be shown. */
export interface ExcursionList {
  readonly count: number;
  readonly listed: readonly Excursion[];
}
