import type { DatabaseSync } from "node:sqlite";
import type { EpochMs } from "@labcanary/domain/basics";
import type { DeliveryReport, NotificationStep } from "@labcanary/domain/notification";

/** A notification as the outbox keeps it. Address and text are made when it is sent, from the site as it is then. */
export interface OutboxRow {
  readonly id: string;
  readonly alarmId: string;
  readonly step: NotificationStep;
  readonly personId: string;
  readonly escalated: boolean;
  readonly dueAt: EpochMs;
  readonly state: OutboxState;
  /** Attempts begun. */
  readonly attempts: number;
  /** Statuses reported so far. */
  readonly reported: readonly DeliveryReport["status"][];
}

/** `sending`: an attempt was begun and its outcome is not known; after a crash it is made again under the same id. */
export type OutboxState = "waiting" | "sending" | "accepted" | "failed" | "cancelled";

export interface NewOutboxRow {
  readonly id: string;
  readonly alarmId: string;
  readonly step: NotificationStep;
  readonly personId: string;
  readonly escalated: boolean;
  /** Place in the order of sending, the gravest first. */
  readonly gravity: number;
  readonly raisedAt: EpochMs;
  readonly dueAt: EpochMs;
  readonly state: "waiting" | "failed";
}

/** Writing happens within the transaction that is open. */
export interface OutboxTable {
  /** Ignores an id it has. */
  insert(row: NewOutboxRow): void;
  get(id: string): OutboxRow | undefined;
  /** Whether anything may be sent now. */
  isDue(now: EpochMs): boolean;
  /** What may be sent now: gravest first, among these the newest alarm first, of one alarm the earliest step first. */
  due(now: EpochMs, limit: number): readonly OutboxRow[];
  beginAttempt(id: string): void;
  /** The outcome of an attempt. A notification cancelled meanwhile stays so, unless the provider has taken it. */
  accept(id: string): void;
  retry(id: string, nextAt: EpochMs): void;
  fail(id: string): void;
  /** It may be sent, but not before `until`. */
  hold(id: string, until: EpochMs): void;
  addReport(id: string, status: DeliveryReport["status"]): void;
  /** Nobody need be told any more. Returns what was still to be sent. */
  cancelAlarm(alarmId: string): readonly string[];
  /** When nobody of the alarm's steps so far was reached, or is being reached, the next step is due now. */
  bringNextForward(alarmId: string, now: EpochMs): void;
  /** Lets everything that waits for another attempt go at once. */
  wake(now: EpochMs): void;
  /** Puts attempts whose outcome a crash has swallowed back in line, and returns them. */
  recoverInterrupted(now: EpochMs): readonly OutboxRow[];
  /** Moves what is to come by the span (negative: earlier). */
  shift(span: number): void;
  /** Due and not accepted yet. `held` wait their turn with a person who has had many texts, and do not count. */
  pending(now: EpochMs): { readonly count: number; readonly oldestDueAt?: EpochMs; readonly held: number };
  /** Whether there are any {@link troubled}; cheap, however many there are. */
  isTroubled(attempts: number): boolean;
  /** Notifications of unacknowledged alarms that failed, or were tried `attempts` times or more in vain. */
  troubled(attempts: number): number;
}

export function createOutboxTable(database: DatabaseSync): OutboxTable {
  const insert = database.prepare(
    `INSERT OR IGNORE INTO outbox (id, alarm_id, step, person_id, channel, escalated, gravity, raised_at, due_at, next_at, state)
     VALUES (?, ?, ?, ?, 'sms', ?, ?, ?, ?, ?, ?)`,
  );
  const byId = database.prepare("SELECT * FROM outbox WHERE id = ?");
  const isDue = database.prepare(
    `SELECT EXISTS (SELECT 1 FROM outbox WHERE state = 'waiting' AND next_at = 0)
         OR EXISTS (SELECT 1 FROM outbox WHERE state = 'waiting' AND next_at > 0 AND next_at <= ?) AS due`,
  );
  const ripen = database.prepare("UPDATE outbox SET next_at = 0 WHERE state = 'waiting' AND next_at > 0 AND next_at <= ?");
  const due = database.prepare(
    "SELECT * FROM outbox WHERE state = 'waiting' AND next_at = 0 ORDER BY gravity, raised_at DESC, due_at, rowid LIMIT ?",
  );
  const begin = database.prepare("UPDATE outbox SET state = 'sending', attempts = attempts + 1 WHERE id = ?");
  const accept = database.prepare("UPDATE outbox SET state = 'accepted' WHERE id = ?");
  const retry = database.prepare("UPDATE outbox SET state = 'waiting', next_at = ? WHERE id = ? AND state = 'sending'");
  const fail = database.prepare("UPDATE outbox SET state = 'failed' WHERE id = ? AND state <> 'cancelled'");
  const hold = database.prepare("UPDATE outbox SET next_at = ? WHERE id = ? AND state = 'waiting'");
  const addReport = database.prepare("UPDATE outbox SET reported = ltrim(reported || ',' || ?, ',') WHERE id = ?");
  const cancel = database.prepare(
    "UPDATE outbox SET state = 'cancelled' WHERE alarm_id = ? AND state IN ('waiting', 'sending') RETURNING id",
  );
  const close = database.prepare("UPDATE outbox SET open = 0 WHERE alarm_id = ?");
  const forward = database.prepare(
    `UPDATE outbox SET due_at = :now, next_at = :now
     WHERE alarm_id = :alarm AND state = 'waiting' AND due_at > :now
       AND due_at = (SELECT min(due_at) FROM outbox WHERE alarm_id = :alarm AND state = 'waiting' AND due_at > :now)
       AND NOT EXISTS (SELECT 1 FROM outbox WHERE alarm_id = :alarm AND open = 1
                       AND (state IN ('sending', 'accepted') OR (state = 'waiting' AND due_at <= :now)))`,
  );
  const wake = database.prepare("UPDATE outbox SET next_at = :now WHERE state = 'waiting' AND attempts > 0 AND next_at > :now");
  const recover = database.prepare("UPDATE outbox SET state = 'waiting', next_at = ? WHERE state = 'sending' RETURNING *");
  const shift = database.prepare(
    "UPDATE outbox SET due_at = due_at + :span, next_at = next_at + :span WHERE state = 'waiting' AND next_at > 0",
  );
  const pending = database.prepare(
    `SELECT count(*) FILTER (WHERE NOT held) AS count, min(due_at) FILTER (WHERE NOT held) AS oldest, count(*) FILTER (WHERE held) AS held
     FROM (SELECT due_at, state = 'waiting' AND attempts = 0 AND next_at > :now AS held
           FROM outbox WHERE state IN ('waiting', 'sending') AND due_at <= :now)`,
  );
  const isTroubled = database.prepare(
    `SELECT EXISTS (SELECT 1 FROM outbox WHERE open = 1 AND state = 'failed')
         OR EXISTS (SELECT 1 FROM outbox WHERE open = 1 AND state = 'waiting' AND attempts >= :attempts)
         OR EXISTS (SELECT 1 FROM outbox WHERE open = 1 AND state = 'sending' AND attempts >= :attempts) AS troubled`,
  );
  const troubled = database.prepare(
    "SELECT count(*) AS count FROM outbox WHERE open = 1 AND (state = 'failed' OR (state IN ('waiting', 'sending') AND attempts >= ?))",
  );

  return {
    insert(row) {
      const { id, alarmId, step, personId, escalated, gravity, raisedAt, dueAt, state } = row;
      insert.run(id, alarmId, step, personId, escalated ? 1 : 0, gravity, raisedAt, dueAt, dueAt, state);
    },
    get(id) {
      const row = byId.get(id);
      return row === undefined ? undefined : rowOf(row);
    },
    isDue: (now) => isDue.get(now)?.["due"] === 1,
    due(now, limit) {
      ripen.run(now);
      return due.all(limit).map(rowOf);
    },
    beginAttempt: (id) => void begin.run(id),
    accept: (id) => void accept.run(id),
    retry: (id, nextAt) => void retry.run(nextAt, id),
    fail: (id) => void fail.run(id),
    hold: (id, until) => void hold.run(until, id),
    addReport: (id, status) => void addReport.run(status, id),
    cancelAlarm(alarmId) {
      const cancelled = cancel.all(alarmId).map((row) => String(row["id"]));
      close.run(alarmId);
      return cancelled;
    },
    bringNextForward: (alarmId, now) => void forward.run({ alarm: alarmId, now }),
    wake: (now) => void wake.run({ now }),
    recoverInterrupted: (now) => recover.all(now).map(rowOf),
    shift: (span) => void shift.run({ span }),
    pending(now) {
      const { count, oldest, held } = pending.get({ now }) as { count: number; oldest: EpochMs | null; held: number };
      return oldest === null ? { count, held } : { count, held, oldestDueAt: oldest };
    },
    isTroubled: (attempts) => isTroubled.get({ attempts })?.["troubled"] === 1,
    troubled: (attempts) => (troubled.get(attempts) as { count: number }).count,
  };
}

function rowOf(row: Record<string, unknown>): OutboxRow {
  return {
    id: String(row["id"]),
    alarmId: String(row["alarm_id"]),
    step: row["step"] as NotificationStep,
    personId: String(row["person_id"]),
    escalated: row["escalated"] === 1,
    dueAt: row["due_at"] as EpochMs,
    state: row["state"] as OutboxState,
    attempts: Number(row["attempts"]),
    reported: String(row["reported"])
      .split(",")
      .filter((status) => status !== "") as DeliveryReport["status"][],
  };
}
