/**
 * Stands for somebody of the site in a text that is kept: `{person:wang}`. Lines are hashed and stay for years, so that nobody's name is
 * written into them: the journal holds the id apart by key (`{person:~KEY}`), and the name is put in where the text is read or told.
 */
export const personMark = (id: string): string => `{person:${id}}`;

/** An id as the site's files may have it, or the key that stands in its place. */
const MARK = /\{person:(~[0-9a-f]{20}|[A-Za-z0-9._-]{1,64})\}/g;
/** Characters in front of a mark that are told: enough for the language, and no more work for a mark at the end of a long text. */
const TOLD_BEFORE = 16;

export const hasPersonMark = (text: string): boolean => text.includes("{person:");

/**
 * A text of people's, in which nothing is a mark: `{person:wang}` becomes `(person:wang}`. Marks are the platform's, and what they stand for is
 * put in where they are read. As long as before, so that no text becomes too long by it.
 */
export const withoutPersonMarks = (text: string): string => text.replaceAll("{person:", "(person:");

/** A text with `instead` in the place of each mark; `before` is the last of what stands in front of it, 16 characters at most. */
export const replacePersonMarks = (text: string, instead: (idOrKey: string, before: string) => string): string =>
  hasPersonMark(text)
    ? text.replace(MARK, (_mark, idOrKey: string, offset: number) =>
        instead(idOrKey, text.slice(Math.max(0, offset - TOLD_BEFORE), offset)),
      )
    : text;

/** Everybody a text has a mark of, by id or key. */
export const peopleMarkedIn = (text: string): readonly string[] =>
  hasPersonMark(text) ? [...text.matchAll(MARK)].map(([, idOrKey]) => idOrKey as string) : [];

/** A text of at most `longest` characters that ends in no part of a mark. */
export const cutBetweenMarks = (text: string, longest: number): string =>
  text.length <= longest ? text : text.slice(0, longest).replace(/\{[a-z]*(?::[^}\s]*)?$/, "");
