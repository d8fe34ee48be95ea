import type { EpochMs } from "../basics/index.ts";
import type { DeviceId } from "./frame.ts";

/**
 * What a person or an object did at a door, a cabinet or a wall (DESIGN 3.1, `events`); `sounder` is a device's own word that it began or
 * ceased to sound, which nobody did and no rule looks at.
 */
export const ACCESS_EVENT_KINDS = ["badge", "unlock", "lock", "tag", "button", "sounder"] as const;
/** Of a sounder. */
export const SOUNDER_STATES = ["on", "off"] as const;
export type SounderState = (typeof SOUNDER_STATES)[number];
export type AccessEventKind = (typeof ACCESS_EVENT_KINDS)[number];

/** One decoded event of a device. Events are inputs of rules as samples are. */
export interface AccessEvent {
  /** The same for the same event however often it is delivered: `deviceId:at:kind:…`. */
  readonly id: string;
  readonly deviceId: DeviceId;
  readonly kind: AccessEventKind;
  /** Event time: the device's clock when it can be believed, else the time of receipt. */
  readonly at: EpochMs;
  readonly receivedAt: EpochMs;
  /** The device's own time, kept beside `at` when the clock was found wrong. */
  readonly deviceAt?: EpochMs;
  /** The signal (name, not key) of the door it happened at; absent: any door of the device. */
  readonly door?: string;
  /** Badge or user number as the reader said it. */
  readonly credential?: string;
  /** The person of the site whose credential it is, with their roles; absent: unknown. Two cards of one person are one person. */
  readonly person?: { readonly id: string; readonly name: string; readonly roles: readonly string[] };
  /** Of a badge: whether the reader let the person in. Only `true` counts as access granted. */
  readonly granted?: boolean;
  /** Of a tag: the object; of a button: which one. */
  readonly object?: string;
  /** Of a sounder: what it does now. */
  readonly state?: SounderState;
  /** Of a sounder: the id of the command it answers. */
  readonly command?: string;
  /** Older than the lateness limit, or a repeat of a retained message: recorded, wakes nobody. */
  readonly historical: boolean;
}
