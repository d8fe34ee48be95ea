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
  /** Somebody has asked; in a test that has ended, for nothing. */
  isAsked(alarmId: string): boolean;
}

export function createHelp(database: DatabaseSync, nextStep: Pick<NextStep, "come" | "callBack">): Help {
  const asked = database.prepare(
    `SELECT 1 FROM journal WHERE alarm_id = :alarm AND kind = 'help-asked'
       AND number > coalesce((SELECT max(number) FROM journal WHERE alarm_id = :alarm AND kind = 'commissioning-ended'), 0) LIMIT 1`,
  );
  return {
    bringNext: (alarmId, batch) => nextStep.come(alarmId, batch) || nextStep.callBack(alarmId, batch),
    isAsked: (alarmId) => asked.get({ alarm: alarmId }) !== undefined,
  };
}
