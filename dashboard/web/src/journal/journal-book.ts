import type { JournalEntry } from "@labcanary/domain/messages";
import type { AlarmSummary } from "../live/feed-state.ts";
import { plannedIn, recipientOf } from "./recipient.ts";

/** Lines read so far, with the alarms they are about. */
export interface JournalBook {
  /** Newest first. */
  readonly entries: readonly JournalEntry[];
  readonly alarms: ReadonlyMap<string, AlarmSummary>;
  /** Where older lines that are looked for go on; absent: there are none. */
  readonly before?: number;
}

/** What the platform gave: oldest first. */
export interface JournalPart {
  readonly entries: readonly JournalEntry[];
  readonly alarms: readonly AlarmSummary[];
  readonly before?: number;
}

export const EMPTY_BOOK: JournalBook = { entries: [], alarms: new Map() };

export const bookOf = ({ entries, alarms, before }: JournalPart): JournalBook => ({
  entries: entries.toReversed(),
  alarms: new Map(alarms.map((alarm) => [alarm.id, alarm])),
  ...(before === undefined ? {} : { before }),
});

/** The book with the newest lines anew. When they do not reach down to those known, they alone are kept: a gap is never shown as none. */
export function withNewer(book: JournalBook, part: JournalPart): JournalBook {
  const newest = book.entries[0]?.number;
  if (newest === undefined || (part.before !== undefined && part.before > newest + 1)) return bookOf(part);
  return merged(book, part, book.before);
}

/** The book with older lines after its last. */
export const withOlder = (book: JournalBook, part: JournalPart): JournalBook => merged(book, part, part.before);

function merged(book: JournalBook, part: JournalPart, before: number | undefined): JournalBook {
  const byNumber = new Map([...book.entries, ...part.entries].map((entry) => [entry.number, entry]));
  return {
    entries: [...byNumber.values()].sort((a, b) => b.number - a.number),
    alarms: new Map([...book.alarms, ...part.alarms.map((alarm) => [alarm.id, alarm] as const)]),
    ...(before === undefined ? {} : { before }),
  };
}

/** Everybody a line names: `user:NAME` for who did it, `person:ID` for who was told, or answered. */
export function peopleIn(entry: JournalEntry): readonly string[] {
  const told = [recipientOf(entry), ...plannedIn(entry)].flatMap((recipient) => recipient ?? []);
  return [...(/^(?:user|person):/.test(entry.actor) ? [entry.actor] : []), ...told.map(({ personId }) => `person:${personId}`)];
}
