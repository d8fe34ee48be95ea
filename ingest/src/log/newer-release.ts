import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { LogPosition } from "@labcanary/domain/telemetry";
import { listSegments } from "./log-files.ts";
import { isSegmentHeader, readRecord, SEGMENT_HEADER_BYTES, segmentName } from "./segment.ts";

export const LOG_ERRORS = {
  LOG_OF_NEWER_RELEASE: "the accepted log holds a record of a newer release, which this one cannot read",
} as const;

class NewerLogError extends Error {
  readonly code = "LOG_OF_NEWER_RELEASE" satisfies keyof typeof LOG_ERRORS;

  constructor(path: string, position: LogPosition) {
    super(
      `${LOG_ERRORS.LOG_OF_NEWER_RELEASE}: record ${position} in ${path}. Start the release that wrote it, or a newer one, on this data ` +
        "folder; nothing was cut off or changed. (LOG_OF_NEWER_RELEASE)",
    );
    this.name = "NewerLogError";
  }
}

/**
 * Throws LOG_OF_NEWER_RELEASE, with nothing changed, when a record after `after` is of a kind unknown here: what it says would be left out
 * of what the rules know.
 */
export async function refuseNewer(folder: string, after: LogPosition): Promise<void> {
  const segments = await listSegments(folder);
  const from = segments.findLast((first) => first <= after + 1) ?? 0;
  for (const first of segments.filter((each) => each >= from)) {
    const path = join(folder, segmentName(first));
    const bytes = await readFile(path);
    if (!isSegmentHeader(bytes.subarray(0, SEGMENT_HEADER_BYTES), first)) continue;
    let position = first;
    for (let found = readRecord(bytes, SEGMENT_HEADER_BYTES, position); typeof found === "object"; position++) {
      if (found.record === undefined && position > after) throw new NewerLogError(path, position);
      found = readRecord(bytes, found.end, position + 1);
    }
  }
}
