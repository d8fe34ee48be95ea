import type { Site } from "../site/index.ts";

/** Who is behind an actor of the journal: `user:mei` and `person:wang-mei` are one where the site says so; otherwise the actor itself. */
export function personOf(actor: string, { people }: Pick<Site, "people">): string {
  const name = actor.startsWith("user:") ? actor.slice("user:".length) : undefined;
  const person = name === undefined ? undefined : people.find(({ id, account = id }) => account === name);
  return person === undefined ? actor : `person:${person.id}`;
}

export const isSamePerson = (a: string, b: string, site: Pick<Site, "people">): boolean => personOf(a, site) === personOf(b, site);
