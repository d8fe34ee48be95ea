import type { Person, Site } from "../site/index.ts";

type Described = Pick<Site, "people">;

/** The person of the site behind an actor of the journal (`user:ACCOUNT`, `person:ID`); undefined of one the site does not know. */
export function personBehind(actor: string, { people }: Described): Person | undefined {
  return people.find(({ id, account = id }) => actor === `user:${account}` || actor === `person:${id}`);
}

/** One name for all by which somebody acts: `user:mei` and `person:wang-mei` are one where the site says so; otherwise the actor itself. */
export function personOf(actor: string, site: Described): string {
  const person = personBehind(actor, site);
  return person === undefined ? actor : `person:${person.id}`;
}

/** Whether two actors are one person, also by two ways of signing in: what two people must do, one does not by having two names. */
export const isSamePerson = (one: string, other: string, site: Described): boolean => personOf(one, site) === personOf(other, site);

/**
 * Every name by which somebody can act now, the given one first. Kept with what they did, it finds them also when the site says of them
 * later that they have another account, or nothing any more.
 */
export function namesOf(actor: string, site: Described): readonly string[] {
  const person = personBehind(actor, site);
  if (person === undefined) return [actor];
  return [...new Set([actor, `person:${person.id}`, `user:${person.account ?? person.id}`])];
}

/**
 * Whether the site knows the person behind an actor. Of two accounts nobody is known of, nobody can tell that they are two people; and behind a
 * shared telephone is whoever holds it.
 */
export function isKnownPerson(actor: string, site: Described): boolean {
  const person = personBehind(actor, site);
  return person !== undefined && person.kind === undefined;
}

/** Why what was found is explained by nobody the site does not know. */
export const EXPLAINER_UNLINKED =
  "an explanation is signed by a person the site knows, or nobody could tell that it is somebody else; give the account its person under people";
