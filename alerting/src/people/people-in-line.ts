import { ACCOUNT_KEYS, PERSON_KEYS, type PersonalName } from "@labcanary/domain/governance";
import type { JournalEntry } from "@labcanary/domain/messages";

/** Everybody a line names, as `user:NAME` and `person:ID`. */
export function peopleIn({ actor, detail }: Pick<JournalEntry, "actor" | "detail">): ReadonlySet<string> {
  const people = new Set<string>([actor]);
  const look = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (typeof inner !== "string") look(inner);
      // As acts of ledgers say who did something: `user:mei`.
      else if (/^(?:user|person):/.test(inner)) people.add(inner);
      else if (PERSON_KEYS.has(key)) people.add(`person:${inner}` satisfies PersonalName);
      else if (ACCOUNT_KEYS.has(key)) people.add(`user:${inner}` satisfies PersonalName);
    }
  };
  look(detail);
  return people;
}
