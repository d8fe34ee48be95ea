import { closeSync, ftruncateSync, openSync, writeSync } from "node:fs";
import type { OpenSegment } from "@labcanary/ingest";

/**
 * A segment of the accepted log that is written at once and never waits to be durable: for a rehearsal, of which nothing is kept. Nothing
 * else may use it: behind a PUBACK stands that the reading is on disk.
 */
export const openUnhurried: OpenSegment = async (path, flags) => {
  const descriptor = openSync(path, flags);
  return {
    write: (async (bytes: Buffer, offset: number, length: number, at: number) => ({
      bytesWritten: writeSync(descriptor, bytes, offset, length, at),
      buffer: bytes,
    })) as Awaited<ReturnType<OpenSegment>>["write"],
    async datasync() {},
    async sync() {},
    async truncate(length) {
      ftruncateSync(descriptor, length);
    },
    async close() {
      closeSync(descriptor);
    },
  };
};
