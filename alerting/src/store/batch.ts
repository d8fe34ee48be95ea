import type { EpochMs } from "@labcanary/domain/basics";
import type { Alarm } from "@labcanary/domain/alarm";
import type { AlarmChange, CanaryPassage } from "@labcanary/domain/messages";
import type { ChannelKind } from "@labcanary/domain/site";

/** Outcomes counted as `labcanary_notifications_total`. */
export type NotificationOutcome = "accepted" | "retry" | "failed" | "delivered" | "cancelled";

/** What one transaction is doing. Nothing of it is told to anybody before it is durable. */
export interface Batch {
  readonly at: EpochMs;
  /** To be announced, in order. */
  readonly changes: AlarmChange[];
  /** Alarms that a person was found to have, the first time. */
  readonly firstHumans: Alarm[];
  /** Alarms of which others have been told than before, or are to be told. */
  readonly reached: string[];
  /** To be counted. */
  readonly outcomes: { readonly channel: ChannelKind; readonly outcome: NotificationOutcome }[];
  /** Of the canary, to be told. */
  readonly passages: CanaryPassage[];
}

/** Runs work in a transaction and, once that is durable, tells and counts what came of it. Throws when nothing was kept. */
export type Commit = <T>(work: (batch: Batch) => T) => T;
