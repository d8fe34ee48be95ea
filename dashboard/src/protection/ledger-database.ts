import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Longest wait for a lock, ms: whoever comes first after a kill recovers what was left meanwhile (chosen). */
const BUSY_TIMEOUT_MS = 5000;

/**
 * Opens the file in which is kept when which signal did not protect, making it on first use. A power cut may cost its last seconds, which
 * then count as time in which nobody watched.
 */
export function openLedgerDatabase(dataFolder: string): DatabaseSync {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(join(dataFolder, "protection.sqlite"), { timeout: BUSY_TIMEOUT_MS });
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS watch (
      from_at INTEGER NOT NULL,
      to_at INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS needed (
      signal TEXT PRIMARY KEY,
      since INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS loss (
      signal TEXT NOT NULL,
      loss TEXT NOT NULL,
      since INTEGER NOT NULL,
      until INTEGER,
      UNIQUE (signal, loss, since)
    ) STRICT;
    CREATE INDEX IF NOT EXISTS loss_until ON loss (until);
  `);
  return database;
}
