import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { AccessLog } from "@labcanary/domain/ports";
import { BUSY_TIMEOUT_MS, databaseFile } from "../store/database.ts";
import { createEventQuery } from "./event-table.ts";

/**
 * What people did at doors, read from a data folder: only reads, and may run while the server does. Undefined when none was ever kept
 * there. The file is open during a query only.
 */
export function storedAccessLog(dataFolder: string): AccessLog | undefined {
  const file = databaseFile(dataFolder);
  if (!existsSync(file) || !reading(file, hasEvents)) return undefined;
  return { events: (query) => reading(file, (database) => createEventQuery(database)(query)) };
}

/** A folder that a release without them has written has no table for them. */
const hasEvents = (database: DatabaseSync): boolean =>
  database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'access_events'").get() !== undefined;

function reading<T>(file: string, read: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  try {
    return read(database);
  } finally {
    database.close();
  }
}
