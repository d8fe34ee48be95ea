import { createHash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";

/**
 * `journal_words`: what people wrote, held apart from the lines of the journal. A line has a key, and the key is SHA-256 of a salt and of the words
 * as JSON: as long as they are there the chain proves them too, and once they are gone nobody finds them by trying. Of those that were removed the
 * row stays, without salt and value; `instead` is the key of what stands in their place.
 */
const SCHEMA = `
CREATE TABLE IF NOT EXISTS journal_words (key TEXT PRIMARY KEY, salt TEXT, value TEXT, instead TEXT) STRICT, WITHOUT ROWID;
`;

/** As it stands in a line, whole in its quotes. */
const KEY = /~w[0-9a-f]{64}/;
const KEYS_IN_JSON = /"(~w[0-9a-f]{64})"/g;
export const KEYS_OF_WORDS = /~w[0-9a-f]{64}/g;
/** Chosen: what stands in the place of words may have to be removed in its turn, and people stop at some time. */
const MOST_TURNS = 20;

export interface HeldWords {
  readonly salt: string | null;
  readonly value: string | null;
  readonly instead: string | null;
}

export function prepareWordsTable(database: DatabaseSync): void {
  database.exec(SCHEMA);
}

export const isKeyOfWords = (value: unknown): value is string => typeof value === "string" && value.length === 66 && KEY.test(value);

/** The key of words (as JSON) with their salt. */
export const keyOfWords = (salt: string, json: string): string => `~w${createHash("sha256").update(`${salt}\n${json}`).digest("hex")}`;

/** Holds a value apart within the transaction that is open; gives the key that stands for it. `newSalt`: so that equal words have unequal keys. */
export function createWordsKeeper(database: DatabaseSync, newSalt: () => string): (value: unknown) => string {
  const insert = database.prepare("INSERT INTO journal_words (key, salt, value) VALUES (?, ?, ?)");
  return (value) => {
    const [salt, json] = [newSalt(), JSON.stringify(value)];
    const key = keyOfWords(salt, json);
    insert.run(key, salt, json);
    return key;
  };
}

export type WordsOf = (key: string) => HeldWords | undefined;

export function createWordsReader(database: DatabaseSync): WordsOf {
  const has = database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'journal_words'").get() !== undefined;
  if (!has) return () => undefined;
  const find = database.prepare("SELECT salt, value, instead FROM journal_words WHERE key = ?");
  return (key) => find.get(key) as unknown as HeldWords | undefined;
}

/** Puts the words into a text that has keys of them; of those that were removed, what stands instead, or else the key. */
export function createWordsReveal(database: DatabaseSync): {
  readonly inJson: (json: string) => string;
  readonly inText: (text: string) => string;
} {
  const wordsOf = createWordsReader(database);
  function valueOf(key: string): string | undefined {
    let held = wordsOf(key);
    for (let turn = 0; held !== undefined && held.value === null && held.instead !== null && turn < MOST_TURNS; turn += 1)
      held = wordsOf(held.instead);
    return held?.value ?? undefined;
  }
  return {
    inJson: (json) => (json.includes("~w") ? json.replace(KEYS_IN_JSON, (whole, key: string) => valueOf(key) ?? whole) : json),
    inText(text) {
      if (!isKeyOfWords(text)) return text;
      const value = valueOf(text);
      return value === undefined ? text : String(JSON.parse(value));
    },
  };
}
