import type { DatabaseSync } from "node:sqlite";
import { testOfDrill } from "@labcanary/domain/alarm";
import type { DurationMs, EpochMs } from "@labcanary/domain/basics";
import type { BookTable } from "../books/book-table.ts";
import { type NotificationKind, type ProofSoFar, REACHES, type RecipientRole, type Told } from "@labcanary/domain/notification";
import type { ChannelKind, ProofLevel } from "@labcanary/domain/site";

/** A notification as the outbox keeps it. Address and text are made when it is sent, from the site as it is then. */
export interface OutboxRow {
  readonly id: string;
  readonly kind: NotificationKind;
  readonly alarmId: string;
  /** The alarm's id as the notification's has it: with its version behind, when people are told anew. */
  readonly round: string;
  /** The commissioning test its alarm was one of when it was planned: its text said so. */
  readonly test?: string;
  readonly step: string;
  /** 1; 2 and more of a step told again. */
  readonly telling: number;
  /** Of the step for when nobody was reached. */
  readonly last: boolean;
  /** Empty: the step had nobody when it was planned. */
  readonly personId: string;
  readonly as: RecipientRole;
  readonly escalated: boolean;
  readonly gravity: number;
  readonly raisedAt: EpochMs;
  readonly dueAt: EpochMs;
  readonly state: OutboxState;
  /** The channel in use; before one is chosen, the one to be expected. */
  readonly channel: ChannelKind;
  /** Absent: each channel of the person. */
  readonly allowed?: readonly ChannelKind[];
  /** Attempts begun on the channel in use. */
  readonly attempts: number;
  /** What is enough for no further channel to be tried. */
  readonly proof: ProofLevel;
  /** As the step says it. */
  readonly proofWithin?: DurationMs;
  /** What is known so far, whatever the channel. */
  readonly best: ProofSoFar;
  /** The time for the proof was over on some channel, and nothing has come since. */
  readonly unproven: boolean;
  /** Nobody has acknowledged the alarm, or whoever did asks for help. */
  readonly open: boolean;
  /** Whom the step tells was looked up when it was due. */
  readonly resolved: boolean;
  /** Of the last change of state. */
  readonly at: EpochMs;
  readonly reason?: string;
}

/** What takes notifications: `loopback` the canary's only, within the platform. */
export type OutboxLane = ChannelKind | "loopback";

/** `sending`: an attempt was begun and its outcome is not known; after a crash it is made again under the same id. */
export type OutboxState = "waiting" | "sending" | "accepted" | "failed" | "cancelled";

export type NewOutboxRow = Omit<OutboxRow, "attempts" | "best" | "unproven" | "open" | "at" | "reason"> & {
  readonly state: "waiting" | "failed";
};

/** Writing happens within the transaction that is open. */
export interface OutboxTable {
  /** False, and nothing changes, when it has the id. */
  insert(row: NewOutboxRow, at: EpochMs): boolean;
  get(id: string): OutboxRow | undefined;
  /** Notifications of an alarm, the first to be told first. */
  ofAlarm(alarmId: string): readonly OutboxRow[];
  /** Whether there is anything to be done now, when these channels have room. */
  isDue(now: EpochMs, withRoom: readonly OutboxLane[]): boolean;
  /** Marks what has come due; before, neither of the next two finds it. */
  ripen(now: EpochMs): void;
  /** What may be begun now and has no channel yet: gravest first, among these the newest alarm first, of one alarm the earliest step first. */
  unchosen(limit: number): readonly OutboxRow[];
  /** What may be sent now by a channel, in the same order. */
  ready(channel: OutboxLane, limit: number): readonly OutboxRow[];
  resolve(id: string): void;
  /** `waysLeft`: there are other channels than this one. */
  choose(id: string, way: { readonly channel: ChannelKind; readonly attempts: number; readonly waysLeft: boolean }): void;
  /** Another channel is to be chosen, now. */
  unchoose(id: string): void;
  /** The same for all that wait for the channel and have others; of these people only, where it is not the whole channel. */
  leaveChannel(channel: OutboxLane, people?: readonly string[]): void;
  /** The same for all that wait for a channel which is none of these any more; not for the canary, which has no other. */
  leaveOthersThan(channels: readonly OutboxLane[]): void;
  beginAttempt(id: string, attempts: number, at: EpochMs): void;
  /**
   * The outcome of an attempt; `proofAt` is when its proof is due. A notification cancelled meanwhile stays so, unless the provider has
   * taken it.
   */
  accept(id: string, proofAt: EpochMs | undefined, at: EpochMs): void;
  retry(id: string, nextAt: EpochMs): void;
  fail(id: string, reason: string, at: EpochMs): void;
  cancel(id: string, reason: string, at: EpochMs): void;
  /** It may be sent, but not before `until`. */
  hold(id: string, until: EpochMs): void;
  prove(id: string, best: ProofSoFar): void;
  /** Its proof is due then, also while it is still tried. */
  awaitProof(id: string, until: EpochMs): void;
  /** What has waited for its proof long enough, the longest first. */
  proofOverdue(now: EpochMs, limit: number): readonly OutboxRow[];
  /** Its proof is waited for no longer. */
  endProof(id: string, unproven: boolean): void;
  /** Nobody need be told any more. Returns what was still to be sent. */
  cancelAlarm(alarmId: string, at: EpochMs): readonly OutboxRow[];
  bringForward(id: string, now: EpochMs): void;
  /**
   * Puts the first step back in line that was called off before anybody was told, for no other reason than that nobody need be told any
   * more: of those told of the alarm last, without the step for when nobody was reached. False: there is none.
   */
  callBack(alarmId: string, now: EpochMs): boolean;
  /** Lets everything that waits for another attempt by the channel go at once; for these people only, where it is not the whole channel. */
  wake(channel: OutboxLane, now: EpochMs, people?: readonly string[]): void;
  /** Puts attempts whose outcome a crash has swallowed back in line, and returns them. */
  recoverInterrupted(now: EpochMs): readonly OutboxRow[];
  /** Moves what is to come, or is under way, by the span (negative: earlier). */
  shift(span: number): void;
  /** Due and not accepted yet, of one channel or of all, but for the canary. `held` wait their turn with a person who has had many texts, and do not count. */
  pending(now: EpochMs, channel?: ChannelKind): { readonly count: number; readonly oldestDueAt?: EpochMs; readonly held: number };
  /** Whether there are any {@link troubled}; cheap, however many there are. */
  isTroubled(attempts: number): boolean;
  /** Notifications of unacknowledged alarms that failed, or were tried `attempts` times or more in vain. */
  troubled(attempts: number): number;
  /** Rounds of unacknowledged alarms, somebody of which is to be told or was, and that have no last step. */
  withoutLastStep(): readonly Pick<OutboxRow, "alarmId" | "round" | "raisedAt">[];
  /** Who has been told of an unacknowledged alarm; undefined of one nobody is told of. */
  toldOf(alarmId: string): Told | undefined;
  toldOfAll(): ReadonlyMap<string, Told>;
  /** The last step of the route of an unacknowledged alarm has come. */
  isNobodyReached(): boolean;
}

const CALLED_OFF = `alarm_id = :alarm AND kind = 'alarm' AND state = 'cancelled' AND reason IS NULL AND best IS NULL AND telling = 1
                    AND last = 0 AND person_id <> ''
                    AND round = (SELECT round FROM outbox WHERE alarm_id = :alarm AND kind = 'alarm' ORDER BY rowid DESC LIMIT 1)`;

const REACH = "CASE best WHEN 'accepted' THEN 1 WHEN 'delivered' THEN 2 WHEN 'read' THEN 2 ELSE 0 END";
/**
 * One row for each alarm: SQLite takes the columns beside a single `max()` from the row that has it, which here is that of the person it has
 * come furthest to; among equals one still to be told before one who cannot be, then the earliest due (times in ms stay below 2^42).
 */
const TOLD = `SELECT alarm_id, person_id, ${REACH} AS reach, state, count(DISTINCT iif(${REACH} > 0, person_id, NULL)) AS people,
                max(((${REACH} * 2 + (state IN ('waiting', 'sending'))) << 42) - due_at) AS place
              FROM outbox WHERE open = 1`;

export function createOutboxTable(database: DatabaseSync, books: Pick<BookTable, "add">): OutboxTable {
  const insert = database.prepare(
    `INSERT OR IGNORE INTO outbox (id, kind, alarm_id, round, test, step, telling, last, person_id, role, escalated, gravity, raised_at, due_at, next_at,
                                   state, channel, allowed, proof, proof_within, resolved, open, at)
     VALUES (:id, :kind, :alarmId, :round, :test, :step, :telling, :last, :personId, :role, :escalated, :gravity, :raisedAt, :dueAt, :dueAt,
             :state, :channel, :allowed, :proof, :proofWithin, :resolved, :kind = 'alarm', :at)`,
  );
  const byId = database.prepare("SELECT * FROM outbox WHERE id = ?");
  const ofAlarm = database.prepare("SELECT * FROM outbox WHERE alarm_id = ? ORDER BY due_at, rowid");
  const isDue = database.prepare(
    `SELECT EXISTS (SELECT 1 FROM outbox WHERE state = 'waiting' AND next_at = 0 AND chosen = 0)
         OR EXISTS (SELECT 1 FROM outbox WHERE state = 'waiting' AND next_at > 0 AND next_at <= :now)
         OR EXISTS (SELECT 1 FROM outbox WHERE proof_at IS NOT NULL AND proof_at <= :now) AS due`,
  );
  const isReady = database.prepare("SELECT 1 FROM outbox WHERE state = 'waiting' AND next_at = 0 AND chosen = 1 AND channel = ? LIMIT 1");
  const ripen = database.prepare("UPDATE outbox SET next_at = 0 WHERE state = 'waiting' AND next_at > 0 AND next_at <= ?");
  const unchosen = database.prepare(
    `SELECT * FROM outbox WHERE state = 'waiting' AND next_at = 0 AND chosen = 0
     ORDER BY gravity, raised_at DESC, due_at, rowid LIMIT ?`,
  );
  const ready = database.prepare(
    `SELECT * FROM outbox WHERE state = 'waiting' AND next_at = 0 AND chosen = 1 AND channel = ?
     ORDER BY gravity, raised_at DESC, due_at, rowid LIMIT ?`,
  );
  const resolve = database.prepare("UPDATE outbox SET resolved = 1 WHERE id = ?");
  const choose = database.prepare(
    "UPDATE outbox SET chosen = 1, channel = :channel, attempts = :attempts, ways_left = :waysLeft WHERE id = :id AND state = 'waiting'",
  );
  const unchoose = database.prepare(
    "UPDATE outbox SET state = 'waiting', chosen = 0, attempts = 0, next_at = 0 WHERE id = ? AND state <> 'cancelled'",
  );
  const leave = database.prepare(
    `UPDATE outbox SET chosen = 0, attempts = 0, next_at = 0 WHERE state = 'waiting' AND chosen = 1 AND channel = :channel AND ways_left = 1
     AND (:people IS NULL OR person_id IN (SELECT value FROM json_each(:people)))`,
  );
  const leaveOthers = database.prepare(
    `UPDATE outbox SET chosen = 0, attempts = 0, next_at = 0 WHERE state = 'waiting' AND chosen = 1 AND step <> 'canary'
     AND channel NOT IN (SELECT value FROM json_each(?))`,
  );
  const begin = database.prepare("UPDATE outbox SET state = 'sending', attempts = ?, at = ? WHERE id = ?");
  const accept = database.prepare("UPDATE outbox SET state = 'accepted', proof_at = :proofAt, unproven = 0, at = :at WHERE id = :id");
  const retry = database.prepare("UPDATE outbox SET state = 'waiting', next_at = ? WHERE id = ? AND state = 'sending'");
  const fail = database.prepare(
    "UPDATE outbox SET state = 'failed', proof_at = NULL, reason = :reason, at = :at WHERE id = :id AND state <> 'cancelled'",
  );
  const cancelOne = database.prepare("UPDATE outbox SET state = 'cancelled', open = 0, reason = :reason, at = :at WHERE id = :id");
  const hold = database.prepare("UPDATE outbox SET next_at = ? WHERE id = ? AND state = 'waiting'");
  const prove = database.prepare("UPDATE outbox SET best = ? WHERE id = ?");
  const awaitProof = database.prepare("UPDATE outbox SET proof_at = ? WHERE id = ? AND open = 1");
  const overdue = database.prepare("SELECT * FROM outbox WHERE proof_at IS NOT NULL AND proof_at <= ? ORDER BY proof_at, rowid LIMIT ?");
  const endProof = database.prepare("UPDATE outbox SET proof_at = NULL, unproven = ? WHERE id = ?");
  const cancel = database.prepare(
    "UPDATE outbox SET state = 'cancelled', at = ? WHERE alarm_id = ? AND state IN ('waiting', 'sending') RETURNING *",
  );
  const close = database.prepare("UPDATE outbox SET open = 0, proof_at = NULL WHERE alarm_id = ?");
  const forward = database.prepare(
    "UPDATE outbox SET due_at = :now, next_at = :now WHERE id = :id AND state = 'waiting' AND due_at > :now",
  );
  // As it was planned, and not looked up anew: a step that is told again would go on being told of an alarm somebody has acknowledged.
  const callBack = database.prepare(
    `UPDATE outbox SET state = 'waiting', open = 1, due_at = :now, next_at = :now, chosen = 0, attempts = 0, resolved = 1, at = :now
     WHERE ${CALLED_OFF} AND step = (SELECT step FROM outbox WHERE ${CALLED_OFF} ORDER BY due_at, rowid LIMIT 1)`,
  );
  const wake = database.prepare(
    `UPDATE outbox SET next_at = :now WHERE state = 'waiting' AND attempts > 0 AND next_at > :now AND channel = :channel
     AND (:people IS NULL OR person_id IN (SELECT value FROM json_each(:people)))`,
  );
  const recover = database.prepare("UPDATE outbox SET state = 'waiting', next_at = ? WHERE state = 'sending' RETURNING *");
  const shift = database.prepare(
    `UPDATE outbox SET due_at = due_at + :span, next_at = iif(next_at > 0, next_at + :span, 0) WHERE state IN ('waiting', 'sending')`,
  );
  const shiftProofs = database.prepare("UPDATE outbox SET proof_at = proof_at + ? WHERE proof_at IS NOT NULL");
  const pending = database.prepare(
    `SELECT count(*) FILTER (WHERE NOT held) AS count, min(due_at) FILTER (WHERE NOT held) AS oldest, count(*) FILTER (WHERE held) AS held
     FROM (SELECT due_at, state = 'waiting' AND attempts = 0 AND next_at > :now AS held
           FROM outbox WHERE state IN ('waiting', 'sending') AND due_at <= :now AND step <> 'canary' AND (:channel IS NULL OR channel = :channel))`,
  );
  const isTroubled = database.prepare(
    `SELECT EXISTS (SELECT 1 FROM outbox WHERE open = 1 AND state = 'failed')
         OR EXISTS (SELECT 1 FROM outbox WHERE open = 1 AND state = 'waiting' AND attempts >= :attempts)
         OR EXISTS (SELECT 1 FROM outbox WHERE open = 1 AND state = 'sending' AND attempts > :attempts) AS troubled`,
  );
  const troubled = database.prepare(
    `SELECT count(*) AS count FROM outbox
     WHERE open = 1 AND (state = 'failed' OR (state = 'waiting' AND attempts >= :attempts) OR (state = 'sending' AND attempts > :attempts))`,
  );
  // That nobody took charge in a drill is what the drill shows, and no alarm.
  const nobodyReached = database.prepare(
    `SELECT EXISTS (SELECT 1 FROM outbox WHERE last = 1 AND open = 1 AND resolved = 1 AND (test IS NULL OR test NOT GLOB '${testOfDrill("*")}')) AS unreached`,
  );

  const toldOf = database.prepare(`${TOLD} AND alarm_id = ? GROUP BY alarm_id`);
  const toldOfAll = database.prepare(`${TOLD} GROUP BY alarm_id`);
  const withoutLastStep = database.prepare(
    `SELECT DISTINCT alarm_id AS alarmId, round, raised_at AS raisedAt FROM outbox AS one WHERE open = 1 AND kind = 'alarm'
     AND NOT EXISTS (SELECT 1 FROM outbox WHERE alarm_id = one.alarm_id AND round = one.round AND last = 1)`,
  );

  return {
    insert(row, at) {
      const { id, kind, alarmId, round, step, telling, personId, gravity, raisedAt, dueAt, state, channel, proof } = row;
      const flags = { last: flag(row.last), escalated: flag(row.escalated), resolved: flag(row.resolved) };
      const allowed = row.allowed === undefined ? null : JSON.stringify(row.allowed);
      const proofWithin = row.proofWithin ?? null;
      const said = {
        id,
        kind,
        alarmId,
        round,
        test: row.test ?? null,
        step,
        telling,
        personId,
        role: row.as,
        gravity,
        raisedAt,
        dueAt,
        state,
        channel,
        proof,
      };
      const isNew = insert.run({ ...said, ...flags, allowed, proofWithin, at }).changes === 1;
      books.add({ book: "notices", line: "asked" });
      if (!isNew) books.add({ book: "notices", line: "had" });
      return isNew;
    },
    get(id) {
      const row = byId.get(id);
      return row === undefined ? undefined : rowOf(row);
    },
    ofAlarm: (alarmId) => ofAlarm.all(alarmId).map(rowOf),
    isDue: (now, withRoom) => isDue.get({ now })?.["due"] === 1 || withRoom.some((channel) => isReady.get(channel) !== undefined),
    ripen: (now) => void ripen.run(now),
    unchosen: (limit) => unchosen.all(limit).map(rowOf),
    ready: (channel, limit) => ready.all(channel, limit).map(rowOf),
    resolve: (id) => void resolve.run(id),
    choose: (id, { channel, attempts, waysLeft }) => void choose.run({ id, channel, attempts, waysLeft: flag(waysLeft) }),
    unchoose: (id) => void unchoose.run(id),
    leaveChannel: (channel, people) => void leave.run({ channel, people: listOf(people) }),
    leaveOthersThan: (channels) => void leaveOthers.run(JSON.stringify(channels)),
    beginAttempt: (id, attempts, at) => void begin.run(attempts, at, id),
    accept: (id, proofAt, at) => void accept.run({ id, proofAt: proofAt ?? null, at }),
    retry: (id, nextAt) => void retry.run(nextAt, id),
    fail: (id, reason, at) => void fail.run({ id, reason, at }),
    cancel: (id, reason, at) => void cancelOne.run({ id, reason, at }),
    hold: (id, until) => void hold.run(until, id),
    awaitProof: (id, until) => void awaitProof.run(until, id),
    prove: (id, best) => void prove.run(best ?? null, id),
    proofOverdue: (now, limit) => overdue.all(now, limit).map(rowOf),
    endProof: (id, unproven) => void endProof.run(flag(unproven), id),
    cancelAlarm(alarmId, at) {
      const cancelled = cancel.all(at, alarmId).map(rowOf);
      close.run(alarmId);
      return cancelled;
    },
    bringForward: (id, now) => void forward.run({ id, now }),
    callBack: (alarmId, now) => Number(callBack.run({ alarm: alarmId, now }).changes) > 0,
    wake: (channel, now, people) => void wake.run({ channel, now, people: listOf(people) }),
    recoverInterrupted: (now) => recover.all(now).map(rowOf),
    shift(span) {
      shift.run({ span });
      shiftProofs.run(span);
    },
    pending(now, channel) {
      const asked = pending.get({ now, channel: channel ?? null });
      const { count, oldest, held } = asked as { count: number; oldest: EpochMs | null; held: number };
      return oldest === null ? { count, held } : { count, held, oldestDueAt: oldest };
    },
    isTroubled: (attempts) => isTroubled.get({ attempts })?.["troubled"] === 1,
    troubled: (attempts) => (troubled.get({ attempts }) as { count: number }).count,
    withoutLastStep: () => withoutLastStep.all() as never,
    toldOf(alarmId) {
      const row = toldOf.get(alarmId);
      return row === undefined ? undefined : toldIn(row);
    },
    toldOfAll: () => new Map(toldOfAll.all().map((row) => [String(row["alarm_id"]), toldIn(row)])),
    isNobodyReached: () => nobodyReached.get()?.["unreached"] === 1,
  };
}

function toldIn(row: Record<string, unknown>): Told {
  const reach = REACHES[Number(row["reach"])] ?? "waiting";
  const personId = String(row["person_id"]);
  const isSomebody = personId !== "" && (reach !== "waiting" || row["state"] === "waiting" || row["state"] === "sending");
  return { reach, others: Math.max(0, Number(row["people"]) - 1), ...(isSomebody ? { personId } : {}) };
}

const listOf = (people: readonly string[] | undefined): string | null => (people === undefined ? null : JSON.stringify(people));
const flag = (value: boolean): number => (value ? 1 : 0);

function rowOf(row: Record<string, unknown>): OutboxRow {
  const { allowed, proof_within: proofWithin, reason, test } = row;
  return {
    id: String(row["id"]),
    kind: row["kind"] as NotificationKind,
    alarmId: String(row["alarm_id"]),
    round: String(row["round"]),
    ...(typeof test === "string" ? { test } : {}),
    step: String(row["step"]),
    telling: Number(row["telling"]),
    last: row["last"] === 1,
    personId: String(row["person_id"]),
    as: row["role"] as RecipientRole,
    escalated: row["escalated"] === 1,
    gravity: Number(row["gravity"]),
    raisedAt: row["raised_at"] as EpochMs,
    dueAt: row["due_at"] as EpochMs,
    state: row["state"] as OutboxState,
    channel: row["channel"] as ChannelKind,
    ...(typeof allowed === "string" ? { allowed: JSON.parse(allowed) } : {}),
    attempts: Number(row["attempts"]),
    proof: row["proof"] as ProofLevel,
    ...(typeof proofWithin === "number" ? { proofWithin: proofWithin as DurationMs } : {}),
    best: (row["best"] ?? undefined) as ProofSoFar,
    unproven: row["unproven"] === 1,
    open: row["open"] === 1,
    resolved: row["resolved"] === 1,
    at: row["at"] as EpochMs,
    ...(typeof reason === "string" ? { reason } : {}),
  };
}
