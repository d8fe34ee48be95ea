import type { DatabaseSync } from "node:sqlite";

/**
 * What is to be told to whom, and what became of it. `outbox.open` is 1 until somebody acknowledged the alarm, and again of those called for help then. `outbox.next_at` is 0 once
 * the time has come, so that the gravest of many thousand is found without looking at those still to come. `address` is a hash: it tells
 * whether an address is still the one that was tried. `presence` has one line at most, the question that nobody has answered.
 */
const TABLES = `
CREATE TABLE IF NOT EXISTS outbox (
  id TEXT PRIMARY KEY,
  alarm_id TEXT NOT NULL,
  step TEXT NOT NULL,
  person_id TEXT NOT NULL,
  channel TEXT NOT NULL,
  escalated INTEGER NOT NULL,
  gravity INTEGER NOT NULL,
  raised_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  next_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'accepted', 'failed', 'cancelled')),
  attempts INTEGER NOT NULL DEFAULT 0,
  reported TEXT NOT NULL DEFAULT '',
  open INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE TABLE IF NOT EXISTS deliveries (
  notification_id TEXT NOT NULL,
  channel TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('trying', 'accepted', 'delivered', 'read', 'unproven', 'passed-over', 'failed')),
  attempts INTEGER NOT NULL DEFAULT 0,
  at INTEGER NOT NULL,
  reason TEXT,
  reported TEXT NOT NULL DEFAULT '',
  address TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (notification_id, channel)
) STRICT;
CREATE TABLE IF NOT EXISTS sent_messages (
  id TEXT NOT NULL,
  channel TEXT NOT NULL,
  recipient TEXT NOT NULL,
  address TEXT NOT NULL DEFAULT '',
  zone_id TEXT NOT NULL,
  life_safety INTEGER NOT NULL,
  drill INTEGER NOT NULL DEFAULT 0,
  at INTEGER NOT NULL,
  PRIMARY KEY (id, channel)
) STRICT;
CREATE TABLE IF NOT EXISTS shared_messages (
  notification_id TEXT NOT NULL,
  channel TEXT NOT NULL,
  message_id TEXT NOT NULL,
  PRIMARY KEY (notification_id, channel)
) STRICT;
CREATE TABLE IF NOT EXISTS contact_standings (
  person_id TEXT NOT NULL,
  channel TEXT NOT NULL,
  address TEXT NOT NULL,
  proven_at INTEGER,
  test_id TEXT,
  test_at INTEGER,
  PRIMARY KEY (person_id, channel, address)
) STRICT;
CREATE TABLE IF NOT EXISTS presence (
  id TEXT PRIMARY KEY,
  asked_at INTEGER NOT NULL,
  answer_by INTEGER NOT NULL,
  missed INTEGER NOT NULL,
  unattended INTEGER NOT NULL,
  alarms TEXT NOT NULL
) STRICT;
`;

/**
 * Columns the outbox got with channels other than text messages. `round`: the alarm's id as the notification's has it. `telling`: 2 and
 * more of a step told again. `allowed`: the channels the step names, as JSON. `chosen`: `channel` is the one to be used, and no longer
 * only the one to be expected. `ways_left`: whether there are others. `resolved`: whom the step tells was looked up when it was due.
 * `test`: the commissioning test its alarm was one of when it was planned. `best`: proof so far. `proof_at`: when the channel's time for its proof is over. `at`: of the last change of `state`.
 */
const ADDED_COLUMNS: Readonly<Record<string, string>> = {
  kind: "TEXT NOT NULL DEFAULT 'alarm'",
  role: "TEXT NOT NULL DEFAULT ''",
  round: "TEXT NOT NULL DEFAULT ''",
  telling: "INTEGER NOT NULL DEFAULT 1",
  last: "INTEGER NOT NULL DEFAULT 0",
  proof: "TEXT NOT NULL DEFAULT 'delivered'",
  proof_within: "INTEGER",
  allowed: "TEXT",
  chosen: "INTEGER NOT NULL DEFAULT 0",
  ways_left: "INTEGER NOT NULL DEFAULT 0",
  resolved: "INTEGER NOT NULL DEFAULT 0",
  best: "TEXT",
  proof_at: "INTEGER",
  unproven: "INTEGER NOT NULL DEFAULT 0",
  reason: "TEXT",
  at: "INTEGER NOT NULL DEFAULT 0",
  test: "TEXT",
};

/** What a database of the one channel there was has besides, in the words of the many. */
const FROM_ONE_CHANNEL = `
UPDATE outbox SET
  role = step,
  round = substr(id, 1, length(id) - length(step) - length(person_id) - 2),
  best = CASE WHEN ',' || reported || ',' LIKE '%,delivered,%' THEN 'delivered' WHEN state = 'accepted' THEN 'accepted' END,
  resolved = state <> 'waiting' OR attempts > 0,
  at = due_at;
INSERT INTO deliveries (notification_id, channel, state, attempts, at, reported)
  SELECT id, channel,
         CASE WHEN best IS NOT NULL THEN best WHEN state = 'failed' THEN 'failed' ELSE 'trying' END,
         attempts, due_at, reported
  FROM outbox WHERE attempts > 0;
`;

const INDEXES = `
DROP INDEX IF EXISTS outbox_waiting;
DROP INDEX IF EXISTS outbox_ready;
CREATE INDEX IF NOT EXISTS outbox_unchosen ON outbox (gravity, raised_at DESC, due_at) WHERE state = 'waiting' AND next_at = 0 AND chosen = 0;
CREATE INDEX IF NOT EXISTS outbox_chosen ON outbox (channel, gravity, raised_at DESC, due_at)
  WHERE state = 'waiting' AND next_at = 0 AND chosen = 1;
CREATE INDEX IF NOT EXISTS outbox_to_come ON outbox (next_at) WHERE state = 'waiting' AND next_at > 0;
CREATE INDEX IF NOT EXISTS outbox_unsettled ON outbox (state) WHERE state IN ('waiting', 'sending');
CREATE INDEX IF NOT EXISTS outbox_alarm ON outbox (alarm_id);
CREATE INDEX IF NOT EXISTS outbox_open ON outbox (state, attempts) WHERE open = 1;
CREATE INDEX IF NOT EXISTS outbox_unproven ON outbox (proof_at) WHERE proof_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS outbox_last ON outbox (resolved) WHERE last = 1 AND open = 1;
CREATE INDEX IF NOT EXISTS outbox_settled ON outbox (at) WHERE open = 0 AND state IN ('accepted', 'failed', 'cancelled');
CREATE INDEX IF NOT EXISTS sent_messages_recipient ON sent_messages (recipient, at);
CREATE INDEX IF NOT EXISTS sent_messages_at ON sent_messages (at);
CREATE INDEX IF NOT EXISTS sent_messages_channel ON sent_messages (channel, at);
CREATE INDEX IF NOT EXISTS sent_messages_address ON sent_messages (channel, address, at);
CREATE INDEX IF NOT EXISTS shared_messages_message ON shared_messages (message_id, channel);
`;

/** Makes what is missing, and takes over what a database has that knew text messages only. */
export function prepareNotificationTables(database: DatabaseSync): void {
  database.exec(TABLES);
  const present = new Set(
    database
      .prepare("SELECT name FROM pragma_table_info('outbox')")
      .all()
      .map(({ name }) => String(name)),
  );
  const missing = Object.entries(ADDED_COLUMNS).filter(([name]) => !present.has(name));
  for (const [name, type] of missing) database.exec(`ALTER TABLE outbox ADD COLUMN ${name} ${type}`);
  if (!present.has("round")) database.exec(FROM_ONE_CHANNEL);
  const former = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'sent_texts'").get();
  if (former !== undefined) {
    database.exec(`
      INSERT INTO sent_messages (id, channel, recipient, zone_id, life_safety, at)
        SELECT id, 'sms', recipient, zone_id, life_safety, at FROM sent_texts;
      INSERT INTO shared_messages (notification_id, channel, message_id) SELECT notification_id, 'sms', text_id FROM shared_texts;
      DROP TABLE sent_texts;
      DROP TABLE shared_texts;
    `);
  }
  database.exec(INDEXES);
}
