import { open, readFile, stat, truncate, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type EpochMs, epochMs } from "@labcanary/domain/basics";
import type { LogPosition } from "@labcanary/domain/telemetry";
import { listSegments } from "./log-files.ts";
import { isSegmentHeader, readRecord, SEGMENT_HEADER_BYTES, segmentName } from "./segment.ts";

export interface RepairedTail {
  /** Position of the last whole record; 0 in an empty log. */
  readonly last: LogPosition;
  /** When that was received; 0 in an empty log. */
  readonly receivedAt: EpochMs;
  readonly cutBytes: number;
  /** Where the cut bytes were put. */
  readonly keptAside?: string;
}

/**
 * Makes the log end with a whole record. What a crash left after the last one was never acknowledged; it is cut off all the same only
 * after a copy was put aside, since only a person can tell a torn tail from a damaged disk. A record of a
 * newer release is whole.
 */
export async function repairTail(folder: string): Promise<RepairedTail> {
  let cutBytes = 0;
  let keptAside: string | undefined;
  const segments = [...(await listSegments(folder))];
  for (let first = segments.pop(); first !== undefined; first = segments.pop()) {
    const path = join(folder, segmentName(first));
    const whole = await scan(path, first);
    const { size } = await stat(path);
    if (size > whole.end) {
      cutBytes += size - whole.end;
      keptAside = `${path}.torn`;
      await writeFile(keptAside, (await readFile(path)).subarray(whole.end));
      await cut(path, whole.end);
    }
    if (whole.last >= first)
      return { last: whole.last, receivedAt: whole.receivedAt, cutBytes, ...(keptAside === undefined ? {} : { keptAside }) };
    // Nothing whole in it: the record before the segment is the last one, and the segment begins anew. Where the one before it goes on
    // past its beginning it was never used, and would hide what the other holds.
    if (whole.end === 0 || segments.length > 0) await unlink(path);
    if (segments.length === 0)
      return { last: first - 1, receivedAt: epochMs(0), cutBytes, ...(keptAside === undefined ? {} : { keptAside }) };
  }
  return { last: 0, receivedAt: epochMs(0), cutBytes };
}

async function scan(path: string, first: LogPosition): Promise<{ last: LogPosition; receivedAt: EpochMs; end: number }> {
  const bytes = await readFile(path);
  if (!isSegmentHeader(bytes.subarray(0, SEGMENT_HEADER_BYTES), first)) return { last: first - 1, receivedAt: epochMs(0), end: 0 };
  let last = first - 1;
  let receivedAt = epochMs(0);
  let end = SEGMENT_HEADER_BYTES;
  for (;;) {
    const found = readRecord(bytes, end, last + 1);
    if (found === "short" || found === "damaged") return { last, receivedAt, end };
    receivedAt = found.receivedAt;
    end = found.end;
    last++;
  }
}

async function cut(path: string, length: number): Promise<void> {
  await truncate(path, length);
  const file = await open(path, "r+");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
