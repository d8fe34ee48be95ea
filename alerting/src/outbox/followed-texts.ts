import type { DatabaseSync } from "node:sqlite";
import { days, type EpochMs, minus } from "@labcanary/domain/basics";
import type { Notification } from "@labcanary/domain/notification";
import { addressOn, type ChannelKind, type Site } from "@labcanary/domain/site";
import type { Channel } from "../ports.ts";
import type { AddressHash } from "../store/address-hash.ts";

/** Chosen: an operator that has not delivered in a day will not; channels ask no longer either. */
const FOLLOWED_FOR = days(1);
/** Most that are asked for again after a start, the newest first (chosen: as many as a channel asks for at once). */
const MOST = 1000;

/**
 * Texts whose provider has to be asked what became of them, so that a restart goes on asking. Without the address: the site has it, and its
 * hash tells whether it still is the one the text went to. Writing happens within the transaction that is open.
 */
export interface FollowedTexts {
  keep(notification: Pick<Notification, "id" | "channel" | "personId" | "address">, providerRef: string, at: EpochMs): void;
  /** Has a channel go on asking for what it took before this start and nobody has proof of yet. */
  resume(channel: Channel, site: Site, now: EpochMs): void;
  /** The clock was set back by the span (negative) to `now`: what lies after it comes along. */
  followClock(now: EpochMs, span: number): void;
}

export function createFollowedTexts(database: DatabaseSync, addressHash: AddressHash): FollowedTexts {
  database.exec(`
    CREATE TABLE IF NOT EXISTS followed_texts (
      id TEXT NOT NULL,
      channel TEXT NOT NULL,
      person_id TEXT NOT NULL,
      address TEXT NOT NULL,
      provider_ref TEXT NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (id, channel)
    ) STRICT;
    CREATE INDEX IF NOT EXISTS followed_texts_at ON followed_texts (at);
  `);
  const insert = database.prepare(
    "INSERT OR REPLACE INTO followed_texts (id, channel, person_id, address, provider_ref, at) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const forget = database.prepare("DELETE FROM followed_texts WHERE at <= ?");
  const open = database.prepare(
    `SELECT followed_texts.* FROM followed_texts JOIN outbox ON outbox.id = followed_texts.id
     WHERE followed_texts.channel = ? AND followed_texts.at > ? AND coalesce(outbox.best, 'accepted') = 'accepted'
     ORDER BY followed_texts.at DESC LIMIT ?`,
  );
  const move = database.prepare("UPDATE followed_texts SET at = at + :span WHERE at > :now");

  return {
    keep({ id, channel, personId, address }, providerRef, at) {
      forget.run(minus(at, FOLLOWED_FOR));
      insert.run(id, channel, personId, addressHash(address), providerRef, at);
    },
    resume(channel, site, now) {
      if (channel.follow === undefined) return;
      for (const row of open.all(channel.kind, minus(now, FOLLOWED_FOR), MOST).toReversed()) {
        const address = addressOf(String(row["person_id"]), channel.kind, site);
        if (address === undefined || addressHash(address) !== row["address"]) continue;
        const [notificationId, providerRef] = [String(row["id"]), String(row["provider_ref"])];
        channel.follow({ notificationId, address, providerRef, acceptedAt: row["at"] as EpochMs });
      }
    },
    followClock: (now, span) => void move.run({ now, span }),
  };
}

function addressOf(personId: string, channel: ChannelKind, { people }: Site): string | undefined {
  const person = people.find(({ id }) => id === personId);
  return person === undefined ? undefined : addressOn(person, channel);
}
