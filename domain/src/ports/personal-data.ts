import type { EpochMs } from "../basics/index.ts";
import type { PersonalName } from "../governance/index.ts";
import type { ForgottenOfPerson, HeldOfPerson, LegalHold, PersonNames } from "../messages/index.ts";

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
  /** Names whose time is over, but of whom `isKnown` says that they have an account or are of the site; how many went. */
  forgetExpired(now: EpochMs, isKnown: (name: PersonalName) => boolean): Promise<number>;
  legalHolds(): readonly LegalHold[];
  /** Another reason for the same name takes the place of the first. */
  holdPerson(hold: LegalHold): void;
  /** False where there is none. */
  liftHold(name: PersonalName): boolean;
}
