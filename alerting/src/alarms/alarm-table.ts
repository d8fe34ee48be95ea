import type { DatabaseSync } from "node:sqlite";
import type { Alarm, AlarmState, SystemConditionName } from "@labcanary/domain/alarm";
import type { EpochMs } from "@labcanary/domain/basics";
import type { Priority } from "@labcanary/domain/rules";
import type { SignalKey } from "@labcanary/domain/telemetry";

/** Every alarm there was. Writing happens within the transaction that is open. */
export interface AlarmTable {
  insert(alarm: Alarm): void;
  update(alarm: Alarm): void;
  get(alarmId: string): Alarm | undefined;
  /** The occurrence of a system condition that still holds. */
  activeOf(condition: SystemConditionName): Alarm | undefined;
  isCodeTaken(code: string): boolean;
  /** Newest first. */
  annunciated(limit: number): readonly Alarm[];
  inStates(states: readonly AlarmState[], limit: number): readonly Alarm[];
  /** Whose shelving is over by then. */
  shelvedUntil(now: EpochMs): readonly Alarm[];
  /** Moves the end of every shelving by the span (negative: earlier). */
  shiftShelvings(span: number): void;
  /** Whose condition held at some time between the two, oldest first. */
  ofSignal(signal: SignalKey, from: EpochMs, to: EpochMs): readonly Alarm[];
  /** How many are not normal. */
  counts(): readonly { readonly state: AlarmState; readonly priority: Priority; readonly count: number }[];
}

/** As the index on it says. */
const SHELVED_UNTIL = "body ->> '$.shelved.until'";
/** As `stateOf`; the few that are shelved are found by their index, so that no body need be read. */
const STATE = `iif(rowid IN (SELECT rowid FROM alarms WHERE ${SHELVED_UNTIL} IS NOT NULL), 'shelved', annunciation)`;

export function createAlarmTable(database: DatabaseSync): AlarmTable {
  const insert = database.prepare(
    `INSERT INTO alarms (id, code, annunciation, priority, signal, condition, condition_active, raised_at, raised_received_at, cleared_at,
                         body)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const update = database.prepare("UPDATE alarms SET annunciation = ?, condition_active = ?, cleared_at = ?, body = ? WHERE id = ?");
  const byId = database.prepare("SELECT body FROM alarms WHERE id = ?");
  const active = database.prepare("SELECT body FROM alarms WHERE condition = ? AND condition_active = 1");
  const code = database.prepare("SELECT 1 FROM alarms WHERE code = ? AND annunciation <> 'normal'");
  const annunciated = database.prepare(
    "SELECT body FROM alarms WHERE annunciation <> 'normal' ORDER BY raised_received_at DESC, rowid DESC LIMIT ?",
  );
  const inStates = database.prepare(
    `SELECT body FROM alarms WHERE ${STATE} IN (SELECT value FROM json_each(?))
     ORDER BY raised_received_at DESC, rowid DESC LIMIT ?`,
  );
  const ofSignal = database.prepare(
    "SELECT body FROM alarms WHERE signal = ? AND raised_at <= ? AND (cleared_at IS NULL OR cleared_at >= ?) ORDER BY raised_at, rowid",
  );
  const counts = database.prepare(
    `SELECT ${STATE} AS state, priority, count(*) AS count FROM alarms WHERE annunciation <> 'normal' GROUP BY state, priority`,
  );
  const shelvedUntil = database.prepare(`SELECT body FROM alarms WHERE ${SHELVED_UNTIL} <= ? ORDER BY ${SHELVED_UNTIL}, rowid`);
  const shiftShelvings = database.prepare(
    `UPDATE alarms SET body = json_set(body, '$.shelved.until', ${SHELVED_UNTIL} + ?) WHERE ${SHELVED_UNTIL} IS NOT NULL`,
  );

  return {
    insert(alarm) {
      const { source } = alarm;
      insert.run(
        alarm.id,
        alarm.code,
        alarm.annunciation,
        alarm.priority,
        source.kind === "rule" ? source.signal : null,
        source.kind === "system" ? source.condition : null,
        alarm.conditionActive ? 1 : 0,
        alarm.raisedAt,
        alarm.raisedReceivedAt,
        alarm.clearedAt ?? null,
        JSON.stringify(alarm),
      );
    },
    update(alarm) {
      update.run(alarm.annunciation, alarm.conditionActive ? 1 : 0, alarm.clearedAt ?? null, JSON.stringify(alarm), alarm.id);
    },
    get: (alarmId) => alarmOf(byId.get(alarmId)),
    activeOf: (condition) => alarmOf(active.get(condition)),
    isCodeTaken: (wanted) => code.get(wanted) !== undefined,
    annunciated: (limit) => alarmsOf(annunciated.all(limit)),
    inStates: (states, limit) => alarmsOf(inStates.all(JSON.stringify(states), limit)),
    shelvedUntil: (now) => alarmsOf(shelvedUntil.all(now)),
    shiftShelvings: (span) => void shiftShelvings.run(span),
    ofSignal: (signal, from, to) => alarmsOf(ofSignal.all(signal, to, from)),
    counts: () => counts.all() as never,
  };
}

type Row = Record<string, unknown>;

const alarmOf = (row: Row | undefined): Alarm | undefined => (row === undefined ? undefined : JSON.parse(String(row["body"])));
const alarmsOf = (rows: readonly Row[]): readonly Alarm[] => rows.map((row) => JSON.parse(String(row["body"])));
