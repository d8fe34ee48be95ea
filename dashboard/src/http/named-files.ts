import { type Site, withNames } from "@labcanary/domain/site";
import { textField } from "../history/csv.ts";

type People = Pick<Site, "people">;

/** Comma-separated values to take along, with names in the place of marks of people. A cell with a mark must be in quotes. */
export const namedCsv = (text: string, site: People): Buffer => named(text, site, (name) => textField(name).slice(1, -1));
/** JSON to take along. */
export const namedJson = (text: string, site: People): Buffer => named(text, site, (name) => JSON.stringify(name).slice(1, -1));
/** A text to take along. */
export const namedText = (text: string, site: People): Buffer => named(text, site, (name) => name);

/** The bytes that are sent: nothing is put into them on their way, so that a file is what was made, and its hash is that of the file. */
const named = (text: string, { people }: People, escape: (name: string) => string): Buffer =>
  Buffer.from(withNames(text, { people: people.map((person) => ({ ...person, name: escape(person.name) })) }), "utf8");
