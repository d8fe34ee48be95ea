import type { DatabaseSync } from "node:sqlite";
import { type DurationMs, type EpochMs, minus } from "@labcanary/domain/basics";
import { type BudgetShare, type SentText, TEXT_WINDOW } from "@labcanary/domain/notification";
import type { ChannelKind } from "@labcanary/domain/site";

/** A text as one attempt hands it over: `id` is that of its first notification. */
export interface TextRow {
  readonly id: string;
  readonly channel: ChannelKind;
  readonly recipient: string;
  /** A hash. */
  readonly address: string;
  readonly zoneId: string;
  readonly lifeSafety: boolean;
  /** Of a drill: it takes nothing of what real alarms may send. */
  readonly drill: boolean;
  /** Every notification in it. */
  readonly notifications: readonly string[];
}

export const shareOf = ({ lifeSafety, drill }: Pick<TextRow, "lifeSafety" | "drill">): BudgetShare =>
  lifeSafety ? "life-safety" : drill ? "drill" : "ordinary";

/** Who was sent how many texts lately, and which notifications share one. Writing happens within the transaction that is open. */
export interface TextTable {
  begin(text: TextRow, at: EpochMs): void;
  /** Nobody has got it; a provider that may have had it (`isCounted`) counts it all the same. */
  takeBack(textId: string, channel: ChannelKind, isCounted: boolean): void;
  /** By a channel, to one address or all, the newest `limit` of them, oldest first. */
  sentBy(of: {
    readonly channel: ChannelKind;
    readonly address?: string;
    readonly after: EpochMs;
    readonly limit: number;
  }): readonly EpochMs[];
  /** The address that was sent most since. */
  busiestAddress(channel: ChannelKind, after: EpochMs): string | undefined;
  /** Goes up whenever what was sent is not what it was. */
  changes(): number;
  /** By whatever channel, oldest first. */
  sentTo(recipient: string, after: EpochMs): readonly SentText[];
  /** Notifications of the text a notification was sent in by the channel, itself among them. */
  sharing(textId: string, channel: ChannelKind): readonly string[];
  /** The clock was set back by the span (negative) to `now`: what lies after it comes along. */
  followClock(now: EpochMs, span: number): void;
}

/** `kept`: how long what was sent matters. */
export function createTextTable(database: DatabaseSync, kept: DurationMs = TEXT_WINDOW): TextTable {
  const insert = database.prepare(
    "INSERT OR REPLACE INTO sent_messages (id, channel, recipient, address, zone_id, life_safety, drill, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
  );
  const remove = database.prepare("DELETE FROM sent_messages WHERE id = ? AND channel = ?");
  const forget = database.prepare("DELETE FROM sent_messages WHERE at <= ?");
  const sentTo = database.prepare(
    "SELECT at, zone_id, life_safety, drill FROM sent_messages WHERE recipient = ? AND at > ? ORDER BY at, rowid",
  );
  const share = database.prepare("INSERT OR REPLACE INTO shared_messages (notification_id, channel, message_id) VALUES (?, ?, ?)");
  const alone = database.prepare("DELETE FROM shared_messages WHERE notification_id = ? AND channel = ?");
  const unshare = database.prepare("DELETE FROM shared_messages WHERE message_id = ? AND channel = ?");
  const sharing = database.prepare("SELECT notification_id FROM shared_messages WHERE message_id = ? AND channel = ? ORDER BY rowid");
  // Under an id of its own: the text is tried again under its own.
  const disown = database.prepare(
    "UPDATE OR REPLACE sent_messages SET id = id || '~' || at || '~' || rowid, recipient = '' WHERE id = ? AND channel = ?",
  );
  const ofChannel = database.prepare("SELECT at FROM sent_messages WHERE channel = ? AND at > ? ORDER BY at DESC LIMIT ?");
  const ofAddress = database.prepare("SELECT at FROM sent_messages WHERE channel = ? AND address = ? AND at > ? ORDER BY at DESC LIMIT ?");
  const busiest = database.prepare(
    "SELECT address FROM sent_messages WHERE channel = ? AND at > ? GROUP BY address ORDER BY count(*) DESC, address LIMIT 1",
  );
  let changes = 0;
  const move = database.prepare("UPDATE sent_messages SET at = at + :span WHERE at > :now");
  return {
    begin({ id, channel, recipient, address, zoneId, lifeSafety, drill, notifications }, at) {
      changes++;
      forget.run(minus(at, kept));
      insert.run(id, channel, recipient, address, zoneId, lifeSafety ? 1 : 0, drill ? 1 : 0, at);
      // Of an attempt before that nobody got, with others beside it.
      unshare.run(id, channel);
      for (const notification of notifications) {
        if (notifications.length === 1) alone.run(notification, channel);
        else share.run(notification, channel, id);
      }
    },
    takeBack(textId, channel, isCounted) {
      changes++;
      if (isCounted) disown.run(textId, channel);
      else remove.run(textId, channel);
    },
    sentBy({ channel, address, after, limit }) {
      const rows = address === undefined ? ofChannel.all(channel, after, limit) : ofAddress.all(channel, address, after, limit);
      return rows.map(({ at }) => at as EpochMs).toReversed();
    },
    busiestAddress(channel, after) {
      const address = busiest.get(channel, after)?.["address"];
      return typeof address === "string" ? address : undefined;
    },
    changes: () => changes,
    sentTo(recipient, after) {
      return sentTo.all(recipient, after).map((row) => ({
        at: row["at"] as EpochMs,
        zoneId: String(row["zone_id"]),
        lifeSafety: row["life_safety"] === 1,
        drill: row["drill"] === 1,
      }));
    },
    sharing(textId, channel) {
      const shared = sharing.all(textId, channel).map((row) => String(row["notification_id"]));
      return shared.length === 0 ? [textId] : shared;
    },
    followClock: (now, span) => void move.run({ span, now }),
  };
}
