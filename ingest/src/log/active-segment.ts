import { type FileHandle, open as openFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { LogPosition } from "@labcanary/domain/telemetry";
import { syncFolder } from "./position-file.ts";
import { SEGMENT_HEADER_BYTES, segmentHeader, segmentName } from "./segment.ts";

/** What a segment needs of its file. */
export type SegmentFile = Pick<FileHandle, "write" | "datasync" | "truncate" | "sync" | "close">;

/** Opens a segment for writing; a test stands a failing disk in for it, a rehearsal one it need not wait for. */
export type OpenSegment = (path: string, flags: "w") => Promise<SegmentFile>;

/** Written and cut off again before a disk that refused a write is trusted anew. Chosen: room for a commit of usual size. */
const PROBE = Buffer.alloc(64 * 1024);

/** The segment that is written to. What is in it up to `size` is durable. */
export class ActiveSegment {
  readonly first: LogPosition;
  readonly #file: SegmentFile;
  #size = SEGMENT_HEADER_BYTES;

  private constructor(first: LogPosition, file: SegmentFile) {
    this.first = first;
    this.#file = file;
  }

  /** Begins a segment, over an empty one of the same name. Nothing of it is left where that fails. */
  static async begin(folder: string, first: LogPosition, open: OpenSegment = openFile): Promise<ActiveSegment> {
    const path = join(folder, segmentName(first));
    const file = await open(path, "w");
    try {
      await writeWhole(file, segmentHeader(first), SEGMENT_HEADER_BYTES, 0);
      await file.datasync();
      await syncFolder(folder);
    } catch (error) {
      await file.close();
      // Left there it would hide the records that go on in the segment before it.
      await rm(path, { force: true });
      throw error;
    }
    return new ActiveSegment(first, file);
  }

  get size(): number {
    return this.#size;
  }

  /** Durable on return. When it throws, {@link recover} must succeed before anything more is appended. */
  async append(bytes: Buffer, length: number): Promise<void> {
    await writeWhole(this.#file, bytes, length, this.#size);
    await this.#file.datasync();
    this.#size += length;
  }

  /** Cuts the file back to what is durable, and tries whether the disk takes anything. */
  async recover(): Promise<void> {
    await this.#file.truncate(this.#size);
    await writeWhole(this.#file, PROBE, PROBE.length, this.#size);
    await this.#file.datasync();
    await this.#file.truncate(this.#size);
    await this.#file.sync();
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

async function writeWhole(file: SegmentFile, bytes: Buffer, length: number, at: number): Promise<void> {
  const { bytesWritten } = await file.write(bytes, 0, length, at);
  if (bytesWritten < length) throw new Error(`only ${bytesWritten} of ${length} bytes were written`);
}
