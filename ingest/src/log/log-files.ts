import { type FileHandle, open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { type EpochMs, epochMs } from "@labcanary/domain/basics";
import type { LogPosition, LogRecord } from "@labcanary/domain/telemetry";
import { firstOfSegmentName, isSegmentHeader, readRecord, SEGMENT_HEADER_BYTES, segmentName } from "./segment.ts";

/** Positions that cannot be read any more: damaged on disk, or deleted while somebody still wanted them. */
export interface MissingRecords {
  readonly from: LogPosition;
  readonly to: LogPosition;
}

export async function listSegments(folder: string): Promise<readonly LogPosition[]> {
  const names = await readdir(folder);
  return names.flatMap((name) => firstOfSegmentName(name) ?? []).sort((a, b) => a - b);
}

interface Cursor {
  readonly file: FileHandle;
  /** Position of the segment's first record. */
  readonly first: LogPosition;
  /** The record that begins at `offset`. */
  position: LogPosition;
  offset: number;
}

interface Parsed {
  readonly records: readonly LogRecord[];
  /** Records of a newer release: each is left out by itself, and what comes after it is read. */
  readonly unknown: readonly LogPosition[];
  /** `none`: nothing whole in the bytes; `damaged`: what follows in this segment cannot be read. */
  readonly stopped: "none" | "damaged" | undefined;
}

/**
 * Reads records from the segment files, forwards from where it was left. One owner at a time.
 * What is damaged is stepped over to the next segment and told to `onMissing`; it is never made up and never a reason to stop.
 */
export class LogFiles {
  readonly #folder: string;
  readonly #onMissing: (missing: MissingRecords) => void;
  #cursor: Cursor | undefined;
  /** When the last record that was read was received. */
  #receivedAt: EpochMs = epochMs(0);

  constructor(folder: string, onMissing: (missing: MissingRecords) => void) {
    this.#folder = folder;
    this.#onMissing = onMissing;
  }

  /**
   * Records after `after` up to `durable`, at most about `maxBytes` of them and at least one if there is one. When none of them can be
   * read any more, a tick stands in the place of the last, so that the reader gets past them.
   */
  async read(after: LogPosition, durable: LogPosition, maxBytes: number): Promise<readonly LogRecord[]> {
    let size = maxBytes;
    for (let wanted = after + 1; wanted <= durable; ) {
      const cursor = await this.#seek(wanted, durable);
      if (cursor === undefined) {
        this.#onMissing({ from: wanted, to: durable });
        break;
      }
      wanted = Math.max(wanted, cursor.first);
      const bytes = Buffer.allocUnsafe(size);
      const { bytesRead } = await cursor.file.read(bytes, 0, size, cursor.offset);
      const { records, unknown, stopped } = parse(bytes.subarray(0, bytesRead), cursor, wanted, durable);
      for (const position of unknown) this.#onMissing({ from: position, to: position });
      if (unknown.length > 0) wanted = Math.max(wanted, cursor.position);
      const newest = records.at(-1);
      if (newest !== undefined) {
        this.#receivedAt = newest.receivedAt;
        return records;
      }
      if (stopped === "none" && bytesRead === size) size *= 2;
      else if (stopped !== undefined) wanted = await this.#leaveSegment(cursor, wanted, durable);
    }
    return after >= durable ? [] : [{ kind: "tick", position: durable, receivedAt: this.#receivedAt }];
  }

  async close(): Promise<void> {
    const cursor = this.#cursor;
    this.#cursor = undefined;
    await cursor?.file.close();
  }

  async #seek(wanted: LogPosition, durable: LogPosition): Promise<Cursor | undefined> {
    if (this.#cursor !== undefined && this.#cursor.position <= wanted) return this.#cursor;
    await this.close();
    const segments = await listSegments(this.#folder);
    const first = segments.findLast((start) => start <= wanted) ?? segments.find((start) => start <= durable);
    if (first === undefined) return undefined;
    if (first > wanted) this.#onMissing({ from: wanted, to: first - 1 });
    const file = await open(join(this.#folder, segmentName(first)), "r");
    this.#cursor = { file, first, position: first, offset: SEGMENT_HEADER_BYTES };
    const header = Buffer.alloc(SEGMENT_HEADER_BYTES);
    await file.read(header, 0, header.length, 0);
    // A header that is none: leave at once, as if the first record were damaged.
    if (!isSegmentHeader(header, first)) this.#cursor.offset = (await file.stat()).size;
    return this.#cursor;
  }

  /** The segment holds nothing more that can be read: the next one follows, and what is between the two is missing. */
  async #leaveSegment(cursor: Cursor, wanted: LogPosition, durable: LogPosition): Promise<LogPosition> {
    const segments = await listSegments(this.#folder);
    const next = segments.find((start) => start > cursor.first) ?? durable + 1;
    await this.close();
    const from = Math.max(wanted, cursor.position);
    if (next > from) this.#onMissing({ from, to: next - 1 });
    return Math.max(wanted, next);
  }
}

/** Takes the whole records out of `bytes`, moving the cursor past them; those before `wanted` are stepped over. */
function parse(bytes: Buffer, cursor: Cursor, wanted: LogPosition, durable: LogPosition): Parsed {
  const records: LogRecord[] = [];
  const unknown: LogPosition[] = [];
  let offset = 0;
  while (cursor.position <= durable) {
    const found = readRecord(bytes, offset, cursor.position);
    if (found === "damaged") return { records, unknown, stopped: "damaged" };
    if (found === "short") return { records, unknown, stopped: offset === 0 ? "none" : undefined };
    if (cursor.position >= wanted) {
      if (found.record === undefined) unknown.push(cursor.position);
      else records.push(found.record);
    }
    cursor.offset += found.end - offset;
    cursor.position++;
    offset = found.end;
  }
  return { records, unknown, stopped: undefined };
}
