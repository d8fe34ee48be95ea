import type { DatabaseSync } from "node:sqlite";
import type { JournalRow } from "../journal/journal.ts";
import { createWordsReader, KEYS_OF_WORDS, keyOfWords } from "./held-words.ts";

/** Holds the words that are apart from lines against the keys in these. */
export interface WordsCheck {
  /** The next line. False where words it has a key of are others than the key was made from. */
  take(line: JournalRow): boolean;
  /** Lines whose words are gone, and that no line taken says were removed; at most `limit`. */
  missing(limit: number): readonly number[];
}

/** Of a line whose detail is not what it was, its own hash tells. */
function keyOfRemoved(detail: string): string {
  try {
    return `~w${String((JSON.parse(detail) as { readonly hash?: unknown }).hash)}`;
  } catch {
    return "";
  }
}

export function createWordsCheck(database: DatabaseSync): WordsCheck {
  const wordsOf = createWordsReader(database);
  /** By key. */
  const gone = new Map<string, number>();
  return {
    take({ number, kind, detail }) {
      // Removals are of lines before them.
      if (kind === "words-removed") gone.delete(keyOfRemoved(detail));
      let isRight = true;
      for (const [key] of detail.matchAll(KEYS_OF_WORDS)) {
        const held = wordsOf(key);
        if (held === undefined || held.value === null || held.salt === null) gone.set(key, number);
        else if (keyOfWords(held.salt, held.value) !== key) isRight = false;
      }
      return isRight;
    },
    missing: (limit) => [...new Set(gone.values())].slice(0, limit),
  };
}
