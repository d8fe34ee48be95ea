/**
 * Most characters (UTF-16 code units) of what somebody writes, by what it is said of. Chosen: what is read in one go, and more where a
 * decision has to be explained. A lesson becomes a hazard, and leaves room for the drill it is of.
 */
export const LONGEST_WORDS = {
  alarm: 1000,
  "public-report": 1000,
  hazard: 1000,
  measure: 1000,
  check: 500,
  drill: 1000,
  lesson: 900,
  stock: 500,
  finding: 1000,
  leave: 500,
  "key-period": 500,
  report: 1000,
  dossier: 2000,
} as const;
export type SaidOf = keyof typeof LONGEST_WORDS;

/** Whether somebody has said something, and no more than can be kept of it. */
export const isSaid = (words: string | undefined, of: SaidOf): words is string =>
  words !== undefined && words.trim() !== "" && !isTooLong(words, of);

/** Whether more was written than is kept of it; nothing at all is not. */
export const isTooLong = (words: string | undefined, of: SaidOf): boolean => (words?.length ?? 0) > LONGEST_WORDS[of];
