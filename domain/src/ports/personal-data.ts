import type { EpochMs } from "../basics/index.ts";
import type { PersonalName } from "../governance/index.ts";
import type { ForgottenNames, ForgottenOfPerson, HeldOfPerson, LegalHold, PersonNames } from "../messages/index.ts";

/** What is known of somebody beside accounts and site: found, and removed where nothing obliges to keep it. */
export interface PersonalDataDesk {
  /** Reading it holds nothing else up. */
  findPerson(names: PersonNames): Promise<HeldOfPerson>;
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
