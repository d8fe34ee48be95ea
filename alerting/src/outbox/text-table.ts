import type { DatabaseSync } from "node:sqlite";
import type { EpochMs } from "@labcanary/domain/basics";
import type { SentText } from "@labcanary/domain/notification";
import type { ChannelKind } from "@labcanary/domain/site";

/** A text as one attempt hands it over: `id` is that of its first notification. */
export interface TextRow {
  readonly id: string;
  readonly channel: ChannelKind;
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
  takeBack(textId: string, channel: ChannelKind): void;
  /** By whatever channel, oldest first. Forgets what was sent before `after`. */
  sentTo(recipient: string, after: EpochMs): readonly SentText[];
  /** Notifications of the text a notification was sent in by the channel, itself among them. */
  sharing(textId: string, channel: ChannelKind): readonly string[];
  /** The clock was set back by the span (negative) to `now`: what lies after it comes along. */
  followClock(now: EpochMs, span: number): void;
}

export function createTextTable(database: DatabaseSync): TextTable {
  const insert = database.prepare(
    "INSERT OR REPLACE INTO sent_messages (id, channel, recipient, zone_id, life_safety, at) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const remove = database.prepare("DELETE FROM sent_messages WHERE id = ? AND channel = ?");
  const forget = database.prepare("DELETE FROM sent_messages WHERE at <= ?");
  const sentTo = database.prepare("SELECT at, zone_id, life_safety FROM sent_messages WHERE recipient = ? AND at > ? ORDER BY at, rowid");
  const share = database.prepare("INSERT OR REPLACE INTO shared_messages (notification_id, channel, message_id) VALUES (?, ?, ?)");
  const alone = database.prepare("DELETE FROM shared_messages WHERE notification_id = ? AND channel = ?");
  const unshare = database.prepare("DELETE FROM shared_messages WHERE message_id = ? AND channel = ?");
  const sharing = database.prepare("SELECT notification_id FROM shared_messages WHERE message_id = ? AND channel = ? ORDER BY rowid");
  const move = database.prepare("UPDATE sent_messages SET at = at + :span WHERE at > :now");
  return {
    begin({ id, channel, recipient, zoneId, lifeSafety, notifications }, at) {
      insert.run(id, channel, recipient, zoneId, lifeSafety ? 1 : 0, at);
      // Of an attempt before that nobody got, with others beside it.
      unshare.run(id, channel);
      for (const notification of notifications) {
        if (notifications.length === 1) alone.run(notification, channel);
        else share.run(notification, channel, id);
      }
    },
    takeBack: (textId, channel) => void remove.run(textId, channel),
    sentTo(recipient, after) {
      forget.run(after);
      return sentTo.all(recipient, after).map((row) => ({
        at: row["at"] as EpochMs,
        zoneId: String(row["zone_id"]),
        lifeSafety: row["life_safety"] === 1,
      }));
    },
    sharing(textId, channel) {
      const shared = sharing.all(textId, channel).map((row) => String(row["notification_id"]));
      return shared.length === 0 ? [textId] : shared;
    },
    followClock: (now, span) => void move.run({ span, now }),
  };
}
