import { createHash, createHmac } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";

/**
 * Tells whether an address is the one that was tried, without keeping it in clear. There are so few telephone numbers that all can be tried
 * on a plain hash: this one needs the installation's key.
 */
export type AddressHash = (address: string) => string;

/** Marks the hash as one with a key; earlier releases kept 22 signs of a plain SHA-256 in base64url. */
const KEYED = "k1:";
const KEPT_CHARACTERS = 22;

export const createAddressHash =
  (key: Uint8Array): AddressHash =>
  (address) =>
    keyed(plain(address), key);

/** Of the plain hash and not of the address, so that rows of earlier releases, of which no address is known, go on to be read. */
const keyed = (plainHash: string, key: Uint8Array): string =>
  `${KEYED}${createHmac("sha256", key).update(plainHash).digest("base64url").slice(0, KEPT_CHARACTERS)}`;
const plain = (address: string): string => createHash("sha256").update(address).digest("base64url").slice(0, KEPT_CHARACTERS);

const TABLES = ["deliveries", "sent_messages", "contact_standings"] as const;

/** Puts the key to what earlier releases kept without one. Within the transaction that is open. */
export function keyOldHashes(database: DatabaseSync, key: Uint8Array): void {
  database.function("keyed", { deterministic: true }, (plainHash) => keyed(String(plainHash), key));
  // An earlier release that ran in between may have kept an address again that has its key already: what is newest counts.
  for (const table of TABLES)
    database.exec(`UPDATE OR REPLACE ${table} SET address = keyed(address) WHERE address <> '' AND address NOT LIKE '${KEYED}%'`);
}
