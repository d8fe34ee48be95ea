import { peopleMarkedIn } from "@labcanary/domain/basics";
import { ACCOUNT_KEYS, isOfPerson, NOTIFICATION_KEYS, PERSON_KEYS, type PersonalName } from "@labcanary/domain/governance";
import type { JournalEntry } from "@labcanary/domain/messages";

/** Everybody a line names, as `user:NAME` and `person:ID`. */
export function peopleIn({ actor, detail }: Pick<JournalEntry, "actor" | "detail">): ReadonlySet<string> {
  const people = new Set<string>([actor]);
  const look = (value: unknown, key: string): void => {
    if (typeof value === "string") take(value, key);
    else if (Array.isArray(value)) for (const each of value) look(each, key);
    else if (typeof value === "object" && value !== null)
      for (const [name, inner] of Object.entries(value)) look(inner, name === "id" && isOfPerson(value) ? "person" : name);
  };
  const take = (value: string, key: string): void => {
    for (const id of peopleMarkedIn(value)) people.add(`person:${id}`);
    // `ROUND:STEP:PERSON`, of nobody without the last.
    if (NOTIFICATION_KEYS.has(key) && !value.endsWith(":")) people.add(`person:${value.slice(value.lastIndexOf(":") + 1)}`);
    // As acts of ledgers say who did something: `user:mei`.
    if (/^(?:user|person):/.test(value)) people.add(value);
    else if (PERSON_KEYS.has(key)) people.add(`person:${value}` satisfies PersonalName);
    else if (ACCOUNT_KEYS.has(key)) people.add(`user:${value}` satisfies PersonalName);
  };
  look(detail, "");
  return people;
}
