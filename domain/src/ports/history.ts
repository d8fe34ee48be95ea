import type { DurationMs, EpochMs } from "../basics/index.ts";
import type { PointState, Quality, SignalKey } from "../telemetry/index.ts";

/** One stored value. With `value` absent the device said it could not measure. */
export interface HistoryPoint {
  readonly signal: SignalKey;
  readonly at: EpochMs;
  /** 0–999,999 ns after `at`. (signal, at, tieBreak) is the identity: writing it again changes nothing. */
  readonly tieBreak: number;
  readonly receivedAt: EpochMs;
  /** The device's own time, where its clock was not believed and `at` is the time of receipt. */
  readonly deviceAt?: EpochMs;
  readonly value?: number;
  readonly quality: Quality;
  /** Beside a value: it was over range. Without one: why there is none, where the device said more than that it could not measure. */
  readonly state?: PointState;
}

/** What became of a batch. */
export type HistoryWriteOutcome =
  /** All is durable. `duplicates` of them were already there (0 where the store cannot tell); `refused` will never be taken and are put aside. */
  | { readonly kind: "stored"; readonly stored: number; readonly duplicates: number; readonly refused: readonly RefusedPoint[] }
  /** Nothing is known to be stored; the same batch again after `after`. */
  | { readonly kind: "retry"; readonly reason: HistoryFailure; readonly after: DurationMs; readonly detail: string };
export type HistoryFailure = "unreachable" | "timeout" | "overloaded" | "server-error" | "disk-full" | "no-database";
export interface RefusedPoint {
  readonly point: HistoryPoint;
  readonly reason: string;
  /** What the store said, for an engineer's eyes. */
  readonly detail?: string;
}

/** Rollup spans kept by every store. */
export const ROLLUPS = { "1m": 60_000, "1h": 3_600_000 } as const;

/** A span of time summed up. `last` is the latest value in it, what a discrete state is shown by. */
export interface HistoryBucket {
  readonly at: EpochMs;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly last: number;
  readonly count: number;
}

/** Where readings are kept: embedded SQLite or InfluxDB 1.x. Both pass `test/contract/history-store`. */
export interface HistoryStore {
  /** Creates what is missing. Throws only for a mistake in configuration, never because the store is away. */
  open(): Promise<void>;
  close(): Promise<void>;
  /** Repeat-safe. */
  write(batch: readonly HistoryPoint[]): Promise<HistoryWriteOutcome>;
  /** Raw points with from <= at < to, oldest first, at most `limit`. */
  range(query: HistoryQuery & { readonly limit: number }): Promise<readonly HistoryPoint[]>;
  /** Buckets of `every` (>= 1 s) with from <= at < to, aligned to the epoch, empty ones left out; from rollups where these suffice. Points without value are left out. */
  aggregate(query: HistoryQuery & { readonly every: DurationMs }): Promise<readonly HistoryBucket[]>;
  /** Deletes raw points and rollups past their age. */
  applyRetention(now: EpochMs): Promise<void>;
  /** Whether it would take a write now. */
  probe(): Promise<{ readonly healthy: boolean; readonly detail: string }>;
}
export interface HistoryQuery {
  readonly signal: SignalKey;
  readonly from: EpochMs;
  readonly to: EpochMs;
}
