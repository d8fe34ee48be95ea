import type { DatabaseSync } from "node:sqlite";
import { days, type DurationMs, minus } from "@labcanary/domain/basics";
import type { Clock, Logger } from "@labcanary/domain/ports";
import type { EventTable } from "../access/event-table.ts";
import type { BookTable } from "../books/book-table.ts";
import { createForgetting } from "../outbox/forgetting.ts";
import { checkpoint, inTransaction } from "./database.ts";

/** Access events are part of what a reading says, and go with it: the history's own default. */
const DEFAULT_EVENT_RETENTION = days(400);
/** Events deleted at once. Chosen: some tens of milliseconds, in which nothing else is kept. */
const FORGOTTEN_AT_ONCE = 10_000;
/** What became of notifications is kept as long as the readings they were about, by default; the journal keeps it for ever. */
const DELIVERIES_KEPT = days(400);
/** Notifications deleted at once. Chosen: some milliseconds, and more in an hour than come in one on any day but that of a flood. */
const NOTIFICATIONS_FORGOTTEN_AT_ONCE = 1000;

/**
 * What the database needs done beside its work: what has had its time is deleted, and what was committed is carried out of the write-ahead
 * log. What could not be done is tried again with the next call.
 */
export function createHousekeeping(
  database: DatabaseSync,
  deps: {
    readonly clock: Clock;
    readonly logger: Logger;
    readonly books: Pick<BookTable, "add">;
    readonly events: Pick<EventTable, "deleteBefore">;
    readonly eventRetention: DurationMs | undefined;
  },
): { events(): void; notifications(): void; writeAheadLog(): void } {
  const { clock, logger, books, events, eventRetention = DEFAULT_EVENT_RETENTION } = deps;
  const forget = createForgetting(database, books);
  const changes = database.prepare("SELECT total_changes() AS rows");
  let carried: unknown;
  return {
    events() {
      const until = minus(clock.now(), eventRetention);
      try {
        while (events.deleteBefore(until, FORGOTTEN_AT_ONCE) === FORGOTTEN_AT_ONCE);
      } catch (error) {
        logger.error({ error: String(error) }, "Access events past their time could not be deleted; tried again in an hour");
      }
    },
    notifications() {
      try {
        inTransaction(database, () => forget(minus(clock.now(), DELIVERIES_KEPT), NOTIFICATIONS_FORGOTTEN_AT_ONCE));
      } catch (error) {
        logger.error({ error: String(error) }, "Notifications past their time could not be deleted; tried again in an hour");
      }
    },
    writeAheadLog() {
      // Most seconds nothing was written: no disk is asked then.
      const written = changes.get()?.["rows"];
      if (written === carried) return;
      try {
        checkpoint(database);
        carried = written;
      } catch (error) {
        logger.error(
          { error: String(error) },
          "The write-ahead log of alarms could not be carried into the database; tried again in a second",
        );
      }
    },
  };
}
