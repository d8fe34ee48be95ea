import type { DatabaseSync } from "node:sqlite";
import type { EpochMs } from "@labcanary/domain/basics";
import type { SentText } from "@labcanary/domain/notification";

/** A text as one attempt hands it over: `id` is that of its first notification. */
export interface TextRow {
  readonly id: string;
  readonly recipient: string;
  readonly zoneId: string;
  readonly lifeSafety: boolean;
  /** Every notification in it. */
  readonly notifications: readonly string[];
}

/** Who was sent how many texts lately, and which notifications share one. Writing happens within the transaction that is open. */
export interface TextTable {
  begin(text: TextRow, at: EpochMs): void;
  /** Nobody has got it. */
  takeBack(textId: string): void;
  /** Oldest first. Forgets what was sent before `after`. */
  sentTo(recipient: string, after: EpochMs): readonly SentText[];
  /** Notifications of the text a notification was sent in, itself among them. */
  sharing(textId: string): readonly string[];
  /** The clock was set back by the span (negative) to `now`: what lies after it comes along. */
  followClock(now: EpochMs, span: number): void;
}

export function createTextTable(database: DatabaseSync): TextTable {
  const insert = database.prepare("INSERT OR REPLACE INTO sent_texts (id, recipient, zone_id, life_safety, at) VALUES (?, ?, ?, ?, ?)");
  const remove = database.prepare("DELETE FROM sent_texts WHERE id = ?");
  const forget = database.prepare("DELETE FROM sent_texts WHERE at <= ?");
  const sentTo = database.prepare("SELECT at, zone_id, life_safety FROM sent_texts WHERE recipient = ? AND at > ? ORDER BY at, rowid");
  const share = database.prepare("INSERT OR REPLACE INTO shared_texts (notification_id, text_id) VALUES (?, ?)");
  const alone = database.prepare("DELETE FROM shared_texts WHERE notification_id = ?");
  const sharing = database.prepare("SELECT notification_id FROM shared_texts WHERE text_id = ? ORDER BY rowid");
  const move = database.prepare("UPDATE sent_texts SET at = at + :span WHERE at > :now");
  return {
    begin({ id, recipient, zoneId, lifeSafety, notifications }, at) {
      insert.run(id, recipient, zoneId, lifeSafety ? 1 : 0, at);
      for (const notification of notifications) {
        if (notifications.length === 1) alone.run(notification);
        else share.run(notification, id);
      }
    },
    takeBack: (textId) => void remove.run(textId),
    sentTo(recipient, after) {
      forget.run(after);
      return sentTo.all(recipient, after).map((row) => ({
        at: row["at"] as EpochMs,
        zoneId: String(row["zone_id"]),
        lifeSafety: row["life_safety"] === 1,
      }));
    },
    sharing(textId) {
      const shared = sharing.all(textId).map((row) => String(row["notification_id"]));
      return shared.length === 0 ? [textId] : shared;
    },
    followClock: (now, span) => void move.run({ span, now }),
  };
}
