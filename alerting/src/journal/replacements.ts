import type { DatabaseSync } from "node:sqlite";
import type { EpochMs } from "@labcanary/domain/basics";
import type { Replacement } from "@labcanary/domain/ports";
import type { SignalKey } from "@labcanary/domain/telemetry";

/** Most of one answer: the last ones. Chosen: a sensor is replaced every few years. */
const MOST = 100;

/** When the hardware of a signal was replaced, by the lines of the journal about it. */
export function createReplacements(database: DatabaseSync): (signal: SignalKey, from: EpochMs, to: EpochMs) => readonly Replacement[] {
  const ofSignal = database.prepare(
    `SELECT at, detail ->> '$.serial' AS serial FROM journal
     WHERE kind = 'device-replaced' AND detail ->> '$.signal' = ? AND at >= ? AND at < ? ORDER BY at DESC LIMIT ${MOST}`,
  );
  return (signal, from, to) =>
    ofSignal
      .all(signal, from, to)
      .reverse()
      .map(({ at, serial }) => ({ at: at as EpochMs, ...(serial === null ? {} : { serial: String(serial) }) }));
}
