import type { JournalEntryKind } from "@labcanary/domain/messages";
import type { Journal } from "../journal/journal.ts";
import type { Batch } from "../store/batch.ts";
import type { OutboxRow } from "./outbox-table.ts";

export type NotificationNote = Extract<JournalEntryKind, `notification-${string}`>;

/** Writes what became of a notification into the journal, on the channel in use. */
export type Note = (row: OutboxRow, kind: NotificationNote, detail: object, batch: Batch) => void;

export function createNotes(journal: Journal): Note {
  return (row, kind, detail, batch) => {
    const { id: notificationId, channel, alarmId, step, personId } = row;
    const alarm = alarmId === "" ? {} : { alarmId };
    const nobody = personId === "";
    const whom = nobody ? {} : { step, personId };
    const actor = nobody ? "system" : `channel:${channel}`;
    journal.append({ at: batch.at, kind, actor, ...alarm, detail: { notificationId, ...whom, ...detail } });
  };
}
