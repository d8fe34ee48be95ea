import type { EpochMs, Result } from "../basics/index.ts";
import type { PersonalName, SearchTerms } from "../governance/index.ts";
import type {
  ForgottenNames,
  ForgottenOfPerson,
  HeldOfPerson,
  LegalHold,
  PersonNames,
  WordsOfLine,
  WordsRefusalCode,
} from "../messages/index.ts";
import type { Person } from "../site/index.ts";

/** A version of the site that is kept to read the accepted log by, as it has somebody. */
export interface FoundInSite {
  readonly version: string;
  /** When it was put there. */
  readonly since: EpochMs;
  readonly person: Person;
}

/** What a search of the kept versions of the site came to. */
export interface SearchedSites {
  readonly found: readonly FoundInSite[];
  /** Names of files that could not be read, and who is in them is not known. */
  readonly unreadable: readonly string[];
}

/** What is known of somebody beside accounts and site: found, and removed where nothing obliges to keep it. */
export interface PersonalDataDesk {
  /** Reading it holds nothing else up. `terms`: what they are found by in what others wrote. */
  findPerson(names: PersonNames, terms?: SearchTerms): Promise<HeldOfPerson>;
  /** The hash that stands in the line for its words, and what they say, where they may be removed. Whom they name is not looked at. */
  removableWords(words: WordsOfLine, now: EpochMs): Result<{ readonly hash: string; readonly text: string }, WordsRefusalCode>;
  /**
   * Takes words away for good, also out of alarms that are over. A line `words-removed` of the journal says so already, with the hash, and has
   * what is read in their place. `isInLog` as of {@link ForgottenOfPerson}.
   */
  removeWords(hash: string): Promise<{ readonly isInLog: boolean }>;
  /** Takes away all words of which a line says that they are, and that are there still, as a crash leaves them; gives how many. */
  finishRemovals(): Promise<number>;
  /** What lines of the journal have for a name; it tells who is meant as long as the name is known, and nobody afterwards. */
  keyOf(name: PersonalName): string;
  /**
   * Durable on return. The lines of the journal stay, and so does their chain. `hadAccount`: one was just removed, and the line that says so
   * is kept for its time like any other.
   */
  forgetPerson(names: PersonNames, options: { readonly now: EpochMs; readonly hadAccount: boolean }): Promise<ForgottenOfPerson>;
  /** Names whose time is over, but of whom `isKnown` says that they have an account or are of the site; asked again when they go. */
  forgetExpired(now: EpochMs, isKnown: (name: PersonalName) => boolean): Promise<ForgottenNames>;
  legalHolds(): readonly LegalHold[];
  /** All names of a person are one case; of a name that is on hold already, the earlier case is part of it, and its reason gives way. Gives all names of the case. */
  holdPerson(names: PersonNames, said: Omit<LegalHold, "name">): PersonNames;
  /** The names of the case that is lifted by one of them; none where there is no hold. */
  liftHold(name: PersonalName): PersonNames;
}
