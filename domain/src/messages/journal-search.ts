import type { EpochMs } from "../basics/index.ts";
import type { ZoneId } from "../site/index.ts";
import type { JournalEntry, JournalEntryKind } from "./alarm-change.ts";

/** What is looked for in the journal; what is absent is not asked for. */
export interface JournalQuery {
  /** Both ends count. */
  readonly from?: EpochMs;
  readonly to?: EpochMs;
  /** Lines with a lower number only: where the answer before ended. */
  readonly before?: number;
  readonly kinds?: readonly JournalEntryKind[];
  /** `user:NAME` or `person:ID`: whoever did it, was told, or is named by it. */
  readonly person?: string;
  /** The beginning of an alarm's code. */
  readonly code?: string;
  /** Lines about alarms, signals and zones in one of these, which are not looked into for zones inside them. */
  readonly zones?: readonly ZoneId[];
  /** Anywhere in what the line says, whatever the case. */
  readonly text?: string;
  /** These lines alone, 200 at most. */
  readonly numbers?: readonly number[];
  /** 1 to 1,000. */
  readonly limit: number;
}

/**
 * A line as whoever asks may read it; undefined where they may not. Words and people are looked for in what this gives, and a line it gives
 * nothing of is passed over as one that is not looked for: an answer and where it ends say nothing of what is kept from them.
 */
export type TellLine = (line: JournalEntry) => JournalEntry | undefined;

/** Part of what was looked for. */
export interface JournalFound {
  /** Newest first. */
  readonly entries: readonly JournalEntry[];
  /** Older lines were not looked at: `before` of the next question. */
  readonly before?: number;
}

/** What a check of the whole journal found. */
export interface JournalCheck {
  readonly at: EpochMs;
  readonly ok: boolean;
  readonly lines: number;
  /** Hash of the last line that was checked: who wrote it down elsewhere can hold the journal to it. */
  readonly head: string;
  /** Lines the head kept in the second place does not yet confirm. */
  readonly unconfirmed: number;
  /** Codes of what is wrong, with the line where there is one; the first of them. */
  readonly findings: readonly { readonly code: string; readonly number?: number }[];
  /** Who had it checked: `user:NAME` or `system`. */
  readonly by: string;
}
