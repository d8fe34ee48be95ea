import { type FileHandle, readdir } from "node:fs/promises";
import { hours } from "@labcanary/domain/basics";
import type { SystemCondition } from "@labcanary/domain/messages";
import type { AcceptRefusal } from "@labcanary/domain/ports";
import type { LogPosition, LogRecord, NewLogRecord } from "@labcanary/domain/telemetry";
import { onTestFinished } from "vitest";
import { type AcceptedLogOptions, type OpenLog, openAcceptedLog } from "../../ingest/src/log/accepted-log.ts";
import { LogFiles, type MissingRecords } from "../../ingest/src/log/log-files.ts";
import { durableOf } from "../../ingest/src/log/shared-log.ts";
import { createSettableClock } from "./clock.ts";
import { temporaryFolder } from "./files.ts";
import { createTestLogger, createTestMetrics } from "./observing.ts";

const MIB = 2 ** 20;

/** A log of its own, closed with the test. */
export async function opened(over: Partial<AcceptedLogOptions> = {}, openSegment?: (path: string) => Promise<FileHandle>) {
  const folder = over.folder ?? temporaryFolder();
  const clock = createSettableClock();
  const conditions: SystemCondition[] = [];
  const log = await openAcceptedLog(
    { segmentBytes: MIB, budgetBytes: 64 * MIB, forensicWindow: hours(24), ...over, folder },
    {
      clock,
      logger: createTestLogger(),
      metrics: createTestMetrics(),
      conditions: { takeSystemCondition: (condition) => void conditions.push(condition) },
      ...(openSegment === undefined ? {} : { open: openSegment }),
    },
  );
  onTestFinished(() => log.close());
  const atOpening = conditions.splice(0);
  return { folder, clock, atOpening, conditions, log };
}

export const frame = (payload: string, deviceId = "cab-17"): NewLogRecord => ({
  kind: "frame",
  frame: {
    deviceId,
    topic: `v1/devices/${deviceId}/telemetry`,
    payload: Buffer.from(payload),
    qos: 1,
    retain: false,
    duplicate: false,
  },
});

export function append(log: OpenLog, record: NewLogRecord): Promise<LogPosition | AcceptRefusal> {
  return new Promise((resolve) => log.append(record, (outcome) => resolve(outcome.ok ? outcome.value : outcome.error)));
}

export const appendAll = (log: OpenLog, records: readonly NewLogRecord[]) => Promise.all(records.map((record) => append(log, record)));

export async function readAll(log: Pick<OpenLog, "read">, after = 0, maxBytes = 4096): Promise<LogRecord[]> {
  const all: LogRecord[] = [];
  for (;;) {
    const records = await log.read(all.at(-1)?.position ?? after, maxBytes);
    if (records.length === 0) return all;
    all.push(...records);
  }
}

export const said = (record: LogRecord): string => (record.kind === "frame" ? Buffer.from(record.frame.payload).toString() : record.kind);

/** Reads past the memory of the log, as another thread does. */
export function fromFiles(folder: string, log: OpenLog) {
  const missing: MissingRecords[] = [];
  const files = new LogFiles(folder, (gap) => missing.push(gap));
  onTestFinished(() => files.close());
  return { missing, read: (after: LogPosition, maxBytes: number) => files.read(after, durableOf(log.shared), maxBytes) };
}

export const segmentsOf = async (folder: string): Promise<string[]> =>
  (await readdir(folder)).filter((name) => name.endsWith(".log")).sort();
