import type { AcceptRefusal } from "./devices.ts";
import type { Result } from "../basics/index.ts";
import type { LogPosition, LogRecord, NewLogRecord } from "../telemetry/index.ts";

/** Append-only, durable, ordered. The backbone between accepting and everything that follows. */
export interface AcceptedLog {
  /** Appends; `settled` is called once, after the group commit that holds the record, with its position, or with the reason why not. */
  append(record: NewLogRecord, settled: (outcome: Result<LogPosition, AcceptRefusal>) => void): void;
  /** Position of the last durable record; 0 when empty. */
  durablePosition(): LogPosition;
  /** Position of the oldest record still held, or durablePosition()+1 when none is. */
  firstPosition(): LogPosition;
  /** Durable records after `after`, oldest first, at most about `maxBytes` of them, at least one if there is one. */
  read(after: LogPosition, maxBytes: number): Promise<readonly LogRecord[]>;
  /** Resolves as soon as something after `after` is durable (at once if it is already) or the log is closed. */
  waitFor(after: LogPosition): Promise<void>;
  /** The reader has done with everything up to here; segments all readers are past go after the forensic window. Durable on return. */
  commit(reader: LogReader, position: LogPosition): Promise<void>;
  committed(reader: LogReader): LogPosition;
}
export const LOG_READERS = ["history", "rules"] as const;
export type LogReader = (typeof LOG_READERS)[number];
