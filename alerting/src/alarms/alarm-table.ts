import type { DatabaseSync } from "node:sqlite";
import { type Alarm, type AlarmSource, type AlarmState, type RecordConditionName, testOfDrill } from "@labcanary/domain/alarm";
import type { EpochMs } from "@labcanary/domain/basics";
import type { Priority } from "@labcanary/domain/rules";
import type { SignalKey } from "@labcanary/domain/telemetry";

/** Every alarm there was. Writing happens within the transaction that is open. */
export interface AlarmTable {
  insert(alarm: Alarm): void;
  update(alarm: Alarm): void;
  get(alarmId: string): Alarm | undefined;
  /** The occurrence of such a condition, of the platform or of a record in that place, that still holds. */
  activeOf(source: Exclude<AlarmSource, { readonly kind: "rule" }>): Alarm | undefined;
  /** Those of a record whose condition still holds, in whatever place. */
  activeOfRecord(condition: RecordConditionName, record: string): readonly Alarm[];
  /** The newest of a record, also when it has ended. */
  newestOfRecord(condition: RecordConditionName, record: string): Alarm | undefined;
  isCodeTaken(code: string): boolean;
  /** Newest first. */
  annunciated(limit: number): readonly Alarm[];
  inStates(states: readonly AlarmState[], limit: number): readonly Alarm[];
  /** Whose shelving is over by then. */
  shelvedUntil(now: EpochMs): readonly Alarm[];
  /** Moves the end of every shelving, and of what is out of service, by the span (negative: earlier). */
  shiftEnds(span: number): void;
  /** Those of a signal that have not ended, oldest first. */
  annunciatedOf(signal: SignalKey): readonly Alarm[];
  /** Those that have not ended and are listed beneath this one, oldest first. */
  beneath(alarmId: string): readonly Alarm[];
  /** Whose condition held at some time between the two, oldest first. */
  ofSignal(signal: SignalKey, from: EpochMs, to: EpochMs): readonly Alarm[];
  /** How many are not normal; what counts acts, so those of drills are none. */
  counts(): readonly { readonly state: AlarmState; readonly priority: Priority; readonly count: number }[];
}

/** As the indexes on them say. */
const SHELVED_UNTIL = "body ->> '$.shelved.until'";
const OUT_OF_SERVICE_UNTIL = "body ->> '$.outOfService.until'";
const TEST = "body ->> '$.test'";
const PARENT = "body ->> '$.parent'";
/** Found by their indexes, so that no body need be read. */
const rowsWith = (path: string, and = ""): string =>
  `rowid IN (SELECT rowid FROM alarms WHERE ${path} IS NOT NULL AND annunciation <> 'normal'${and})`;
const DRILLED = rowsWith(TEST, ` AND ${TEST} GLOB '${testOfDrill("*")}'`);
/** As `stateOf`. */
const STATE = `CASE
  WHEN annunciation = 'normal' THEN 'normal'
  WHEN ${rowsWith(OUT_OF_SERVICE_UNTIL)} THEN 'out-of-service'
  WHEN rowid IN (SELECT rowid FROM alarms WHERE ${SHELVED_UNTIL} IS NOT NULL) THEN 'shelved'
  WHEN ${rowsWith("body ->> '$.suppressed.since'")} THEN 'suppressed-by-design'
  ELSE annunciation END`;

export function createAlarmTable(database: DatabaseSync): AlarmTable {
  const insert = database.prepare(
    `INSERT INTO alarms (id, code, annunciation, priority, signal, condition, condition_active, raised_at, raised_received_at, cleared_at,
                         body)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const update = database.prepare("UPDATE alarms SET annunciation = ?, condition_active = ?, cleared_at = ?, body = ? WHERE id = ?");
  const byId = database.prepare("SELECT body FROM alarms WHERE id = ?");
  const active = database.prepare("SELECT body FROM alarms WHERE condition = ? AND condition_active = 1");
  const newest = database.prepare("SELECT body FROM alarms WHERE condition = ? ORDER BY raised_received_at DESC, rowid DESC LIMIT 1");
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
    `SELECT ${STATE} AS state, priority, count(*) AS count FROM alarms WHERE annunciation <> 'normal' AND NOT ${DRILLED} GROUP BY state, priority`,
  );
  const shelvedUntil = database.prepare(`SELECT body FROM alarms WHERE ${SHELVED_UNTIL} <= ? ORDER BY ${SHELVED_UNTIL}, rowid`);
  const shiftShelvings = database.prepare(
    `UPDATE alarms SET body = json_set(body, '$.shelved.until', ${SHELVED_UNTIL} + ?) WHERE ${SHELVED_UNTIL} IS NOT NULL`,
  );
  const shiftOutOfService = database.prepare(
    `UPDATE alarms SET body = json_set(body, '$.outOfService.until', ${OUT_OF_SERVICE_UNTIL} + ?)
     WHERE ${OUT_OF_SERVICE_UNTIL} IS NOT NULL AND annunciation <> 'normal'`,
  );
  const annunciatedOf = database.prepare("SELECT body FROM alarms WHERE signal = ? AND annunciation <> 'normal' ORDER BY raised_at, rowid");
  const beneath = database.prepare(`SELECT body FROM alarms WHERE ${PARENT} = ? AND annunciation <> 'normal' ORDER BY raised_at, rowid`);

  return {
    insert(alarm) {
      const { source } = alarm;
      insert.run(
        alarm.id,
        alarm.code,
        alarm.annunciation,
        alarm.priority,
        source.kind === "rule" ? source.signal : null,
        conditionOf(source),
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
    activeOf: (source) =>
      alarmsOf(active.all(conditionOf(source))).find(
        (alarm) => source.kind === "system" || (alarm.source.kind === "record" && alarm.source.zoneId === source.zoneId),
      ),
    activeOfRecord: (condition, record) => alarmsOf(active.all(recordCondition(condition, record))),
    newestOfRecord: (condition, record) => alarmOf(newest.get(recordCondition(condition, record))),
    isCodeTaken: (wanted) => code.get(wanted) !== undefined,
    annunciated: (limit) => alarmsOf(annunciated.all(limit)),
    inStates: (states, limit) => alarmsOf(inStates.all(JSON.stringify(states), limit)),
    shelvedUntil: (now) => alarmsOf(shelvedUntil.all(now)),
    shiftEnds(span) {
      shiftShelvings.run(span);
      shiftOutOfService.run(span);
    },
    annunciatedOf: (signal) => alarmsOf(annunciatedOf.all(signal)),
    beneath: (alarmId) => alarmsOf(beneath.all(alarmId)),
    ofSignal: (signal, from, to) => alarmsOf(ofSignal.all(signal, to, from)),
    counts: () => counts.all() as never,
  };
}

type Row = Record<string, unknown>;

const recordCondition = (condition: RecordConditionName, record: string): string => `${condition} ${record}`;

/** What tells conditions apart that are not a rule's. */
function conditionOf(source: AlarmSource): string | null {
  switch (source.kind) {
    case "rule":
      return null;
    case "system":
      return source.condition;
    case "record":
      return recordCondition(source.condition, source.record);
  }
}

const alarmOf = (row: Row | undefined): Alarm | undefined => (row === undefined ? undefined : JSON.parse(String(row["body"])));
const alarmsOf = (rows: readonly Row[]): readonly Alarm[] => rows.map((row) => JSON.parse(String(row["body"])));
