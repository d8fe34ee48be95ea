import type { Result } from "@labcanary/domain/basics";
import type { AcceptRefusal } from "@labcanary/domain/ports";
import type { LogPosition, LogRecord } from "@labcanary/domain/telemetry";

export const FIRST_BUFFER_BYTES = 64 * 1024;

export type Settled = (outcome: Result<LogPosition, AcceptRefusal>) => void;

/** Records gathered for one commit, already in the form they take on disk. */
export interface Batch {
  bytes: Buffer;
  length: number;
  readonly records: LogRecord[];
  readonly settled: Settled[];
}

export const emptyBatch = (size: number): Batch => ({ bytes: Buffer.allocUnsafeSlow(size), length: 0, records: [], settled: [] });

/** The bytes, or a copy of the first `used` of them with room for `more`. */
export function withRoom(bytes: Buffer, used: number, more: number): Buffer {
  if (used + more <= bytes.length) return bytes;
  const larger = Buffer.allocUnsafeSlow(Math.max(2 * bytes.length, used + more));
  bytes.copy(larger, 0, 0, used);
  return larger;
}
