import type { DatabaseSync } from "node:sqlite";
import { canonicalJson, type EpochMs } from "@labcanary/domain/basics";
import type { JournalEntry, JournalEntryKind } from "@labcanary/domain/messages";
import { createPersonKeys, type PersonKeys } from "../people/person-keys.ts";
import { GENESIS_HASH, hashOf } from "./chain.ts";

export interface NewJournalEntry {
  readonly at: EpochMs;
  readonly kind: JournalEntryKind;
  readonly actor: string;
  readonly alarmId?: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** The last line: how many there are, and what the next one is chained to. */
export interface JournalHead {
  readonly number: number;
  readonly hash: string;
}

/** Who is named in a line is held apart from it (decision 0065): written as a key, and read with the name as long as that is known. */
export interface Journal {
  /** Adds a line within the transaction that is open. */
  append(entry: NewJournalEntry): void;
  head(): JournalHead;
  /** The hash of a line, or undefined when there is no such line. */
  hashAt(number: number): string | undefined;
  /** When the last line was written. */
  lastAt(): EpochMs | undefined;
  timeline(alarmId: string): readonly JournalEntry[];
  /** The last `limit` lines of the span, oldest first. */
  last(query: { readonly from?: EpochMs; readonly to?: EpochMs; readonly limit: number }): readonly JournalEntry[];
}

/** A line as SQLite holds it. */
export interface JournalRow {
  readonly number: number;
  readonly at: number;
  readonly kind: string;
  readonly actor: string;
  readonly alarm_id: string | null;
  readonly detail: string;
  readonly previous_hash: string;
  readonly hash: string;
}

export function createJournal(database: DatabaseSync, keys: PersonKeys = createPersonKeys(database)): Journal {
  const insert = database.prepare(
    "INSERT INTO journal (number, at, kind, actor, alarm_id, detail, previous_hash, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
  );
  const lastLineOf = database.prepare("SELECT number, hash, at FROM journal ORDER BY number DESC LIMIT 1");
  const hashOfLine = database.prepare("SELECT hash FROM journal WHERE number = ?");
  const ofAlarm = database.prepare("SELECT * FROM journal WHERE alarm_id = ? ORDER BY number");
  // From its end, by number: by time SQLite would read the whole span and sort it, however few lines are asked for.
  const between = database.prepare("SELECT * FROM journal WHERE +at >= ? AND +at <= ? ORDER BY number DESC LIMIT ?");

  const lastLine = (): { number: number; hash: string; at: EpochMs } | undefined => lastLineOf.get() as never;
  const head = (): JournalHead => {
    const line = lastLine();
    return line === undefined ? { number: 0, hash: GENESIS_HASH } : { number: line.number, hash: line.hash };
  };

  return {
    append(named) {
      const entry = keys.hide(named);
      const { number, hash: previousHash } = head();
      const detail = canonicalJson(entry.detail);
      const line = { ...entry, detail: JSON.parse(detail), number: number + 1, previousHash };
      insert.run(line.number, line.at, line.kind, line.actor, line.alarmId ?? null, detail, previousHash, hashOf(line));
    },
    head,
    hashAt: (number) => hashOfLine.get(number)?.["hash"] as string | undefined,
    lastAt: () => lastLine()?.at,
    timeline: (alarmId) => keys.reveal(ofAlarm.all(alarmId) as unknown as readonly JournalRow[]).map(entryOf),
    last({ from, to, limit }) {
      const rows = between.all(from ?? 0, to ?? Number.MAX_SAFE_INTEGER, limit);
      return keys.reveal(rows.reverse() as unknown as readonly JournalRow[]).map(entryOf);
    },
  };
}

/** The line a row holds, with the names it has: those of people held apart are keys in it. Throws when its detail is not JSON. */
export function entryOf(row: JournalRow): JournalEntry {
  return {
    number: row.number,
    at: row.at as EpochMs,
    kind: row.kind as JournalEntryKind,
    actor: row.actor,
    ...(row.alarm_id === null ? {} : { alarmId: row.alarm_id }),
    detail: JSON.parse(row.detail),
    previousHash: row.previous_hash,
    hash: row.hash,
  };
}
