import type { DatabaseSync } from "node:sqlite";
import type { NextStep } from "../outbox/next-step.ts";
import type { Batch } from "../store/batch.ts";

/** Whoever has an alarm asks for others. Writing happens within the transaction that is open. */
export interface Help {
  /**
   * The next step of the alarm's route is due now, whoever is being reached, and also where everybody was called off because somebody
   * acknowledged. False when there is none any more.
   */
  bringNext(alarmId: string, batch: Batch): boolean;
  /** Somebody has asked. */
  isAsked(alarmId: string): boolean;
}

/**
 * Called off before anybody was told, for no other reason than that somebody acknowledged. The step for when nobody was reached stays so:
 * somebody was.
 */
const CALLED_OFF = `alarm_id = :alarm AND kind = 'alarm' AND state = 'cancelled' AND reason IS NULL AND best IS NULL AND telling = 1
                    AND last = 0 AND person_id <> ''`;

export function createHelp(database: DatabaseSync, nextStep: Pick<NextStep, "come">): Help {
  // As it was planned, and not looked up anew: a step that is told again would go on being told of an alarm somebody has acknowledged.
  const callBack = database.prepare(
    `UPDATE outbox SET state = 'waiting', due_at = :now, next_at = :now, chosen = 0, attempts = 0, resolved = 1, at = :now
     WHERE ${CALLED_OFF} AND (round, step) = (SELECT round, step FROM outbox WHERE ${CALLED_OFF} ORDER BY due_at, rowid LIMIT 1)`,
  );
  const asked = database.prepare("SELECT 1 FROM journal WHERE alarm_id = ? AND kind = 'help-asked' LIMIT 1");
  return {
    bringNext: (alarmId, batch) => nextStep.come(alarmId, batch) || Number(callBack.run({ alarm: alarmId, now: batch.at }).changes) > 0,
    isAsked: (alarmId) => asked.get(alarmId) !== undefined,
  };
}
