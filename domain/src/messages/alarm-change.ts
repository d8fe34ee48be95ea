import type { Alarm } from "../alarm/index.ts";
import type { EpochMs } from "../basics/index.ts";

/** An alarm has moved. Sent after it is in the journal; `alarm.id` with `alarm.version` is the idempotency key. */
export interface AlarmChange {
  readonly kind: "alarm-change";
  readonly alarm: Alarm;
  readonly because: JournalEntryKind;
  readonly at: EpochMs;
}

export const JOURNAL_ENTRY_KINDS = [
  "raised",
  "returned-to-normal",
  "historical-excursion",
  "chattering",
  "chatter-ended",
  "flood-began",
  "flood-ended",
  "acknowledged",
  "attended",
  "reset",
  "shelved",
  "unshelved",
  "suppressed",
  "unsuppressed",
  "joined",
  "left",
  "out-of-service-proposed",
  "out-of-service-withdrawn",
  "out-of-service",
  "in-service",
  "watched",
  "protection-impaired",
  "protection-restored",
  "measure-noted",
  "commissioning-started",
  "commissioning-step",
  "commissioning-signed",
  "commissioning-ended",
  "commissioning-voided",
  "drill-ended",
  "assigned",
  "assignment-accepted",
  "assignment-declined",
  "closed",
  "commented",
  "reported-safe",
  "photo-added",
  "refused",
  "notification-queued",
  "notification-held",
  "notification-accepted",
  "notification-retry",
  "notification-failed",
  "notification-cancelled",
  "delivery-report",
  "notification-unproven",
  "notification-readdressed",
  "nobody-reached",
  "reply-taken",
  "reply-refused",
  "help-asked",
  "contact-tested",
  "channel-failed-over",
  "channel-failed-back",
  "presence-asked",
  "presence-answered",
  "presence-missed",
  "shift-handed-over",
  "shift-taken-over",
  "shift-not-taken-over",
  "sound-tested",
  "sound-silenced",
  "site-changed",
  "site-change-proposed",
  "site-change-approved",
  "site-change-rejected",
  "site-change-withdrawn",
  "plan-proposed",
  "plan-proposal-withdrawn",
  "signed-in",
  "sign-in-refused",
  "journal-checked",
  "books-taken-anew",
  "user-changed",
  "session-revoked",
  "personal-data-read",
  "personal-data-removed",
  "personal-data-expired",
  "legal-hold-set",
  "legal-hold-lifted",
  "words-removed",
  "photo-removed",
  "photos-expired",
  "api-token-issued",
  "api-token-revoked",
  "device-enrolled",
  "device-revoked",
  "device-token-rotated",
  "device-token-ended",
  "hazard-recorded",
  "public-report-recorded",
  "device-replaced",
  "device-proposed",
  "device-proposal-withdrawn",
  "checklist-recorded",
  "patrol-recorded",
  "check-recorded",
  "substance-recorded",
  "custody-recorded",
  "stock-take-recorded",
  "leave-recorded",
  "key-period-recorded",
  "dossier-recorded",
  "substances-exported",
  "measure-recorded",
  "drill-recorded",
  "report-recorded",
] as const;
export type JournalEntryKind = (typeof JOURNAL_ENTRY_KINDS)[number];

/** One line of the append-only journal. `hash` covers everything else and the previous line's hash. */
export interface JournalEntry {
  /** 1, 2, 3, … without a gap. */
  readonly number: number;
  readonly at: EpochMs;
  readonly kind: JournalEntryKind;
  /** Who: `user:NAME`, `device:ID`, `rules`, `system`, `command-line`, `channel:sms`, `person:ID` who answered a text. */
  readonly actor: string;
  readonly alarmId?: string;
  /** What exactly, as data; personal numbers are masked to their last two digits. */
  readonly detail: Readonly<Record<string, unknown>>;
  readonly previousHash: string;
  readonly hash: string;
}
