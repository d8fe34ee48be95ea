import type { EpochMs } from "@labcanary/domain/basics";
import { atField, type PersonalName, type SearchTerms } from "@labcanary/domain/governance";
import { type FoundInWords, type HeldOfPerson, type JournalEntry, namesOf, type PersonNames, type WordsOfLine } from "@labcanary/domain/messages";
import type { PersonalDataDesk } from "@labcanary/domain/ports";
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
  /** Where they are named in what people wrote. */
  readonly inWords: readonly ToldInWords[];
}

export interface ToldInWords extends WordsOfLine, Pick<JournalEntry, "at" | "kind">, Pick<FoundInWords, "text" | "isApart"> {}

export interface PersonalDataSources {
  readonly desk: Pick<PersonalDataDesk, "findPerson">;
  readonly accountData: (name: string) => AccountData;
  readonly site: Site;
  readonly now: EpochMs;
  /** A line as its reader may have it. */
  readonly told: (line: JournalEntry) => JournalEntry;
  /** What else they are called in words: a name the site's files no longer have, a nickname. */
  readonly also?: readonly string[];
}

export async function personalData(name: PersonalName, { desk, accountData, site, now, told, also = [] }: PersonalDataSources): Promise<PersonalData> {
  const names = namesOf(name, site);
  const idOf = (way: "user" | "person"): string | undefined => names.find((each) => each.startsWith(`${way}:`))?.slice(way.length + 1);
  const person = site.people.find(({ id }) => id === idOf("person"));
  const held = await desk.findPerson(names, termsOf({ names, person, also }));
  const lines = held.lines.map(told);
  const account = idOf("user");
  return {
    names,
    at: now,
    ...(account === undefined ? { sessions: [], tokens: [] } : accountData(account)),
    ...(person === undefined ? {} : { site: { ...person, zones: zonesOf(person, site) } }),
    ...held,
    lines,
    inWords: held.inWords.flatMap((found) => toldInWords(found, told)),
    photos: lines.flatMap((line) => (isTheirs(line, names) && line.kind !== "photo-removed" ? photosIn(line.detail).map((sha256) => ({ sha256, line: line.number })) : [])),
  };
}

/** As the site gives them: name, account, telephone number, e-mail address. */
function termsOf({ names, person, also }: { readonly names: PersonNames; readonly person: Person | undefined; readonly also: readonly string[] }): SearchTerms {
  const bare = names.map((name) => name.slice(name.indexOf(":") + 1));
  return {
    names: [...bare, ...also, ...(person === undefined ? [] : [person.name, person.email ?? ""])],
    phones: [...also, person?.phone ?? ""],
  };
}

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

/** Whether there is anything at all of somebody of this name. */
export const isKnown = ({ account, site, lines, doors, notices, reachedBy, inWords }: PersonalData): boolean =>
  account !== undefined || site !== undefined || [lines, doors, notices, reachedBy, inWords].some(({ length }) => length > 0);
