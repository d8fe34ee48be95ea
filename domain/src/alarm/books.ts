/**
 * What became of everything that was handed on from the rules to the alarms and from there to people (promise 9): what came is counted where
 * it comes in, what became of it where it is kept, and each sum must hold whenever a transaction is over. The first of each is what came.
 */
export const ALARM_BOOKS = {
  /**
   * Condition changes of the rules: had before; `own`: the test alarm's, which makes none; raised an alarm; counted on one that chatters;
   * moved an alarm; true of it already; of an alarm that is not known; of the past, and journaled only.
   */
  changes: ["received", "had", "own", "raised", "counted", "moved", "unchanged", "unknown", "historical"],
  alarms: ["opened", "standing", "ended"],
  /**
   * Notifications: asked for before; to be sent; being sent; taken by a provider; proven to have come; not to be told; called off; past
   * their time, and deleted.
   */
  notices: ["asked", "had", "waiting", "sending", "accepted", "proven", "failed", "cancelled", "forgotten"],
} as const;
export type AlarmBook = keyof typeof ALARM_BOOKS;
export type AlarmBookLine<Book extends AlarmBook> = (typeof ALARM_BOOKS)[Book][number];

/** Counts since the database began. */
export type AlarmBooks = { readonly [Book in AlarmBook]: Readonly<Record<AlarmBookLine<Book>, number>> };

/** What came, and the sum of what became of it. */
export interface BookSum {
  readonly came: number;
  readonly became: number;
}

export function sumOf(books: AlarmBooks, book: AlarmBook): BookSum {
  const [first, ...others] = ALARM_BOOKS[book];
  const counts: Readonly<Record<string, number>> = books[book];
  return { came: counts[first] ?? 0, became: others.reduce((sum, line) => sum + (counts[line] ?? 0), 0) };
}

/** Those that do not add up, or have a count below nothing. */
export const unbalanced = (books: AlarmBooks): readonly AlarmBook[] =>
  (Object.keys(ALARM_BOOKS) as AlarmBook[]).filter((book) => {
    const { came, became } = sumOf(books, book);
    return came !== became || Object.values(books[book]).some((count) => count < 0);
  });

/** Before anything has come. */
export const NOTHING_CAME: AlarmBooks = {
  changes: { received: 0, had: 0, own: 0, raised: 0, counted: 0, moved: 0, unchanged: 0, unknown: 0, historical: 0 },
  alarms: { opened: 0, standing: 0, ended: 0 },
  notices: { asked: 0, had: 0, waiting: 0, sending: 0, accepted: 0, proven: 0, failed: 0, cancelled: 0, forgotten: 0 },
};
