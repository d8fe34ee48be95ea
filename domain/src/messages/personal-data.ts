import type { EpochMs } from "../basics/index.ts";
import type { Named, PersonalName } from "../governance/index.ts";
import type { Site } from "../site/index.ts";
import type { JournalEntry } from "./alarm-change.ts";

/** Everything one person is called: the account, and the person of the site behind it. */
export type PersonNames = readonly PersonalName[];

/** Both names of one person, as the site says now; the one that was asked for first. */
export function namesOf(name: PersonalName, { people }: Pick<Site, "people">): PersonNames {
  const [way, id] = [name.slice(0, name.indexOf(":")), name.slice(name.indexOf(":") + 1)];
  const person = people.find((each) => (way === "user" ? (each.account ?? each.id) === id : way === "person" && each.id === id));
  if (person === undefined) return [name];
  return [...new Set<PersonalName>([name, `user:${person.account ?? person.id}`, `person:${person.id}`])];
}

/** A text that somebody was sent, without its words. */
export interface SentNotice {
  readonly id: string;
  readonly at: EpochMs;
  readonly channel: string;
  readonly state: string;
  readonly alarmId?: string;
}

/** What somebody did at a door. */
export interface DoorEvent {
  readonly at: EpochMs;
  readonly deviceId: string;
  readonly kind: string;
}

/** That a thing about somebody must not be removed, whatever is over: a case is under way. */
export interface LegalHold {
  readonly name: PersonalName;
  readonly reason: string;
  readonly by: string;
  readonly at: EpochMs;
}

/** What alarms, journal and outbox hold of somebody. */
export interface HeldOfPerson {
  /** Lines of the journal they did, or are named in, oldest first; with their names. */
  readonly lines: readonly JournalEntry[];
  /** How many of those have the name itself in them, written by a release that held no names apart: those stay as they are. */
  readonly linesInClear: number;
  readonly doors: readonly DoorEvent[];
  readonly notices: readonly SentNotice[];
  /** By which channels they were reached; addresses are kept as hashes alone. */
  readonly reachedBy: readonly { readonly channel: string; readonly provenAt?: EpochMs }[];
  /** Keys that lead to a name of theirs. */
  readonly named: readonly Named[];
  /** Until when records that name them keep that; absent: nothing does. */
  readonly keptUntil?: EpochMs;
  readonly hold?: LegalHold;
  /** Lines in which others, or they themselves, wrote their name, number or address, oldest first; at most {@link MOST_FOUND_IN_WORDS}. */
  readonly inWords: readonly FoundInWords[];
  /** How many there are in all. */
  readonly inWordsCount: number;
}

/** Chosen: more than anybody goes through one by one; who is named more often looks for less. */
export const MOST_FOUND_IN_WORDS = 500;

/** Words of a line, by the way to them in its detail. */
export interface WordsOfLine {
  readonly line: number;
  /** `comment`, `act.words`. */
  readonly field: string;
}

/** Where somebody is named in what a person wrote. */
export interface FoundInWords {
  readonly entry: JournalEntry;
  readonly field: WordsOfLine["field"];
  readonly text: string;
  /** They are held apart from the line and can be removed; those of earlier releases are in the line itself, and stay. */
  readonly isApart: boolean;
}

/** Why words of a line are not removed. */
export const WORDS_REFUSALS = {
  WORDS_UNKNOWN: "the line has no such words",
  WORDS_IN_CLEAR: "the words were written by an earlier release and are part of the chain: they stay as they are",
  WORDS_REMOVED: "these words were removed already",
  WORDS_ON_HOLD: "what is held of somebody named in this line or in these words is on hold; lift the hold first",
  WORDS_OF_OTHERS: "the words do not name this person; say in `also` what else they are called, or whom the words name",
  WORDS_KEPT: "a record of controlled substances is kept whole for its time",
  WORDS_STANDING: "an alarm that is not over has these words; they can be removed when it is",
} as const;
export type WordsRefusalCode = keyof typeof WORDS_REFUSALS;

/** Why something stays. */
export const KEPT_BECAUSE = ["retention", "legal-hold"] as const;

/** What became of a removal. */
export interface ForgottenOfPerson {
  /** The names behind their keys are gone: from now on the journal has keys alone. */
  readonly names: boolean;
  /** Why they are not, and until when where that is known. */
  readonly kept?: { readonly because: (typeof KEPT_BECAUSE)[number]; readonly until?: EpochMs };
  readonly contacts: number;
  readonly linesInClear: number;
  /** The log beside the database has the names still, as somebody was reading it; it is emptied within half a day, or when the platform stops. */
  readonly isInLog?: boolean;
}

/** What went because its time was over. */
export interface ForgottenNames {
  /** Names and addresses. */
  readonly count: number;
  /** Some were of people: whoever holds their names in memory reads anew. */
  readonly hasPeople: boolean;
  /** The log beside the database has some still, of these or of a removal before. */
  readonly isInLog: boolean;
}
