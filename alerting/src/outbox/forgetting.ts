import type { DatabaseSync } from "node:sqlite";
import type { EpochMs } from "@labcanary/domain/basics";
import type { BookTable } from "../books/book-table.ts";

/**
 * Deletes what became of at most `limit` notifications that were settled before `until`, the oldest first; how many there were. Those of an
 * alarm go when it is normal and the last of them is as old, so that nothing that may still come finds one half of them. The journal keeps
 * the record. Within the transaction that is open.
 */
export function createForgetting(database: DatabaseSync, books: Pick<BookTable, "add">): (until: EpochMs, limit: number) => number {
  const find = database.prepare(
    `SELECT id FROM outbox AS one
     WHERE open = 0 AND state IN ('accepted', 'failed', 'cancelled') AND at < :until AND proof_at IS NULL
       AND (alarm_id = ''
            OR NOT EXISTS (SELECT 1 FROM alarms WHERE id = one.alarm_id AND annunciation <> 'normal')
               AND NOT EXISTS (SELECT 1 FROM outbox AS other
                               WHERE alarm_id = one.alarm_id
                                 AND (open = 1 OR at >= :until OR state IN ('waiting', 'sending') OR proof_at IS NOT NULL)))
     ORDER BY at LIMIT :limit`,
  );
  const remove = ["outbox WHERE id", "deliveries WHERE notification_id", "shared_messages WHERE notification_id"].map((which) =>
    database.prepare(`DELETE FROM ${which} = ?`),
  );
  return (until, limit) => {
    const ids = find.all({ until, limit }).map(({ id }) => String(id));
    for (const id of ids) for (const statement of remove) statement.run(id);
    books.add({ book: "notices", line: "forgotten" }, ids.length);
    return ids.length;
  };
}
