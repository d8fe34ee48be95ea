import type { DatabaseSync } from "node:sqlite";
import type { EpochMs } from "@labcanary/domain/basics";
import type { AccessEventQuery, KeptEvent } from "@labcanary/domain/ports";
import type { AccessEvent } from "@labcanary/domain/telemetry";

/** What people did at doors, found by device and time. Badge numbers are not kept: a person's is known, and a stranger's helps a thief. */
export interface EventTable {
  /** Adds them within the transaction that is open; those it has stay as they are. */
  add(events: readonly AccessEvent[]): void;
  between(query: AccessEventQuery): readonly KeptEvent[];
  /** Deletes at most `limit` events from before `until`, the oldest first; how many there were. */
  deleteBefore(until: EpochMs, limit: number): number;
}

export function createEventTable(database: DatabaseSync): EventTable {
  const insert = database.prepare("INSERT OR IGNORE INTO access_events (id, device, at, body) VALUES (?, ?, ?, ?)");
  const remove = database.prepare("DELETE FROM access_events WHERE id IN (SELECT id FROM access_events WHERE at < ? ORDER BY at LIMIT ?)");

  return {
    add(events) {
      for (const event of events) insert.run(event.id, event.deviceId, event.at, JSON.stringify(keptOf(event)));
    },
    between: createEventQuery(database),
    deleteBefore: (until, limit) => Number(remove.run(until, limit).changes),
  };
}

/** Only reads. */
export function createEventQuery(database: DatabaseSync): EventTable["between"] {
  const all = database.prepare("SELECT body FROM access_events WHERE at >= ? AND at < ? ORDER BY at DESC, id LIMIT ?");
  const ofDevice = database.prepare("SELECT body FROM access_events WHERE device = ? AND at >= ? AND at < ? ORDER BY at DESC, id LIMIT ?");
  return ({ deviceId, from, to, limit }) => {
    const rows = deviceId === undefined ? all.all(from, to, limit) : ofDevice.all(deviceId, from, to, limit);
    return rows.map((row) => JSON.parse(String(row["body"])) as KeptEvent);
  };
}

function keptOf({ credential, person, ...event }: AccessEvent): KeptEvent {
  if (person !== undefined) return { ...event, person: person.id, roles: person.roles };
  return credential === undefined ? event : { ...event, unknownBadge: true };
}
