import type { JournalEntry } from "@labcanary/domain/messages";
import { api } from "../api.ts";
import type { AlarmSummary } from "../live/feed-state.ts";

/** A line of the journal, and the alarm it is about. */
export interface CountedLine {
  readonly entry: JournalEntry;
  readonly alarm: AlarmSummary | undefined;
}

/** These lines of the journal, 200 at most, in its order. */
export async function linesNumbered(numbers: readonly number[]): Promise<readonly CountedLine[]> {
  if (numbers.length === 0) return [];
  const { entries, alarms } = await api.journal({ lines: numbers.join(","), limit: String(numbers.length) });
  const byId = new Map(alarms.map((alarm) => [alarm.id, alarm]));
  return entries.map((entry) => ({ entry, alarm: byId.get(entry.alarmId ?? "") }));
}
