import type { AlarmBook, Flood } from "@labcanary/domain/alarm";
import type { EpochMs } from "@labcanary/domain/basics";
import type { JournalEntryKind } from "@labcanary/domain/messages";
import type { Books, CanaryFigures, HealthItem, SignalStatus } from "@labcanary/domain/ports";
import type { SignalKey } from "@labcanary/domain/telemetry";
import type { ChannelStanding, PresenceRequest, Told } from "@labcanary/domain/notification";
import type { AlarmSummary } from "./alarm-summary.ts";
import type { DrillNow } from "./drill-now.ts";
import type { ImpairedCounts } from "./impaired-counts.ts";
import type { LiveViews, ViewName } from "./views.ts";

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
  /** The drill that is under way. */
  readonly drill: DrillNow | null;
  /** Version of the site in force. */
  readonly site: string;
  readonly proof: QuietProof;
}

/** What else must be so before a quiet screen proves anything. */
export interface QuietProof {
  readonly canary: CanaryFigures["state"];
  /** A change of the site waits for a second person. */
  readonly siteChangeWaits: boolean;
}

/** What became different; `seq` is one more than that of the message before. An alarm that is `normal` leaves the list. */
export interface Change {
  readonly seq: number;
  readonly at: EpochMs;
  readonly alarm?: AlarmSummary;
  /** What an alarm's summary says of who has been told is this now; the rest of it is as before. */
  readonly reached?: { readonly alarmId: string; readonly told: Told };
  /** The journal entry that moved the alarm. */
  readonly because?: JournalEntryKind;
  readonly impaired?: ImpairedCounts;
  readonly health?: readonly HealthItem[];
  /** Null: it is over, or there is none. */
  readonly flood?: Flood | null;
  readonly channels?: readonly ChannelStanding[];
  /** Null: the desk is not asked, or no longer. */
  readonly presence?: PresenceRequest | null;
  /** Null: it is over, or there is none. */
  readonly drill?: DrillNow | null;
  readonly site?: string;
  readonly proof?: QuietProof;
}

/** Nothing is newer than `seq`. The books ride along, because they move all the time. */
export interface Pulse {
  readonly seq: number;
  readonly at: EpochMs;
  readonly books: Books;
  /** The books of alarms and notifications that do not add up. */
  readonly unbalanced: readonly AlarmBook[];
}

export interface ServerEvents {
  snapshot(snapshot: Snapshot): void;
  change(change: Change): void;
  pulse(pulse: Pulse): void;
  /** The newest readings of watched signals that have changed; outside the sequence. */
  readings(statuses: readonly SignalStatus[]): void;
  /** What a watched view shows from now on; outside the sequence, within a pulse of the change. */
  view<Name extends ViewName>(name: Name, content: LiveViews[Name]): void;
}

/** What one client wants to be told besides the sequence. */
export interface Watched {
  readonly signals?: readonly SignalKey[];
  readonly views?: readonly ViewName[];
}

export interface ClientEvents {
  /** Asks for a fresh snapshot; answered at most once a second. */
  snapshot(): void;
  /** Instead of what was watched before; `{}` for nothing. */
  watch(request: Watched): void;
}
