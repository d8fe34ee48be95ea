import type { DatabaseSync } from "node:sqlite";
import type { EpochMs } from "@labcanary/domain/basics";
import type { ChannelKind } from "@labcanary/domain/site";

/** An address of a contact, as far as it is kept. */
export interface ContactAddress {
  readonly personId: string;
  readonly channel: ChannelKind;
  /** A hash, as `AddressHash` makes it. */
  readonly address: string;
}

/** What is known of an address. */
export interface KnownAddress {
  /** The last notification proven delivered to it. */
  readonly provenAt?: EpochMs;
  /** The last test sent to it. */
  readonly test?: { readonly notificationId: string; readonly at: EpochMs };
}

/** Which addresses of contacts are known to work. Writing happens within the transaction that is open. */
export interface ContactTable {
  of(contact: ContactAddress): KnownAddress;
  prove(contact: ContactAddress, at: EpochMs): void;
  keepTest(contact: ContactAddress, notificationId: string, at: EpochMs): void;
}

export function createContactTable(database: DatabaseSync): ContactTable {
  const select = database.prepare("SELECT * FROM contact_standings WHERE person_id = ? AND channel = ? AND address = ?");
  const prove = database.prepare(
    `INSERT INTO contact_standings (person_id, channel, address, proven_at) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET proven_at = excluded.proven_at`,
  );
  const test = database.prepare(
    `INSERT INTO contact_standings (person_id, channel, address, test_id, test_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET test_id = excluded.test_id, test_at = excluded.test_at`,
  );
  return {
    of({ personId, channel, address }) {
      const row = select.get(personId, channel, address);
      const { proven_at: provenAt, test_id: notificationId, test_at: at } = row ?? {};
      return {
        ...(typeof provenAt === "number" ? { provenAt: provenAt as EpochMs } : {}),
        ...(typeof notificationId === "string" ? { test: { notificationId, at: at as EpochMs } } : {}),
      };
    },
    prove: ({ personId, channel, address }, at) => void prove.run(personId, channel, address, at),
    keepTest: ({ personId, channel, address }, notificationId, at) => void test.run(personId, channel, address, notificationId, at),
  };
}
