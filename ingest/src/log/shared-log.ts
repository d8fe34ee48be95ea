import type { LogReader } from "@labcanary/domain/ports";
import { LOG_READERS } from "@labcanary/domain/ports";
import type { LogPosition } from "@labcanary/domain/telemetry";

/** Places in the shared numbers: the last durable position, then how far each reader has committed. */
const DURABLE = 0;
const COMMITTED = 1;

/** What a thread needs to follow the log that another one writes. Crosses to a worker by structured clone. */
export interface SharedLog {
  readonly folder: string;
  readonly positions: BigInt64Array;
}

export function createSharedLog(folder: string): SharedLog {
  const bytes = BigInt64Array.BYTES_PER_ELEMENT * (COMMITTED + LOG_READERS.length);
  return { folder, positions: new BigInt64Array(new SharedArrayBuffer(bytes)) };
}

export const durableOf = ({ positions }: SharedLog): LogPosition => Number(Atomics.load(positions, DURABLE));

/** Tells every thread that follows. */
export function announceDurable({ positions }: SharedLog, position: LogPosition): void {
  Atomics.store(positions, DURABLE, BigInt(position));
  Atomics.notify(positions, DURABLE);
}

/** Waits until the durable position is no longer `position`, or for `timeout` ms. */
export async function durableBeyond({ positions }: SharedLog, position: LogPosition, timeout: number): Promise<void> {
  const waiting = Atomics.waitAsync(positions, DURABLE, BigInt(position), timeout);
  if (waiting.async) await waiting.value;
}

export const committedOf = ({ positions }: SharedLog, reader: LogReader): LogPosition => Number(Atomics.load(positions, placeOf(reader)));

export function announceCommitted({ positions }: SharedLog, reader: LogReader, position: LogPosition): void {
  Atomics.store(positions, placeOf(reader), BigInt(position));
}

const placeOf = (reader: LogReader): number => COMMITTED + LOG_READERS.indexOf(reader);
