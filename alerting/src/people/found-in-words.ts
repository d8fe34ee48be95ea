import { atField, matcherOfTerms, type SearchTerms, wordsIn } from "@labcanary/domain/governance";
import { type FoundInWords, type JournalEntry, MOST_FOUND_IN_WORDS } from "@labcanary/domain/messages";
import { isKeyOfWords } from "./held-words.ts";

/** What is found of a person in what people wrote, line by line. */
export interface WordsSearch {
  /** A line as it is read, and its detail as it is kept. */
  take(entry: JournalEntry, kept: JournalEntry["detail"]): void;
  readonly found: readonly FoundInWords[];
  readonly count: number;
}

export function createWordsSearch(terms: SearchTerms): WordsSearch {
  const names = matcherOfTerms(terms);
  const found: FoundInWords[] = [];
  let count = 0;
  return {
    take(entry, kept) {
      for (const { field, text } of wordsIn(entry.detail)) {
        if (!names(text)) continue;
        count += 1;
        if (found.length < MOST_FOUND_IN_WORDS) found.push({ entry, field, text, isApart: isKeyOfWords(atField(kept, field)) });
      }
    },
    found,
    get count() {
      return count;
    },
  };
}
