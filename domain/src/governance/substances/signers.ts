import type { Person, RegimePolicy, Site } from "../../site/index.ts";

/** The person of the site behind an actor (`user:ACCOUNT`, `person:ID`); undefined of one the site does not know. */
export function personBehind({ people }: Pick<Site, "people">, actor: string): Person | undefined {
  return people.find(({ id, account = id }) => actor === `user:${account}` || actor === `person:${id}`);
}

/** Whether two actors are one person, also by two ways of signing in. */
export const isSamePerson = (site: Pick<Site, "people">, one: string, other: string): boolean =>
  one === other || (personBehind(site, one) !== undefined && personBehind(site, one) === personBehind(site, other));

/** Whether a policy lets somebody sign. */
export function maySign(site: Pick<Site, "people">, { signers }: RegimePolicy, actor: string): boolean {
  return signers === undefined || (personBehind(site, actor)?.roles ?? []).some((role) => signers.includes(role));
}
