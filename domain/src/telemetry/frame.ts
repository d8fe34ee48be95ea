import type { EpochMs } from "../basics/index.ts";
import type { DoorAuthorisation } from "./door-authorisation.ts";

/** What a device may be told apart by on the wire: 1–64 of `A-Z a-z 0-9 . _ -`. It is also its MQTT user name and client id. */
export type DeviceId = string;
export const DEVICE_ID = /^[A-Za-z0-9._-]{1,64}$/;

/** One PUBLISH from a signed-in device, exactly as it arrived. The accepted log keeps these; everything later is derived from them. */
export interface Frame {
  readonly deviceId: DeviceId;
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1 | 2;
  /** The sender asked for it to be retained. A retained message replayed to us is never a fresh reading. */
  readonly retain: boolean;
  /** The MQTT DUP flag: the device may have sent it before. */
  readonly duplicate: boolean;
}

/** Position of a record in the accepted log: 1 for the first ever, then one more for each. 0 means "before everything". */
export type LogPosition = number;

/**
 * What the accepted log holds. Time advances for the rules only by `receivedAt`, which never goes backwards
 * from one record to the next, so folding the same records always gives the same alarms.
 */
export type LogRecord =
  /** A device's message. */
  | { readonly kind: "frame"; readonly position: LogPosition; readonly receivedAt: EpochMs; readonly frame: Frame }
  /** Nothing arrived, time passed. Written once a second so that deadlines end without a sample. */
  | { readonly kind: "tick"; readonly position: LogPosition; readonly receivedAt: EpochMs }
  /** The platform came up; nobody could be heard while it was down, so silence is counted from here. */
  | { readonly kind: "started"; readonly position: LogPosition; readonly receivedAt: EpochMs }
  /** From here on the site with this version (its content hash) is in force. */
  | { readonly kind: "site"; readonly position: LogPosition; readonly receivedAt: EpochMs; readonly version: string }
  /** Two people have given leave to open a sealed door, or taken it back. One that is known already changes nothing. */
  | {
      readonly kind: "authorisation";
      readonly position: LogPosition;
      readonly receivedAt: EpochMs;
      readonly authorisation: DoorAuthorisation;
    };

/** A record before the log has given it a position. */
export type NewLogRecord = LogRecord extends infer R ? (R extends LogRecord ? Omit<R, "position" | "receivedAt"> : never) : never;
