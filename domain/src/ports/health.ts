import type { DurationMs, EpochMs } from "../basics/index.ts";
import type { CanaryHop } from "../messages/index.ts";
import type { DeviceId, LogPosition } from "../telemetry/index.ts";

/** One part's health, in words a security centre can read. */
export interface HealthItem {
  readonly name: HealthItemName;
  readonly state: "ok" | "degraded" | "down";
  /** One short English phrase with the figure that matters. */
  readonly detail: string;
  /** The same as a code with its figures, for whoever says it in another language. */
  readonly says?: HealthSays;
}
/** What a part of the platform may say of itself. Sizes are in bytes, spans in seconds. */
export const HEALTH_CODES = [
  "connections",
  "open",
  "not-listening",
  "disk",
  "refuses",
  "behind",
  "accounted",
  "unaccounted",
  "version",
  "version-stays",
  "seldom-scales",
  "texts",
  "no-channel",
  "channels-failing",
  "undelivered",
  "controllers",
] as const;
export interface HealthSays {
  readonly code: (typeof HEALTH_CODES)[number];
  readonly values: Readonly<Record<string, number | string>>;
}
export const HEALTH_ITEMS = ["broker", "log", "rules", "history", "notifications", "books", "site"] as const;
/** Parts of which there is something to say on some sites only: controllers that are asked. */
export const FURTHER_HEALTH_ITEMS = ["modbus"] as const;
export type HealthItemName = (typeof HEALTH_ITEMS | typeof FURTHER_HEALTH_ITEMS)[number];

/** The books of promise 9: per sample, at the hand-over to the history. received = stored + duplicate + rejected + quarantined + waiting. */
export interface Books {
  readonly received: number;
  readonly stored: number;
  readonly duplicate: number;
  readonly rejected: number;
  readonly quarantined: number;
  /** Frames in the accepted log that the history writer has not yet taken. */
  readonly waitingFrames: number;
  readonly balanced: boolean;
}

/** What became of every entry the rules have taken from the log, as they have counted: received = readings + duplicate + rejected + quarantined. */
export interface RuleBooks {
  readonly received: number;
  readonly readings: number;
  readonly duplicate: number;
  readonly rejected: number;
  readonly quarantined: number;
}

/** Figures at the hand-overs on the way of a reading, as of now; those of ingest. Positions are of the accepted log, sizes in bytes. */
export interface IngestFigures {
  /** Since the start of the process. */
  readonly acceptedFrames: number;
  readonly durable: LogPosition;
  readonly rules: LogPosition;
  readonly history: LogPosition;
  readonly ruleBooks: RuleBooks;
  readonly logBytes: number;
  readonly logBudget: number;
  /** Devices whose clock is wrong by more than they are allowed. */
  readonly wrongClocks: number;
  /** The furthest off of them, and by how much it is ahead; negative: behind. */
  readonly worstClock?: { readonly deviceId: DeviceId; readonly ahead: DurationMs };
}

/** Whether a breach comes through the whole chain. `waiting`: no run has come through since the start, and none was lost. */
export interface CanaryFigures {
  readonly state: "off" | "waiting" | "beats" | "lost";
  readonly every: DurationMs;
  readonly lastCompletedAt?: EpochMs;
  readonly latency?: DurationMs;
  /** Of a run that did not come through. */
  readonly missing?: CanaryHop;
}

/** All of the way, and what runs it. */
export interface PathFigures extends IngestFigures {
  /** Open MQTT connections. */
  readonly connections: number;
  readonly canary: CanaryFigures;
  readonly version: string;
  readonly startedAt: EpochMs;
}

/** Each service reports its own parts; the dashboard and `/readyz` read them all. */
export interface HealthSource {
  health(): readonly HealthItem[];
}
