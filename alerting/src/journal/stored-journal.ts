import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { Alarm, AlarmSource } from "@labcanary/domain/alarm";
import type { EpochMs } from "@labcanary/domain/basics";
import type { JournalEntry } from "@labcanary/domain/messages";
import { BUSY_TIMEOUT_MS, databaseFile } from "../store/database.ts";
import { createReveal } from "../people/person-keys.ts";
import { entryOf, type JournalRow } from "./journal.ts";

/** Lines of the journal, and where the alarms they name come from. */
export interface StoredJournal {
  /** Oldest first. */
  readonly entries: readonly JournalEntry[];
  /** By alarm id. */
  readonly sources: ReadonlyMap<string, AlarmSource>;
}

/** The journal of a span, both ends included, read beside a running platform. Undefined where none was ever kept. */
export function storedJournal(dataFolder: string, from: EpochMs, to: EpochMs): StoredJournal | undefined {
  const file = databaseFile(dataFolder);
  if (!existsSync(file)) return undefined;
  const database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  try {
    const rows = database.prepare("SELECT * FROM journal WHERE at >= ? AND at <= ? ORDER BY number").all(from, to);
    const entries = createReveal(database)
      .reveal(rows as unknown as readonly JournalRow[])
      .map(entryOf);
    const body = database.prepare("SELECT body FROM alarms WHERE id = ?");
    const ids = new Set(entries.flatMap(({ alarmId }) => alarmId ?? []));
    const sources = [...ids].flatMap((id): [string, AlarmSource][] => {
      const row = body.get(id);
      return row === undefined ? [] : [[id, (JSON.parse(String(row["body"])) as Alarm).source]];
    });
    return { entries, sources: new Map(sources) };
  } finally {
    database.close();
  }
}
