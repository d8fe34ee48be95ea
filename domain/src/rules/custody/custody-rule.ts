import { type DurationMs, seconds } from "../../basics/index.ts";
import type { Unit } from "../../quantity/index.ts";
import type { DeviceId, SignalKey } from "../../telemetry/index.ts";
import type { RuleAttributes } from "../rule.ts";

/**
 * Rules of doors and custody: what a door did against what people did at it. Door and events come from different clocks and over
 * different ways, so each waits `grace` by receive time for the word that may still be under way before it decides.
 */
export const CUSTODY_KINDS = ["opened-without-access", "unlocked-unopened", "two-person", "weight-without-opening"] as const;
export type CustodyKind = (typeof CUSTODY_KINDS)[number];

/** A signal that says whether a door is open. */
export interface Door {
  readonly door: SignalKey;
  /** Numbers of its states that count as open; any other is closed. */
  readonly open: readonly number[];
}

/** Where a door's events come from: a device, and of a device with several doors, at which of them. */
export interface Reader {
  readonly deviceId: DeviceId;
  /** Name of the door's signal there; an event that names no door is of any. */
  readonly door?: string;
}

/** A door that is held to events. */
export interface WatchedDoor extends RuleAttributes, Door {
  readonly readers: readonly Reader[];
  /** Longest time from an event to what it accounts for, or from an unlocking to what must follow it. */
  readonly within: DurationMs;
  /** How far the clocks of door and reader may be apart, and how long a word of either may be under way. */
  readonly grace: DurationMs;
}

/** The door opened and nobody had been let in. */
export interface OpenedWithoutAccess extends WatchedDoor {
  readonly kind: "opened-without-access";
  /** `granted`: a badge that was let in ("forced"); `unlock`: the lock was released. */
  readonly access: "granted" | "unlock";
  /** Buttons that let people out; pressing one is access too. */
  readonly buttons?: readonly string[];
}

/** The lock was released and the door not opened: it stands unlocked. */
export interface UnlockedUnopened extends WatchedDoor {
  readonly kind: "unlocked-unopened";
}

/** Two different people must have shown who they are. */
export interface TwoPerson extends WatchedDoor {
  readonly kind: "two-person";
  readonly on: "opened" | "unlocked";
  /** One of them must be the first, the other the second; the same role twice asks for two people of it. */
  readonly roles?: readonly [string, string];
}

/** What is in the store became more or less while its door was closed. */
export interface WeightWithoutOpening extends RuleAttributes, Door {
  readonly kind: "weight-without-opening";
  readonly of: SignalKey;
  /** In the weight's unit; a greater difference is a change. */
  readonly change: number;
  readonly unit: Unit;
  /** How long the weight must be steady to count. */
  readonly settle: DurationMs;
}

export type CustodyRule = OpenedWithoutAccess | UnlockedUnopened | TwoPerson | WeightWithoutOpening;

/** A contact that opens again so soon after closing has bounced (the default against false "forced": Linear EP-736, p. 12; Niagara 4). */
export const BOUNCE: DurationMs = seconds(1);

/** Events remembered of a door. Chosen: more people than pass one door within any window. */
export const EVENTS_KEPT = 32;
