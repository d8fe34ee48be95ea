import type { DatabaseSync } from "node:sqlite";
import { unbalanced } from "@labcanary/domain/alarm";
import type { AlarmTable } from "../alarms/alarm-table.ts";
import type { Journal } from "../journal/journal.ts";
import type { Batch } from "../store/batch.ts";
import { type BookTable, recount } from "./book-table.ts";
import { saidOf } from "./condition.ts";

/**
 * At the start: books that do not balance are taken anew once somebody has acknowledged that they do not, and not before. What was missing
 * is in the journal then, with the alarm. Within the transaction that is open.
 */
export function settleBooks(
  database: DatabaseSync,
  deps: { readonly books: BookTable; readonly alarms: Pick<AlarmTable, "activeOf">; readonly journal: Journal },
  { at }: Batch,
): void {
  const { books, alarms, journal } = deps;
  const tell = (why: "release" | "acknowledged", reason: string): void =>
    journal.append({ at, kind: "books-taken-anew", actor: "system", detail: { why, reason } });
  if (books.opened === "anew") tell("release", `the journal has come further than ${books.wasKeptTo}`);
  const said = books.read();
  if (
    unbalanced(said).length === 0 ||
    alarms.activeOf({ kind: "system", condition: "alarm-books-unbalanced" })?.acknowledgedAt === undefined
  )
    return;
  tell("acknowledged", saidOf(said));
  recount(database);
}
