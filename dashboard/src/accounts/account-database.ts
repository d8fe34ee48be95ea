import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** A command and the running server write the same file; neither holds it for longer than one statement (chosen: 5 s). */
const BUSY_TIMEOUT_MS = 5000;

/** Opens the file that holds people and their sessions, making it on first use. Readable by the platform's own account only. */
export function openAccountDatabase(dataFolder: string): DatabaseSync {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(join(dataFolder, "accounts.sqlite"), { timeout: BUSY_TIMEOUT_MS });
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
  `);
  // Files of releases before people could be limited to zones have no such column.
  const columns = database.prepare("SELECT name FROM pragma_table_info('user')").all() as { readonly name: string }[];
  if (!columns.some(({ name }) => name === "zones")) database.exec("ALTER TABLE user ADD COLUMN zones TEXT");
  return database;
}
