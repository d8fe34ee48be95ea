import type { DatabaseSync } from "node:sqlite";
import type { JournalEntryKind } from "@labcanary/domain/messages";
import type { AlarmDesk } from "@labcanary/domain/ports";

/** What is to be in the journal about a change of accounts, sessions or tokens. Holds no secret. */
export interface ChangeNote {
  readonly kind: JournalEntryKind;
  readonly actor: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Who changed something by a command, whether or not the platform was running. */
export const COMMAND_LINE = "command-line";

/** Keeps what the journal is to have, in the transaction of the change itself: neither is there without the other. */
export function noteChange(database: DatabaseSync, { kind, actor, detail }: ChangeNote): void {
  database.prepare("INSERT INTO change_note (kind, actor, detail) VALUES (?, ?, ?)").run(kind, actor, JSON.stringify(detail));
}

/**
 * Hands what is noted to the journal, oldest first; returns how many there were. After a crash between the two a line may be there twice,
 * never not at all; `note` in its detail tells.
 */
export function journalNotes(database: DatabaseSync, desk: Pick<AlarmDesk, "record">): number {
  const notes = database.prepare("SELECT number, kind, actor, detail FROM change_note ORDER BY number").all() as {
    readonly number: number;
    readonly kind: JournalEntryKind;
    readonly actor: string;
    readonly detail: string;
  }[];
  const forget = database.prepare("DELETE FROM change_note WHERE number = ?");
  for (const { number, kind, actor, detail } of notes) {
    desk.record({ kind, actor, detail: { ...(JSON.parse(detail) as object), note: number } });
    forget.run(number);
  }
  return notes.length;
}
