import type { DurationMs } from "@labcanary/domain/basics";
import type { HistoryFailure } from "@labcanary/domain/ports";
import type { LogPosition } from "@labcanary/domain/telemetry";
import type { InfluxHistoryOptions, SqliteHistoryOptions } from "../history/index.ts";
import type { MissingRecords, SharedLog } from "../log/index.ts";
import type { Tally } from "../tally.ts";

/** Which store history is kept in, as plain data: each thread builds its own. */
export type HistoryChoice =
  | { readonly kind: "sqlite"; readonly options: SqliteHistoryOptions }
  | { readonly kind: "influx"; readonly options: InfluxHistoryOptions };

/** What the writer's thread is started with. */
export interface WriterData {
  readonly log: SharedLog;
  readonly siteFolder: string;
  readonly snapshotFile: string;
  readonly asideFile: string;
  readonly history: HistoryChoice;
  readonly saveEvery: DurationMs;
}

/** How far the writer is, for the books and for health. Counts are since the log began. */
export interface WriterReport {
  readonly kind: "report";
  readonly position: LogPosition;
  readonly tally: Tally;
  readonly stored: number;
  /** Points the store already had. */
  readonly storeDuplicate: number;
  /** Points the store will never take. */
  readonly storeRefused: number;
  /** Why the last attempt to write failed; absent when it did not. */
  readonly failure?: { readonly reason: HistoryFailure; readonly detail: string };
  /** Failed attempts since the thread began. */
  readonly failures: Readonly<Partial<Record<HistoryFailure, number>>>;
}

export type FromWriter =
  | WriterReport
  | { readonly kind: "missing"; readonly missing: MissingRecords }
  /** Something that is tried again by itself. */
  | { readonly kind: "warning"; readonly text: string; readonly detail: string };
export type ToWriter = { readonly kind: "stop" };
