/** What somebody is found by in what others wrote: name, account, telephone number, e-mail address, as the site gives them. */
export interface SearchTerms {
  readonly names: readonly string[];
  readonly phones: readonly string[];
}

/** Chosen: fewer letters stand in too many words, and one Chinese character in nearly all of them. */
const LEAST_LETTERS = 2;
/** Chosen: a number is written with and without its country's code. Shorter ones are extensions, and stand in every third figure. */
const LEAST_DIGITS = 7;
const MOST_DIGITS = 11;
const WORD = /[\p{Script=Latin}\p{Number}]/u;

/** Whether a text names somebody. Letters are compared without their case; a Latin name is found as a word and not inside of one (`Li` not in `limit`). */
export function matcherOfTerms({ names, phones }: SearchTerms): (text: string) => boolean {
  const wanted = [...new Set(names.map((name) => name.trim().toLowerCase()))].filter((name) => [...name].length >= LEAST_LETTERS);
  const numbers = phones.map(digitsOf).filter(({ length }) => length >= LEAST_DIGITS);
  const endings = numbers.map((digits) => digits.slice(-MOST_DIGITS));
  return (text) => {
    const lower = text.toLowerCase();
    if (wanted.some((name) => hasWord(lower, name))) return true;
    return endings.length > 0 && runsOfDigits(text).some((run) => endings.some((ending) => run.includes(ending)));
  };
}

function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    const before = text.slice(0, at).at(-1) ?? "";
    const after = text.charAt(at + word.length);
    const begins = !(WORD.test(word.charAt(0)) && WORD.test(before));
    const ends = !(WORD.test(word.at(-1) ?? "") && WORD.test(after));
    if (begins && ends) return true;
  }
  return false;
}

const digitsOf = (text: string): string => text.replace(/\D/g, "");
/** Digits as people part them: spaces, hyphens, brackets, dots. */
const runsOfDigits = (text: string): readonly string[] => (text.match(/\d[\d ().-]*/g) ?? []).map(digitsOf);
