import type { DatabaseSync } from "node:sqlite";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { PersonalName } from "@labcanary/domain/governance";
import { inTransaction } from "../store/database.ts";
import { keyOfName } from "./person-keys.ts";
import { forgetInAlarms, forgetInAnswers, type PersonKey } from "./forget-in-alarms.ts";

/** Alarms looked at in one turn of the event loop and one transaction (chosen: some milliseconds; an alarm waits no longer than that). */
const SLICE = 200;

/**
 * Takes names away from behind their keys: first out of alarms and what commands were answered, slice by slice, and then the keys themselves, so that whoever is killed in
 * between does all of it again. `mayGo` is asked in each transaction: what was said meanwhile (a hold, a new line) counts. Gives those that went.
 */
export async function forgetNames(
  database: DatabaseSync,
  names: readonly PersonalName[],
  mayGo: (person: PersonKey) => boolean,
): Promise<readonly PersonalName[]> {
  database.exec("PRAGMA secure_delete = ON");
  // Also of who has none: an earlier release left some names in alarms when it took their keys.
  const known = inTransaction(database, () => names.map((name): PersonKey => ({ key: keyOfName(database, name), name })));
  // No alarm has the address somebody signed in from.
  const people = known.filter(({ name }) => !name.startsWith("address:"));
  let row: number | undefined = people.length === 0 ? undefined : 0;
  while (row !== undefined) {
    const after: number = row;
    row = inTransaction(database, () => forgetInAlarms(database, people.filter(mayGo), after, SLICE));
    await nextTurn();
  }
  let answer: string | undefined = people.length === 0 ? undefined : "";
  while (answer !== undefined) {
    const after: string = answer;
    answer = inTransaction(database, () => forgetInAnswers(database, people.filter(mayGo), after, SLICE));
    await nextTurn();
  }
  const gone: PersonalName[] = [];
  const deletions = ["journal_people", "journal_named"].map((table) => database.prepare(`DELETE FROM ${table} WHERE key = ?`));
  for (let from = 0; from < known.length; from += SLICE) {
    inTransaction(database, () => {
      for (const person of known.slice(from, from + SLICE).filter(mayGo)) {
        for (const deletion of deletions) deletion.run(person.key);
        gone.push(person.name);
      }
    });
    await nextTurn();
  }
  return gone;
}

/**
 * Brings what was overwritten into the database, and empties the log beside it, which has what was there before. It waits for nobody: false
 * where somebody reads or writes just now, and the log has it still. It is emptied by the next call that finds nobody, or when the last one closes the database.
 */
export function emptyLog(database: DatabaseSync): boolean {
  const before = database.prepare("PRAGMA busy_timeout").get()?.["timeout"];
  database.exec("PRAGMA busy_timeout = 0");
  try {
    return database.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get()?.["busy"] === 0;
  } finally {
    database.exec(`PRAGMA busy_timeout = ${Number(before)}`);
  }
}
