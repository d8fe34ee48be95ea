import type { EpochMs } from "@labcanary/domain/basics";
import { atField, matcherOfTerms, type PersonalName, type SearchTerms } from "@labcanary/domain/governance";
import {
  type FoundInWords,
  type HeldOfPerson,
  type JournalEntry,
  namesOf,
  type PersonNames,
  type WordsOfLine,
} from "@labcanary/domain/messages";
import type { FoundInSite, PersonalDataDesk, SearchedSites } from "@labcanary/domain/ports";
import type { Person, Site } from "@labcanary/domain/site";
import type { AccountData } from "./account-data.ts";

/** Everything that is held of one person, wherever it is. */
export interface PersonalData extends Omit<HeldOfPerson, "inWords">, AccountData {
  readonly names: PersonNames;
  readonly at: EpochMs;
  /** As the site's files have them: addresses, badges and all. Whoever keeps the files changes that. */
  readonly site?: Person & { readonly zones: readonly string[] };
  /** Photos they took, by hash and the line that has it. */
  readonly photos: readonly { readonly sha256: string; readonly line: number }[];
  /** Versions of the site that have them, kept until the accepted log no longer needs them. */
  readonly sites: readonly FoundInSite[];
  /** Files of versions that could not be read: whether they have them is not known. */
  readonly unreadableSites: readonly string[];
  /** Ways to be reached that somebody left with a report at a door, and that name them; with the number of the report where it is known. */
  readonly contacts: readonly LeftContact[];
  /** Where they are named in what people wrote. */
  readonly inWords: readonly ToldInWords[];
}

export interface LeftContact {
  readonly contact: string;
  readonly report?: number;
}

export interface ToldInWords extends WordsOfLine, Pick<JournalEntry, "at" | "kind">, Pick<FoundInWords, "text" | "isApart"> {}

export interface PersonalDataSources {
  readonly desk: Pick<PersonalDataDesk, "findPerson">;
  readonly accountData: (name: string) => AccountData;
  readonly site: Site;
  /** Of accounts and people of the site, by these names. */
  readonly findInSites: (ids: readonly string[]) => Promise<SearchedSites>;
  /** Ways to be reached that were left at doors. */
  readonly findContacts: (isSought: (contact: string) => boolean) => readonly LeftContact[];
  readonly now: EpochMs;
  /** A line as its reader may have it. */
  readonly told: (line: JournalEntry) => JournalEntry;
  /** What else they are called in words: a name the site's files no longer have, a nickname. */
  readonly also?: readonly string[];
}

/** Where no versions of the site are kept. */
export const NONE_IN_SITES = async (): Promise<SearchedSites> => ({ found: [], unreadable: [] });

export async function personalData(
  name: PersonalName,
  { desk, accountData, site, findInSites, findContacts, now, told, also = [] }: PersonalDataSources,
): Promise<PersonalData> {
  const names = namesOf(name, site);
  const { person, sites, unreadableSites, terms } = await calledAs(names, { site, findInSites, also });
  const held = await desk.findPerson(names, terms);
  const lines = held.lines.map(told);
  const account = names.find((each) => each.startsWith("user:"))?.slice("user:".length);
  return {
    names,
    at: now,
    ...(account === undefined ? { sessions: [], tokens: [] } : accountData(account)),
    ...(person === undefined ? {} : { site: { ...person, zones: zonesOf(person, site) } }),
    ...held,
    lines,
    sites,
    unreadableSites,
    contacts: findContacts(matcherOfTerms(terms)),
    inWords: held.inWords.flatMap((found) => toldInWords(found, told)),
    photos: lines.flatMap((line) =>
      isTheirs(line, names) && line.kind !== "photo-removed" ? photosIn(line.detail).map((sha256) => ({ sha256, line: line.number })) : [],
    ),
  };
}

interface Called {
  readonly names: PersonNames;
  readonly people: readonly Person[];
  readonly also: readonly string[];
}

interface CalledAs extends Pick<PersonalData, "sites" | "unreadableSites"> {
  readonly person?: Person;
  readonly terms: SearchTerms;
}

/** What the site has of somebody by these names, and had in the versions that are kept; and what they are found by in words. */
export async function calledAs(
  names: PersonNames,
  { site, findInSites, also = [] }: Pick<PersonalDataSources, "site" | "findInSites" | "also">,
): Promise<CalledAs> {
  const id = names.find((name) => name.startsWith("person:"))?.slice("person:".length);
  const person = site.people.find((one) => one.id === id);
  const { found: sites, unreadable: unreadableSites } = await findInSites(names.map(bareOf));
  const people = [...(person === undefined ? [] : [person]), ...sites.map((found) => found.person)];
  return { ...(person === undefined ? {} : { person }), sites, unreadableSites, terms: termsOf({ names, people, also }) };
}

/** As the site gives them, and gave them in the versions that are kept: name, account, telephone number, e-mail address. */
function termsOf({ names, people, also }: Called): SearchTerms {
  return {
    names: [...names.map(bareOf), ...also, ...people.flatMap(({ name, email = "" }) => [name, email])],
    phones: [...also, ...people.map(({ phone = "" }) => phone)],
  };
}

const bareOf = (name: PersonalName): string => name.slice(name.indexOf(":") + 1);

/** Nothing of what is kept back from the reader in the line itself. */
function toldInWords({ entry, field, text, isApart }: FoundInWords, told: PersonalDataSources["told"]): readonly ToldInWords[] {
  if (atField(told(entry).detail, field) !== text) return [];
  return [{ line: entry.number, field, at: entry.at, kind: entry.kind, text, isApart }];
}

const zonesOf = ({ id }: Person, { zones }: Site): readonly string[] =>
  zones.filter(({ responsible, deputy }) => responsible === id || deputy === id).map((zone) => zone.id);

const isTheirs = ({ actor }: JournalEntry, names: PersonNames): boolean => (names as readonly string[]).includes(actor);

function photosIn(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === "sha256" && typeof inner === "string" ? [inner] : photosIn(inner)));
}

/** What an answer about nobody leaves open. */
export const notSearched = ({ unreadableSites }: Pick<PersonalData, "unreadableSites">): string =>
  unreadableSites.length === 0 ? "" : `not searched, as they cannot be read: ${unreadableSites.join(", ")}`;

/** Whether there is anything at all of somebody of this name. */
export const isKnown = ({ account, site, lines, doors, notices, reachedBy, inWords, sites, contacts }: PersonalData): boolean =>
  account !== undefined ||
  site !== undefined ||
  [lines, doors, notices, reachedBy, inWords, sites, contacts].some(({ length }) => length > 0);
