import type { Flood } from "@labcanary/domain/alarm";
import type { EpochMs } from "@labcanary/domain/basics";
import type { JournalEntryKind } from "@labcanary/domain/messages";
import type { Books, HealthItem, SignalStatus } from "@labcanary/domain/ports";
import type { ChannelStanding, PresenceRequest, Reach } from "@labcanary/domain/notification";
import type { AlarmSummary } from "./alarm-summary.ts";
import type { ImpairedCounts } from "./impaired-counts.ts";

/** All that a console shows, as of `seq`. */
export interface Snapshot {
  readonly seq: number;
  readonly at: EpochMs;
  readonly alarms: readonly AlarmSummary[];
  readonly impaired: ImpairedCounts;
  readonly health: readonly HealthItem[];
  /** The alarm flood under way. */
  readonly flood: Flood | null;
  readonly channels: readonly ChannelStanding[];
  /** The desk is asked whether anybody is there. */
  readonly presence: PresenceRequest | null;
}

/** What became different; `seq` is one more than that of the message before. An alarm that is `normal` leaves the list. */
export interface Change {
  readonly seq: number;
  readonly at: EpochMs;
  readonly alarm?: AlarmSummary;
  /** What an alarm's summary says of its reach is this now; the rest of it is as before. */
  readonly reached?: { readonly alarmId: string; readonly reach: Reach };
  /** The journal entry that moved the alarm. */
  readonly because?: JournalEntryKind;
  readonly impaired?: ImpairedCounts;
  readonly health?: readonly HealthItem[];
  /** Null: it is over, or there is none. */
  readonly flood?: Flood | null;
  readonly channels?: readonly ChannelStanding[];
  /** Null: the desk is not asked, or no longer. */
  readonly presence?: PresenceRequest | null;
}

/** Nothing is newer than `seq`. The books ride along, because they move all the time. */
export interface Pulse {
  readonly seq: number;
  readonly at: EpochMs;
  readonly books: Books;
}

export interface ServerEvents {
  snapshot(snapshot: Snapshot): void;
  change(change: Change): void;
  pulse(pulse: Pulse): void;
  /** The newest reading of the watched signal; outside the sequence. */
  readings(status: SignalStatus): void;
}

export interface ClientEvents {
  /** Asks for a fresh snapshot; answered at most once a second. */
  snapshot(): void;
  /** Asks for the readings of one signal, instead of the one before; `{}` for none. */
  watch(request: { readonly signal?: string }): void;
}
