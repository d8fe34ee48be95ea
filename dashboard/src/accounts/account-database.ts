import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** A command and the running server write the same file; neither holds it for longer than one statement (chosen: 5 s). */
const BUSY_TIMEOUT_MS = 5000;

/** What files of earlier releases lack, by table. */
const LATER_COLUMNS: readonly (readonly [table: string, column: string, type: string])[] = [
  ["user", "zones", "TEXT"],
  ["user", "signed_in_at", "INTEGER"],
  ["user", "totp_secret", "TEXT"],
  ["user", "totp_step", "INTEGER"],
  ["user", "sso_subject", "TEXT"],
  ["user", "sso_allowed", "INTEGER NOT NULL DEFAULT 0"],
  ["user", "sso_mapped", "INTEGER NOT NULL DEFAULT 0"],
  ["session", "via", "TEXT NOT NULL DEFAULT 'password'"],
  ["session", "from_address", "TEXT"],
  ["session", "agent", "TEXT"],
];

/**
 * Opens the file that holds people, their sessions, the tokens of programs, what wrong passwords and codes were tried of late, and what of
 * all this is still to be journaled, making it on first use. Readable by the platform's own account only: it holds the secrets of second factors.
 */
export function openAccountDatabase(dataFolder: string): DatabaseSync {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const file = join(dataFolder, "accounts.sqlite");
  // Also in a folder that was there before; what SQLite puts beside it has the same rights.
  closeSync(openSync(file, "a", 0o600));
  for (const each of [file, `${file}-wal`, `${file}-shm`]) if (existsSync(each)) chmodSync(each, 0o600);
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    CREATE TABLE IF NOT EXISTS user (
      name TEXT PRIMARY KEY,
      role TEXT NOT NULL,
      password_hash TEXT NOT NULL,
      zones TEXT
    ) STRICT;
    CREATE TABLE IF NOT EXISTS session (
      token_hash TEXT PRIMARY KEY,
      user_name TEXT REFERENCES user (name) ON DELETE CASCADE,
      granted_role TEXT,
      created_at INTEGER NOT NULL,
      used_at INTEGER NOT NULL,
      CHECK ((user_name IS NULL) <> (granted_role IS NULL))
    ) STRICT;
    CREATE TABLE IF NOT EXISTS api_token (
      token_hash TEXT PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      issued_by TEXT NOT NULL REFERENCES user (name) ON DELETE CASCADE,
      role TEXT NOT NULL,
      zones TEXT,
      created_at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL,
      used_at INTEGER
    ) STRICT;
    CREATE TABLE IF NOT EXISTS recovery_code (
      user_name TEXT NOT NULL REFERENCES user (name) ON DELETE CASCADE,
      code_hash TEXT NOT NULL,
      PRIMARY KEY (user_name, code_hash)
    ) STRICT;
    CREATE TABLE IF NOT EXISTS wrong_code (
      user_name TEXT PRIMARY KEY REFERENCES user (name) ON DELETE CASCADE,
      count INTEGER NOT NULL,
      at INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS attempt (
      key TEXT PRIMARY KEY,
      count INTEGER NOT NULL,
      since INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS attempt_since ON attempt (since);
    CREATE TABLE IF NOT EXISTS change_note (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      kind TEXT NOT NULL,
      actor TEXT NOT NULL,
      detail TEXT NOT NULL
    ) STRICT;
  `);
  for (const [table, column, type] of LATER_COLUMNS) {
    const columns = database.prepare("SELECT name FROM pragma_table_info(?)").all(table) as { readonly name: string }[];
    if (!columns.some(({ name }) => name === column)) database.exec(`ALTER TABLE ${table} ADD COLUMN ${column} ${type}`);
  }
  return database;
}

/** Carries the work out whole or not at all. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    database.exec("ROLLBACK");
    throw error;
  }
}
