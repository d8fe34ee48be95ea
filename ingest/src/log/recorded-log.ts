import { existsSync } from "node:fs";
import type { EpochMs } from "@labcanary/domain/basics";
import type { LogPosition, LogRecord } from "@labcanary/domain/telemetry";
import { listSegments, LogFiles, type MissingRecords } from "./log-files.ts";

/** Bytes read at once. */
const READ_BYTES = 256 * 1024;

/** A position no log comes to. */
const ENDLESS: LogPosition = Number.MAX_SAFE_INTEGER;

/** What is wanted of a log, by time of receipt: from <= receivedAt < to. */
export interface Recorded {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** When the oldest record still held was received; undefined when there is none. */
export async function oldestOf(folder: string): Promise<EpochMs | undefined> {
  const first = existsSync(folder) ? (await listSegments(folder))[0] : undefined;
  return first === undefined ? undefined : receivedFirst(folder, first);
}

/**
 * The records of a span, oldest first, read beside a running platform: nothing is changed, and no more than some 100 kB of them is held at
 * once. Ends at the first record that is not yet whole. What cannot be read is told to `onMissing`.
 */
export async function* recordsBetween(
  folder: string,
  { from, to }: Recorded,
  onMissing: (missing: MissingRecords) => void,
): AsyncGenerator<LogRecord> {
  const segments = existsSync(folder) ? await listSegments(folder) : [];
  let start = segments[0];
  // The last segment that begins before the span.
  for (const first of segments) {
    const receivedAt = await receivedFirst(folder, first);
    if (receivedAt === undefined || receivedAt > from) break;
    start = first;
  }
  if (start === undefined) return;
  const files = new LogFiles(folder, (missing) => {
    // After the last record everything is missing.
    if (missing.to !== ENDLESS) onMissing(missing);
  });
  try {
    for (let after = start - 1; ; ) {
      const records = await readWhole(files, after);
      const last = records.at(-1);
      if (last === undefined) return;
      for (const record of records) {
        if (record.receivedAt >= to) return;
        if (record.receivedAt >= from) yield record;
      }
      after = last.position;
    }
  } finally {
    await files.close();
  }
}

async function receivedFirst(folder: string, first: LogPosition): Promise<EpochMs | undefined> {
  const files = new LogFiles(folder, () => undefined);
  try {
    return (await readWhole(files, first - 1))[0]?.receivedAt;
  } finally {
    await files.close();
  }
}

/** How far a log may go is not known from outside: a tick in the place of records that are not there means its end. */
async function readWhole(files: LogFiles, after: LogPosition): Promise<readonly LogRecord[]> {
  const records = await files.read(after, ENDLESS, READ_BYTES);
  return records[0]?.position === ENDLESS ? [] : records;
}
