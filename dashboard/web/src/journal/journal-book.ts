import type { JournalEntry } from "@labcanary/domain/messages";
import type { AlarmSummary } from "../live/feed-state.ts";
import { plannedIn, recipientOf } from "./recipient.ts";

/** Lines read so far, with the alarms they are about. */
export interface JournalBook {
  /** Newest first. */
  readonly entries: readonly JournalEntry[];
  readonly alarms: ReadonlyMap<string, AlarmSummary>;
}

/** What the platform gave: oldest first. */
export interface JournalPart {
  readonly entries: readonly JournalEntry[];
  readonly alarms: readonly AlarmSummary[];
}

export const EMPTY_BOOK: JournalBook = { entries: [], alarms: new Map() };

/** The book of one alarm: its lines stand apart in the journal. */
export const bookOf = ({ entries, alarms }: JournalPart): JournalBook => ({
  entries: entries.toReversed(),
  alarms: new Map(alarms.map((alarm) => [alarm.id, alarm])),
});

/** Adds what was read of a day. When lines between it and those known are missing, the newer ones alone are kept: a gap is never shown as none. */
export function withPart(book: JournalBook, part: JournalPart): JournalBook {
  const byNumber = new Map([...book.entries, ...part.entries].map((entry) => [entry.number, entry]));
  const entries = [...byNumber.values()].sort((a, b) => b.number - a.number);
  const gap = entries.findIndex((entry, place) => place > 0 && entry.number !== (entries[place - 1]?.number ?? 0) - 1);
  return {
    entries: gap === -1 ? entries : entries.slice(0, gap),
    alarms: new Map([...book.alarms, ...part.alarms.map((alarm) => [alarm.id, alarm] as const)]),
  };
}

/** What a reader looks for; an empty word looks for everything. */
export interface JournalFilter {
  /** The beginning of an alarm's code. */
  readonly code: string;
  readonly kind: string;
  /** `user:NAME` for who did it, `person:ID` for who was told, or answered. */
  readonly person: string;
}

export function matches(entry: JournalEntry, filter: JournalFilter, alarms: JournalBook["alarms"]): boolean {
  const code = alarms.get(entry.alarmId ?? "")?.code ?? "";
  return (
    code.startsWith(filter.code.trim().toUpperCase()) &&
    (filter.kind === "" || entry.kind === filter.kind) &&
    (filter.person === "" || peopleIn(entry).includes(filter.person))
  );
}

/** Everybody a line names, as the filter names them. */
export function peopleIn(entry: JournalEntry): readonly string[] {
  const told = [recipientOf(entry), ...plannedIn(entry)].flatMap((recipient) => recipient ?? []);
  return [...(/^(?:user|person):/.test(entry.actor) ? [entry.actor] : []), ...told.map(({ personId }) => `person:${personId}`)];
}
