import { closeSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Longest wait for a lock, ms: whoever comes first after a kill recovers what was left meanwhile (chosen). */
export const BUSY_TIMEOUT_MS = 5000;

/** What may have to be forgotten, and so is not in the journal; and how far custody was compared, which is nobody's act. */
export const databaseFile = (dataFolder: string): string => join(dataFolder, "governance.sqlite");

/** The file while the service runs. */
export interface KeptApart {
  open(): void;
  /** Throws while it is not open. */
  database(): DatabaseSync;
  close(): void;
}

export function createKeptApart(dataFolder: string): KeptApart {
  let database: DatabaseSync | undefined;
  return {
    open() {
      database = openDatabase(dataFolder);
    },
    database() {
      if (database === undefined) throw new Error("governance is not started");
      return database;
    },
    close() {
      database?.close();
      database = undefined;
    },
  };
}

/** Opens the file, making it where it is missing, readable by its owner only. What is deleted is overwritten (`secure_delete`). */
function openDatabase(dataFolder: string): DatabaseSync {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const file = databaseFile(dataFolder);
  closeSync(openSync(file, "a", 0o600));
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  database.exec("PRAGMA secure_delete = ON; PRAGMA synchronous = FULL;");
  database.exec("CREATE TABLE IF NOT EXISTS reporter_contacts (key TEXT PRIMARY KEY, contact TEXT NOT NULL) STRICT");
  database.exec("CREATE TABLE IF NOT EXISTS custody_compared (cabinet TEXT PRIMARY KEY, until INTEGER NOT NULL) STRICT");
  return database;
}
