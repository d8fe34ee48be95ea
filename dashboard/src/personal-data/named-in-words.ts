import { matcherOfTerms, type PersonalName } from "@labcanary/domain/governance";
import { type LegalHold, namesOf } from "@labcanary/domain/messages";
import type { PersonalDataDesk } from "@labcanary/domain/ports";
import { HttpError } from "../http/http-errors.ts";
import { calledAs, type PersonalDataSources } from "./held.ts";

interface OnHoldDeps extends Pick<PersonalDataSources, "site" | "findInSites"> {
  readonly store: Pick<PersonalDataDesk, "legalHolds">;
}
interface NamedInWordsDeps extends OnHoldDeps, Pick<PersonalDataSources, "also"> {}

/** Throws why words are not removed as those about a person. */
export type CheckWords = (text: string) => void;

/**
 * By which hold words stay, as they name somebody on hold as the site gives them and gave them. Of one that is set after this was asked any
 * words may be: they stay until it is asked again.
 */
export async function wordsOnHold({ store, site, findInSites }: OnHoldDeps): Promise<(text: string) => LegalHold | undefined> {
  const known = new Map<PersonalName, (text: string) => boolean>();
  const unknown = (): readonly PersonalName[] => store.legalHolds().flatMap((hold) => (known.has(hold.name) ? [] : [hold.name]));
  // Again where somebody was put on hold meanwhile.
  for (let some = unknown(); some.length > 0; some = unknown())
    for (const held of some) known.set(held, matcherOfTerms((await calledAs(namesOf(held, site), { site, findInSites })).terms));
  return (text) => store.legalHolds().find((one) => known.get(one.name)?.(text) ?? true);
}

/**
 * Whom words name is told by the words, and not by who is named beside them: they are removed as those about a person where they name that
 * person, and nobody who is on hold. Names are matched as the site gives them and gave them, and as `also` says; others only reading finds.
 * Throws PERSON_ON_HOLD; the check WORDS_OF_OTHERS, WORDS_ON_HOLD.
 */
export async function namedInWords(name: PersonalName, { store, site, findInSites, also = [] }: NamedInWordsDeps): Promise<CheckWords> {
  const names = namesOf(name, site);
  const theirs = matcherOfTerms((await calledAs(names, { site, findInSites, also })).terms);
  const onHold = await wordsOnHold({ store, site, findInSites });
  const ownHold = store.legalHolds().find((hold) => names.includes(hold.name));
  if (ownHold !== undefined) throw new HttpError("PERSON_ON_HOLD", ownHold.reason);
  return (text) => {
    if (!theirs(text)) throw new HttpError("WORDS_OF_OTHERS");
    const hold = onHold(text);
    if (hold !== undefined) throw new HttpError("WORDS_ON_HOLD", hold.reason);
  };
}
