import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Chosen: a writer waits this long for another connection's transaction; retention holds one for a few milliseconds. */
const BUSY_TIMEOUT_MS = 2000;
/** Chosen: keeps the b-tree leaves of some 10 000 signals in memory. Negative: KiB. */
const CACHE_KIB = -65_536;

/**
 * `sample`: one row per point; `tie` is 0–999,999 ns after `at`, since 64-bit nanoseconds do not fit a JavaScript number;
 * `device_at` is the device's own time where it was not believed. `value` is NULL where the device could not measure; `quality` holds the
 * number of the quality and 16 times that of the state. `rollup_*`: one row per signal and bucket; `last_offset` is the time of `last` in
 * nanoseconds after the start of its bucket, so a late point does not replace it.
 */
const rollupTable = (name: string): string => `
  CREATE TABLE IF NOT EXISTS ${name} (
    signal INTEGER NOT NULL, at INTEGER NOT NULL, min REAL NOT NULL, max REAL NOT NULL, sum REAL NOT NULL, count INTEGER NOT NULL,
    last REAL NOT NULL, last_offset INTEGER NOT NULL, PRIMARY KEY (signal, at)
  ) WITHOUT ROWID, STRICT;`;
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS signal (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE IF NOT EXISTS sample (
    signal INTEGER NOT NULL, at INTEGER NOT NULL, tie INTEGER NOT NULL, received INTEGER NOT NULL, device_at INTEGER,
    value REAL, quality INTEGER NOT NULL, PRIMARY KEY (signal, at, tie)
  ) WITHOUT ROWID, STRICT;
  CREATE TABLE IF NOT EXISTS probe (id INTEGER PRIMARY KEY CHECK (id = 1), at INTEGER NOT NULL) STRICT;
  ${rollupTable("rollup_1m")}
  ${rollupTable("rollup_1h")}`;

const PAGE_BYTES = 4096;
/** Chosen: 64 MB of write-ahead log; pages written again and again reach the file once. SQLite's 4 MB costs a third of the speed. */
const CHECKPOINT_PAGES = 16_384;

/**
 * Opens the file, making folder and tables as needed. A commit is on disk when it returns (WAL with synchronous=FULL). With
 * `maxBytes` a transaction that would make the file larger fails as on a full disk.
 */
export function openDatabase(file: string, maxBytes?: number): DatabaseSync {
  mkdirSync(dirname(file), { recursive: true });
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    database.exec(`
      PRAGMA page_size = ${PAGE_BYTES}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
      PRAGMA cache_size = ${CACHE_KIB}; PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    if (maxBytes !== undefined) database.exec(`PRAGMA max_page_count = ${Math.floor(maxBytes / PAGE_BYTES)}`);
    database.exec(SCHEMA);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Runs `work` in one transaction: all of it is durable on return, or none of it happened and the error is thrown on. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}
