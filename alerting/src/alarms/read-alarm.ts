import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { Alarm } from "@labcanary/domain/alarm";
import { err, ok, type Result } from "@labcanary/domain/basics";
import type { JournalEntry } from "@labcanary/domain/messages";
import { createReveal } from "../people/person-keys.ts";
import { entryOf, type JournalRow } from "../journal/journal.ts";
import { BUSY_TIMEOUT_MS, databaseFile } from "../store/database.ts";

/** An alarm with everything the journal has of it, oldest first. */
export interface AlarmRecord {
  readonly alarm: Alarm;
  readonly timeline: readonly JournalEntry[];
}

/**
 * Finds an alarm by its id, or by its code: the one that has it now, else the latest that had it. Opens read-only, and may run while
 * the server does. `no-alarms`: the data folder has never kept any.
 */
export function readAlarm(dataFolder: string, codeOrId: string): Result<AlarmRecord, "no-alarms" | "unknown"> {
  const file = databaseFile(dataFolder);
  if (!existsSync(file)) return err("no-alarms");
  const database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  try {
    const row = database
      .prepare(
        `SELECT body FROM alarms WHERE id = :id OR code = :code
         ORDER BY id = :id DESC, annunciation = 'normal', raised_received_at DESC, rowid DESC LIMIT 1`,
      )
      .get({ id: codeOrId, code: codeOrId.toUpperCase() });
    if (row === undefined) return err("unknown");
    const alarm: Alarm = JSON.parse(String(row["body"]));
    const lines = database.prepare("SELECT * FROM journal WHERE alarm_id = ? ORDER BY number").all(alarm.id);
    return ok({
      alarm,
      timeline: createReveal(database)
        .reveal(lines as unknown as readonly JournalRow[])
        .map(entryOf),
    });
  } finally {
    database.close();
  }
}
