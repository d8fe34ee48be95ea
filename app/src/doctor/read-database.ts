import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";

/** Longest wait for a lock, ms (chosen: well within what a check may take). */
const BUSY_TIMEOUT_MS = 1000;

/**
 * Reads from a database of the platform and leaves nothing behind. A reader of a database in WAL mode that nobody has open would make
 * its `-wal` and `-shm` files, as whoever asks: asked by root, the platform could not open them afterwards. Where there is no `-wal`
 * nothing is missing from the file itself, and it is read as it is (`immutable`, sqlite.org/uri.html).
 */
export function readDatabase<T>(file: string, read: (database: DatabaseSync) => T): T {
  const address = pathToFileURL(file);
  address.searchParams.set("mode", "ro");
  if (!existsSync(`${file}-wal`)) address.searchParams.set("immutable", "1");
  const database = new DatabaseSync(address, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  try {
    return read(database);
  } finally {
    database.close();
  }
}
