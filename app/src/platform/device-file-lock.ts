import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type DurationMs, seconds } from "@labcanary/domain/basics";

export const DEVICE_FILE_ERRORS = {
  DEVICE_FILE_BUSY: "another process is changing the devices' tokens; nothing was changed. Wait until it is done, and do it again",
} as const;

export class DeviceFileBusyError extends Error {
  readonly code = "DEVICE_FILE_BUSY" satisfies keyof typeof DEVICE_FILE_ERRORS;

  constructor(file: string) {
    super(`${DEVICE_FILE_ERRORS.DEVICE_FILE_BUSY}: ${file}. (DEVICE_FILE_BUSY)`);
    this.name = "DeviceFileBusyError";
  }
}

/** SQLite's result code for a lock somebody else holds (sqlite.org/rescode.html#busy). */
const SQLITE_BUSY = 5;

/** Chosen: a change takes milliseconds, of ten thousand devices less than a second; the platform does nothing else while it waits. */
const MOST_WAIT = seconds(2);

/**
 * Runs a change of a file that several processes change, one after the other, over `file.lock`. What holds it is a transaction on an empty
 * database, so the operating system lets go of it with the process, however that ends. Throws DEVICE_FILE_BUSY, having run nothing.
 */
export function withFileLock<T>(file: string, run: () => T, mostWait: DurationMs = MOST_WAIT): T {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(`${file}.lock`, { timeout: mostWait });
  try {
    take(database, file);
    return run();
  } finally {
    database.close();
  }
}

function take(database: DatabaseSync, file: string): void {
  try {
    database.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    throw (error as { errcode?: number }).errcode === SQLITE_BUSY ? new DeviceFileBusyError(file) : error;
  }
}
