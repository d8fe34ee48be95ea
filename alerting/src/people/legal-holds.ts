import { randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import type { PersonalName } from "@labcanary/domain/governance";
import type { LegalHold, PersonNames } from "@labcanary/domain/messages";

export const holdsIn = (database: DatabaseSync): readonly LegalHold[] =>
  database.prepare("SELECT name, reason, by, at FROM legal_holds ORDER BY at, rowid").all() as unknown as LegalHold[];

export const isHeld = (database: DatabaseSync, names: PersonNames): boolean => {
  const find = database.prepare("SELECT 1 FROM legal_holds WHERE name = ?");
  return names.some((name) => find.get(name) !== undefined);
};

/** Within the transaction that is open. */
export function hold(database: DatabaseSync, names: PersonNames, { reason, by, at }: Omit<LegalHold, "name">): PersonNames {
  const held = [...new Set([...names, ...names.flatMap((name) => namesOfCase(database, name))])];
  const insert = database.prepare("INSERT OR REPLACE INTO legal_holds (name, reason, by, at, held_case) VALUES (?, ?, ?, ?, ?)");
  const heldCase = randomUUID();
  for (const name of held) insert.run(name, reason, by, at, heldCase);
  return held;
}

/** Within the transaction that is open. */
export function lift(database: DatabaseSync, name: PersonalName): PersonNames {
  const lifted = namesOfCase(database, name);
  const remove = database.prepare("DELETE FROM legal_holds WHERE name = ?");
  for (const each of lifted) remove.run(each);
  return lifted;
}

/** The site may no longer say that they are one person: the case does. A hold of an earlier release is of one name alone. */
function namesOfCase(database: DatabaseSync, name: PersonalName): PersonNames {
  const rows = database
    .prepare("SELECT name FROM legal_holds WHERE name = ? OR held_case = (SELECT nullif(held_case, '') FROM legal_holds WHERE name = ?)")
    .all(name, name);
  return rows.map((row) => row["name"] as PersonalName);
}
