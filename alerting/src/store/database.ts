import { closeSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { preparePeopleTables } from "../people/person-keys.ts";
import { preparePhotoIndexes } from "../people/photo-indexes.ts";
import { prepareNotificationTables } from "./notification-schema.ts";

/**
 * `alarms` holds the alarm as JSON in `body`; the other columns are what it is found by. `journal` is append-only: the triggers
 * stop a mistake of ours, the hash chain shows one of somebody else's.
 * `annunciations` of a database that had none yet are made from its alarms, other than those of tests.
 */
const SCHEMA = `
CREATE TABLE IF NOT EXISTS alarms (
  id TEXT PRIMARY KEY,
  code TEXT NOT NULL,
  annunciation TEXT NOT NULL,
  priority TEXT NOT NULL,
  signal TEXT,
  condition TEXT,
  condition_active INTEGER NOT NULL,
  raised_at INTEGER NOT NULL,
  raised_received_at INTEGER NOT NULL,
  cleared_at INTEGER,
  body TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS alarms_code ON alarms (code) WHERE annunciation <> 'normal';
CREATE INDEX IF NOT EXISTS alarms_annunciated ON alarms (raised_received_at DESC) WHERE annunciation <> 'normal';
CREATE INDEX IF NOT EXISTS alarms_received ON alarms (raised_received_at DESC);
CREATE INDEX IF NOT EXISTS alarms_signal ON alarms (signal, raised_at) WHERE signal IS NOT NULL;
CREATE INDEX IF NOT EXISTS alarms_shelved ON alarms (body ->> '$.shelved.until') WHERE body ->> '$.shelved.until' IS NOT NULL;
CREATE INDEX IF NOT EXISTS alarms_out_of_service ON alarms (body ->> '$.outOfService.until')
  WHERE body ->> '$.outOfService.until' IS NOT NULL AND annunciation <> 'normal';
CREATE INDEX IF NOT EXISTS alarms_suppressed ON alarms (body ->> '$.suppressed.since')
  WHERE body ->> '$.suppressed.since' IS NOT NULL AND annunciation <> 'normal';
CREATE INDEX IF NOT EXISTS alarms_tests ON alarms (body ->> '$.test') WHERE body ->> '$.test' IS NOT NULL AND annunciation <> 'normal';
CREATE INDEX IF NOT EXISTS alarms_beneath ON alarms (body ->> '$.parent')
  WHERE body ->> '$.parent' IS NOT NULL AND annunciation <> 'normal';
CREATE INDEX IF NOT EXISTS alarms_annunciated_signal ON alarms (signal, raised_at) WHERE signal IS NOT NULL AND annunciation <> 'normal';
CREATE INDEX IF NOT EXISTS alarms_cleared ON alarms (cleared_at);
CREATE INDEX IF NOT EXISTS alarms_condition ON alarms (condition) WHERE condition_active = 1 AND condition IS NOT NULL;
CREATE INDEX IF NOT EXISTS alarms_of_condition ON alarms (condition, raised_received_at) WHERE condition IS NOT NULL;

CREATE TABLE IF NOT EXISTS out_of_service (signal TEXT PRIMARY KEY, until INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS out_of_service_until ON out_of_service (until);

CREATE TABLE IF NOT EXISTS commissioning_tests (signal TEXT PRIMARY KEY, until INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS commissioning_proofs (signal TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS commissioning_unsigned (signal TEXT PRIMARY KEY, by TEXT NOT NULL, until INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS commissioning_gaps (signal TEXT PRIMARY KEY, gap TEXT NOT NULL, since INTEGER NOT NULL) STRICT;

CREATE TABLE IF NOT EXISTS journal (
  number INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  actor TEXT NOT NULL,
  alarm_id TEXT,
  detail TEXT NOT NULL,
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS journal_alarm ON journal (alarm_id, number) WHERE alarm_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS journal_at ON journal (at, number);
CREATE INDEX IF NOT EXISTS journal_replacements ON journal (detail ->> '$.signal', at) WHERE kind = 'device-replaced';
CREATE INDEX IF NOT EXISTS journal_suppressions ON journal (at) WHERE kind IN ('shelved', 'out-of-service');
CREATE INDEX IF NOT EXISTS journal_checked ON journal (number) WHERE kind = 'journal-checked';
CREATE INDEX IF NOT EXISTS journal_words_removed ON journal (number) WHERE kind = 'words-removed';
CREATE TRIGGER IF NOT EXISTS journal_no_update BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER IF NOT EXISTS journal_no_delete BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

CREATE TABLE IF NOT EXISTS rule_toggles (rule_id TEXT PRIMARY KEY, known TEXT NOT NULL, record TEXT, quiet_at INTEGER) STRICT;
CREATE INDEX IF NOT EXISTS rule_toggles_quiet ON rule_toggles (quiet_at) WHERE quiet_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS counted_occurrences (id TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS annunciations (alarm_id TEXT PRIMARY KEY, position TEXT NOT NULL, zone_id TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS annunciations_at ON annunciations (position, at);
CREATE INDEX IF NOT EXISTS annunciations_zone ON annunciations (position, zone_id, at);
CREATE TABLE IF NOT EXISTS floods (
  position TEXT NOT NULL,
  began_at INTEGER NOT NULL,
  first_at INTEGER NOT NULL,
  first_out TEXT NOT NULL,
  ended_at INTEGER
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS floods_current ON floods (position) WHERE ended_at IS NULL;
INSERT INTO annunciations (alarm_id, position, zone_id, at)
  SELECT id, 'security-centre', coalesce(body ->> '$.source.zoneId', ''), raised_received_at FROM alarms
  WHERE NOT EXISTS (SELECT 1 FROM annunciations) AND body ->> '$.test' IS NULL ORDER BY raised_received_at, rowid;

CREATE TABLE IF NOT EXISTS seen_conditions (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS seen_commands (id TEXT PRIMARY KEY, outcome TEXT NOT NULL, made TEXT) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS access_events (id TEXT PRIMARY KEY, device TEXT NOT NULL, at INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS access_events_device ON access_events (device, at);
CREATE INDEX IF NOT EXISTS access_events_at ON access_events (at);

CREATE TABLE IF NOT EXISTS reply_codes (
  notification_id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL,
  code TEXT NOT NULL,
  alarms TEXT NOT NULL,
  at INTEGER NOT NULL,
  tests TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE INDEX IF NOT EXISTS reply_codes_code ON reply_codes (code);
CREATE INDEX IF NOT EXISTS reply_codes_person ON reply_codes (person_id, alarms);
CREATE INDEX IF NOT EXISTS reply_codes_at ON reply_codes (at);
CREATE TABLE IF NOT EXISTS check_ins (id TEXT PRIMARY KEY, period TEXT NOT NULL, due_by INTEGER NOT NULL, ended INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE IF NOT EXISTS check_in_answers (
  id TEXT PRIMARY KEY,
  check_in TEXT NOT NULL,
  person_id TEXT NOT NULL,
  channel TEXT NOT NULL,
  at INTEGER NOT NULL,
  settled INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE IF NOT EXISTS wrong_replies (sender TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS wrong_replies_sender ON wrong_replies (sender, at);
CREATE TABLE IF NOT EXISTS locked_senders (sender TEXT PRIMARY KEY, until INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS reply_answers (
  id TEXT PRIMARY KEY,
  body TEXT NOT NULL,
  at INTEGER NOT NULL,
  next_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0
) STRICT;
`;

/**
 * Longest wait for a lock, ms: a verification reading beside us never holds one that long, and whoever comes first after a kill recovers what
 * was left meanwhile (chosen).
 */
export const BUSY_TIMEOUT_MS = 5000;

/**
 * Pages of the write-ahead log at which a commit carries them into the database by itself, where `checkpoint` does not come to it. Chosen:
 * 16 MB; SQLite's own 1,000 are reached by a dozen alarms, and one of those then waits for two more syncs and all these pages.
 */
const CHECKPOINT_PAGES = 4000;

/** Where alarms, journal and outbox live. */
export const databaseFile = (dataFolder: string): string => join(dataFolder, "alarms.sqlite");

/**
 * Opens the file, making it where it is missing, readable by its owner only. A commit is on disk when it returns (WAL,
 * `synchronous=FULL`).
 */
export function openDatabase(dataFolder: string): DatabaseSync {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const file = databaseFile(dataFolder);
  closeSync(openSync(file, "a", 0o600));
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};`);
    database.exec(SCHEMA);
    preparePeopleTables(database);
    preparePhotoIndexes(database);
    addMissingColumn(database, "legal_holds", "held_case", "TEXT NOT NULL DEFAULT ''");
    addMissingColumn(database, "reply_codes", "tests", "TEXT NOT NULL DEFAULT '{}'");
    addMissingColumn(database, "check_in_answers", "settled", "INTEGER NOT NULL DEFAULT 0");
    // Of commands from before it was kept, any other under their id counts as the same.
    addMissingColumn(database, "seen_commands", "made", "TEXT");
    inTransaction(database, () => prepareNotificationTables(database));
    // Of what was sent before it was told apart, none counts as a drill's: it is minutes until it is forgotten.
    addMissingColumn(database, "sent_messages", "drill", "INTEGER NOT NULL DEFAULT 0");
  } catch (error) {
    database.close();
    const { message, code } = error as NodeJS.ErrnoException;
    throw Object.assign(new Error(`${file} cannot be used: ${message}`, { cause: error }), { code });
  }
  return database;
}

/** Carries what was committed from the write-ahead log into the database, so that no commit has to; waits for nobody. Throws when the disk refuses. */
export const checkpoint = (database: DatabaseSync): void => database.exec("PRAGMA wal_checkpoint(PASSIVE)");

/** A database may be of a release whose table had no such column yet. */
function addMissingColumn(database: DatabaseSync, table: string, column: string, type: string): void {
  const known = database.prepare("SELECT 1 FROM pragma_table_info(?) WHERE name = ?").get(table, column);
  if (known === undefined) database.exec(`ALTER TABLE ${table} ADD COLUMN ${column} ${type}`);
}

/** All of the work is durable on return, or, when it throws, none of it happened. */
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
