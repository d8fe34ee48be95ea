import type { RegimePolicy, Site } from "../../site/index.ts";
import { personBehind } from "../person.ts";

/**
 * Whether the site knows the person behind an actor. Of two accounts nobody is known of, nobody can tell that they are two people; and behind a
 * shared telephone is whoever holds it.
 */
export function isKnownPerson(actor: string, site: Pick<Site, "people">): boolean {
  const person = personBehind(actor, site);
  return person !== undefined && person.kind === undefined;
}

/** Whether a policy lets somebody sign. */
export function maySign(actor: string, { signers }: RegimePolicy, site: Pick<Site, "people">): boolean {
  return signers === undefined || (personBehind(actor, site)?.roles ?? []).some((role) => signers.includes(role));
}
