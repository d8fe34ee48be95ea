import {
  type Alarm,
  type FirstOut,
  type Flood,
  FLOOD_BEGINS_ABOVE,
  FLOOD_WINDOW,
  OPERATOR_POSITIONS,
  type OperatorPosition,
  stepFlood,
} from "@labcanary/domain/alarm";
import { type EpochMs, minus } from "@labcanary/domain/basics";
import type { Journal } from "../journal/journal.ts";
import type { Batch } from "../store/batch.ts";
import type { AlarmTable } from "./alarm-table.ts";
import type { FloodTable } from "./flood-table.ts";
import type { AlarmKeeper } from "./keeper.ts";

/** Tells when more alarms come than one person can answer, and which came first. Writing happens within the transaction that is open. */
export interface FloodWatch {
  /**
   * An alarm is put before the operators; once more changes nothing. Returns what it is the first of, when a flood is under way already.
   */
  annunciate(alarm: Pick<Alarm, "id" | "source">, batch: Batch): FirstOut | undefined;
  /** Lets a flood begin or end, as the last ten minutes say. */
  settle(batch: Batch): void;
  /** Whether `settle` would change anything with nothing else happening. */
  isOver(now: EpochMs): boolean;
  /** Whether a flood is under way; cheap, however large it is. */
  isFlood(): boolean;
  current(): Flood | undefined;
}

/** The one position there is. */
const [POSITION]: readonly OperatorPosition[] = OPERATOR_POSITIONS;

export interface FloodWatchDeps {
  readonly alarms: AlarmTable;
  readonly journal: Journal;
  readonly floods: FloodTable;
  /** The place an alarm is grouped by. */
  readonly placeOf: (source: Alarm["source"]) => string;
  readonly move: AlarmKeeper["move"];
}

export function createFloodWatch({ alarms, journal, floods, placeOf, move }: FloodWatchDeps): FloodWatch {
  const position = POSITION as OperatorPosition;
  const stepAt = (now: EpochMs): ReturnType<typeof stepFlood> =>
    stepFlood(floods.isFlood(position), floods.countSince(position, minus(now, FLOOD_WINDOW), FLOOD_BEGINS_ABOVE + 1));

  function begin(batch: Batch): void {
    const annunciated = floods.since(position, minus(batch.at, FLOOD_WINDOW));
    const [first] = annunciated;
    if (first === undefined) return;
    floods.begin(position, { since: batch.at, firstOut: first.alarmId }, first.at);
    journal.append({
      at: batch.at,
      kind: "flood-began",
      actor: "system",
      alarmId: first.alarmId,
      detail: { position, count: annunciated.length, firstOut: first.alarmId, from: first.at },
    });
    const zones = new Set<string>();
    for (const { alarmId, zoneId } of annunciated) {
      if (zones.has(zoneId)) continue;
      zones.add(zoneId);
      mark(alarmId, alarmId === first.alarmId ? "flood" : "zone", batch);
    }
  }

  function mark(alarmId: string, firstOut: FirstOut, batch: Batch): void {
    const alarm = alarms.get(alarmId);
    if (alarm === undefined) return;
    move({ ...alarm, firstOut }, { kind: "flood-began", actor: "system", detail: {}, effects: [], journaled: false }, batch);
  }

  function end(flood: Flood, batch: Batch): void {
    floods.end(position, batch.at);
    const { since, count, firstOut } = flood;
    journal.append({ at: batch.at, kind: "flood-ended", actor: "system", detail: { position, since, count, firstOut } });
  }

  return {
    annunciate({ id: alarmId, source }, batch) {
      const zoneId = placeOf(source);
      const isFirstOfZone = floods.isFlood(position) && !floods.isZoneIn(position, zoneId);
      const isNew = floods.annunciate(position, { alarmId, zoneId, at: batch.at });
      return isNew && isFirstOfZone ? "zone" : undefined;
    },

    settle(batch) {
      const step = stepAt(batch.at);
      if (step === undefined) return;
      const flood = floods.current(position);
      if (flood === undefined) begin(batch);
      else end(flood, batch);
    },

    isOver: (now) => stepAt(now) === "ended",
    isFlood: () => floods.isFlood(position),
    current: () => floods.current(position),
  };
}
