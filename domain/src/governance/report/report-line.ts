import type { EpochMs, Text } from "../../basics/index.ts";
import type { ZoneId } from "../../site/index.ts";

/** Lines of the journal a report counts, besides those of ledgers. */
export const REPORT_LINE_KINDS = [
  "raised",
  "returned-to-normal",
  "acknowledged",
  "attended",
  "reset",
  "shelved",
  "unshelved",
  "suppressed",
  "unsuppressed",
  "joined",
  "left",
  "out-of-service",
  "in-service",
  "watched",
  "protection-impaired",
  "protection-restored",
  "commissioning-ended",
  "assigned",
  "assignment-accepted",
  "assignment-declined",
  "closed",
  "commented",
  "reported-safe",
  "photo-added",
  "reply-taken",
  "help-asked",
  "nobody-reached",
  "journal-checked",
] as const;

/** Of signals and of the platform: such a line tells of a time before it, so that they are counted at once and not day by day. */
export const TELLING_KINDS: readonly string[] = ["watched", "protection-impaired", "protection-restored"];

/** Lines the review of a year counts besides: of alarms, and of what is watched, proven and out of service, which are of none. */
export const YEAR_ALARM_KINDS: readonly string[] = [
  ...REPORT_LINE_KINDS.filter((kind) => !TELLING_KINDS.includes(kind)),
  "chattering",
  "flood-ended",
];
export const YEAR_RECORD_KINDS: readonly string[] = [
  ...TELLING_KINDS,
  "site-changed",
  "site-change-approved",
  "site-change-rejected",
  "commissioning-signed",
  "commissioning-voided",
  "out-of-service",
  "in-service",
];

/** A line of the journal, with what it does not say of itself. Plain data: a report is counted from these and nothing else. */
export interface ReportLine {
  readonly number: number;
  readonly at: EpochMs;
  readonly kind: string;
  readonly actor: string;
  readonly alarmId?: string;
  readonly detail: Readonly<Record<string, unknown>>;
  /** Of its alarm, its record or its signal. Absent: it is about the platform, or about no place. */
  readonly zoneId?: ZoneId;
  /** Of its alarm, in the line that raises it. */
  readonly about?: AlarmSubject;
}

/** What an alarm is of. */
export interface AlarmSubject {
  /** The rule, or the name of the condition of the platform or of a record: what comes back is counted together. */
  readonly subject: string;
  readonly what: Text;
  readonly where: Text;
}

/**
 * Rules of silence are named so, or end so after a hyphen (the names the platform keeps for them), behind device and signal. That all behind a
 * gateway are silent is none of a signal: each of them has its own.
 */
const SILENCE = /^[^/]+\/[^/]+\/(?:.*-)?silent$/;
export const isSilence = ({ subject }: AlarmSubject): boolean => SILENCE.test(subject);

/** Where something is that is counted, and when. */
export interface CountedSpan {
  /** In the order of the journal, up to the end of the span: of the report's zones alone. */
  readonly lines: readonly ReportLine[];
  readonly from: EpochMs;
  /** Not part of it. */
  readonly to: EpochMs;
}

export const isWithin = (at: EpochMs, { from, to }: Pick<CountedSpan, "from" | "to">): boolean => at >= from && at < to;
