import type { DatabaseSync } from "node:sqlite";
import { ACCOUNT_KEYS, PERSON_KEYS, type PersonalName } from "@labcanary/domain/governance";

/** Puts the key in the place of a name in alarms that are over. Of those that are not nobody is forgotten: they are younger than any record must be kept. */
export function forgetInAlarms(database: DatabaseSync, name: PersonalName, key: string): void {
  const bare = name.slice(name.indexOf(":") + 1);
  const keys = name.startsWith("user:") ? ACCOUNT_KEYS : PERSON_KEYS;
  const update = database.prepare("UPDATE alarms SET body = ? WHERE id = ?");
  // Every alarm with the text in it; which of them name the person is looked at value by value.
  const rows = database.prepare("SELECT id, body FROM alarms WHERE annunciation = 'normal' AND instr(body, ?) > 0").all(bare);
  for (const row of rows) {
    const before = String(row["body"]);
    const body = JSON.stringify(JSON.parse(before), (field, value: unknown) => {
      if (value === name) return `${name.slice(0, name.indexOf(":"))}:${key}`;
      return value === bare && keys.has(field) ? key : value;
    });
    if (body !== before) update.run(body, String(row["id"]));
  }
}
