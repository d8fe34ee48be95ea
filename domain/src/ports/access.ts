import type { EpochMs } from "../basics/index.ts";
import type { AccessEvent, DeviceId, DoorAuthorisation } from "../telemetry/index.ts";

/** Takes what people did at doors, in the order of the log. Resolves when all is durable; an event it has already changes nothing. */
export interface EventSink {
  takeEvents(events: readonly AccessEvent[]): Promise<void>;
}

/** An event as it is kept: whose badge it was, or that nobody knows it, but never its number. */
export interface KeptEvent extends Omit<AccessEvent, "credential" | "person"> {
  readonly person?: string;
  /** The roles the person had then; absent of nobody, and of events kept by releases that did not keep roles. */
  readonly roles?: readonly string[];
  readonly unknownBadge?: true;
}

export interface AccessEventQuery {
  /** Absent: of every device. */
  readonly deviceId?: DeviceId;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly limit: number;
}

/** What people did at doors, as the dashboard asks for it. */
export interface AccessLog {
  /** Events with from <= at < to, newest first. */
  events(query: AccessEventQuery): readonly KeptEvent[];
}

/** Lets the rules know who may open a sealed door. */
export interface SealKeeper {
  /** Durable in the accepted log on return; rejects when the log does not take it, or is not open yet. Saying the same twice changes nothing. */
  authorise(authorisation: DoorAuthorisation): Promise<void>;
}
