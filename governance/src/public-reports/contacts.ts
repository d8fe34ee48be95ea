import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { BUSY_TIMEOUT_MS, databaseFile } from "../database.ts";

/** How reporters can be reached, apart from the journal, which forgets nothing: here it can be removed, and the chain stays whole. */
export interface Contacts {
  /** Durable on return; gives the key the journal has instead. */
  keep(contact: string): string;
  /** Undefined where it was removed. */
  read(key: string | undefined): string | undefined;
  forget(key: string | undefined): void;
}

/** Every one that is kept: for whoever looks beside the platform, which need not run. None where there is no file. */
export function contactsIn(dataFolder: string): readonly string[] {
  if (!existsSync(databaseFile(dataFolder))) return [];
  const database = new DatabaseSync(databaseFile(dataFolder), { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  try {
    const isThere = database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'reporter_contacts'").get() !== undefined;
    return isThere
      ? database
          .prepare("SELECT contact FROM reporter_contacts")
          .all()
          .map(({ contact }) => String(contact))
      : [];
  } finally {
    database.close();
  }
}

/** The database is asked for with each call: it is open while the service runs. */
export function createContacts(database: () => DatabaseSync): Contacts {
  return {
    keep(contact) {
      const key = randomUUID();
      database().prepare("INSERT INTO reporter_contacts (key, contact) VALUES (?, ?)").run(key, contact);
      return key;
    },
    read(key) {
      if (key === undefined) return undefined;
      const row = database().prepare("SELECT contact FROM reporter_contacts WHERE key = ?").get(key);
      return row?.["contact"] as string | undefined;
    },
    forget(key) {
      if (key !== undefined) database().prepare("DELETE FROM reporter_contacts WHERE key = ?").run(key);
    },
  };
}
