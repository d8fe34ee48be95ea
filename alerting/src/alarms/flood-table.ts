import type { DatabaseSync } from "node:sqlite";
import type { Flood, OperatorPosition } from "@labcanary/domain/alarm";
import type { EpochMs } from "@labcanary/domain/basics";

/** One alarm put before an operator position. */
export interface Annunciation {
  readonly alarmId: string;
  /** The place it is grouped by; empty for conditions of the platform itself. */
  readonly zoneId: string;
  readonly at: EpochMs;
}

/** When alarms were annunciated, and the floods that were. Writing happens within the transaction that is open. */
export interface FloodTable {
  /** False when the alarm was annunciated before. */
  annunciate(position: OperatorPosition, annunciation: Annunciation): boolean;
  /** How many since `after`, counted up to `most`. */
  countSince(position: OperatorPosition, after: EpochMs, most: number): number;
  /** Oldest first. */
  since(position: OperatorPosition, after: EpochMs): readonly Annunciation[];
  /** Whether a flood is under way; cheap, however large it is. */
  isFlood(position: OperatorPosition): boolean;
  /** The flood under way. */
  current(position: OperatorPosition): Flood | undefined;
  /** Whether an alarm of the zone was annunciated in the flood under way. */
  isZoneIn(position: OperatorPosition, zoneId: string): boolean;
  /** `from` is when its first alarm was annunciated. */
  begin(position: OperatorPosition, flood: Pick<Flood, "since" | "firstOut">, from: EpochMs): void;
  end(position: OperatorPosition, at: EpochMs): void;
  /** The clock was set back by the span (negative) to `now`: what lies after it comes along. */
  followClock(now: EpochMs, span: number): void;
}

export function createFloodTable(database: DatabaseSync): FloodTable {
  const annunciate = database.prepare("INSERT OR IGNORE INTO annunciations (alarm_id, position, zone_id, at) VALUES (?, ?, ?, ?)");
  const countSince = database.prepare("SELECT count(*) AS count FROM (SELECT 1 FROM annunciations WHERE position = ? AND at > ? LIMIT ?)");
  const since = database.prepare(
    "SELECT alarm_id AS alarmId, zone_id AS zoneId, at FROM annunciations WHERE position = ? AND at > ? ORDER BY at, rowid",
  );
  const current = database.prepare(
    `SELECT began_at AS since, first_out AS firstOut,
            (SELECT count(*) FROM annunciations WHERE position = floods.position AND at >= floods.first_at) AS count
     FROM floods WHERE position = ? AND ended_at IS NULL`,
  );
  const isFlood = database.prepare("SELECT 1 FROM floods WHERE position = ? AND ended_at IS NULL");
  const isZoneIn = database.prepare(
    `SELECT 1 FROM floods WHERE position = :position AND ended_at IS NULL AND EXISTS
       (SELECT 1 FROM annunciations WHERE position = :position AND zone_id = :zone AND at >= floods.first_at)`,
  );
  const begin = database.prepare("INSERT INTO floods (position, began_at, first_at, first_out) VALUES (?, ?, ?, ?)");
  const end = database.prepare("UPDATE floods SET ended_at = ? WHERE position = ? AND ended_at IS NULL");
  const moveAnnunciations = database.prepare("UPDATE annunciations SET at = at + :span WHERE at > :now");
  const moveFloods = database.prepare(
    "UPDATE floods SET began_at = began_at + :span, first_at = first_at + :span WHERE ended_at IS NULL AND began_at > :now",
  );
  return {
    annunciate: (position, { alarmId, zoneId, at }) => annunciate.run(alarmId, position, zoneId, at).changes === 1,
    countSince: (position, after, most) => Number(countSince.get(position, after, most)?.["count"]),
    since: (position, after) => since.all(position, after) as unknown as readonly Annunciation[],
    isFlood: (position) => isFlood.get(position) !== undefined,
    current: (position) => current.get(position) as Flood | undefined,
    isZoneIn: (position, zoneId) => isZoneIn.get({ position, zone: zoneId }) !== undefined,
    begin: (position, flood, from) => void begin.run(position, flood.since, from, flood.firstOut),
    end: (position, at) => void end.run(at, position),
    followClock(now, span) {
      moveAnnunciations.run({ span, now });
      moveFloods.run({ span, now });
    },
  };
}
