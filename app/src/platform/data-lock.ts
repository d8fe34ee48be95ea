import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Service } from "@labcanary/domain/ports";

export const DATA_LOCK_ERRORS = {
  DATA_IN_USE: "another platform runs on the data folder; two would give out the same positions and send every text twice",
} as const;

class DataInUseError extends Error {
  readonly code = "DATA_IN_USE" satisfies keyof typeof DATA_LOCK_ERRORS;

  constructor(dataFolder: string) {
    super(
      `${DATA_LOCK_ERRORS.DATA_IN_USE}: ${dataFolder}. Stop it, or give this one another folder with --data or LABCANARY_DATA. (DATA_IN_USE)`,
    );
    this.name = "DataInUseError";
  }
}

/** SQLite's result code for a lock somebody else holds (sqlite.org/rescode.html#busy). */
const SQLITE_BUSY = 5;

/**
 * Holds the data folder while it runs: a second platform on it does not start. What holds it is a transaction on an empty database, so the
 * operating system lets go of it with the process, however that ends. Commands that only read, or replace a file whole, mind no lock.
 */
export function createDataLock(dataFolder: string): Service {
  let held: DatabaseSync | undefined;
  return {
    name: "data-lock",
    async start() {
      mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
      const database = new DatabaseSync(join(dataFolder, "lock"), { timeout: 0 });
      try {
        database.exec("BEGIN EXCLUSIVE");
      } catch (error) {
        database.close();
        throw (error as { errcode?: number }).errcode === SQLITE_BUSY ? new DataInUseError(dataFolder) : error;
      }
      held = database;
    },
    async stop() {
      held?.close();
      held = undefined;
    },
  };
}
