import { randomBytes } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import type { EpochMs } from "@labcanary/domain/basics";
import { classesOf, type Named, type PersonalName, replaceNames, replaceWords, type RetentionClass } from "@labcanary/domain/governance";
import type { Regime } from "@labcanary/domain/site";
import type { NewJournalEntry, JournalRow } from "../journal/journal.ts";
import { createWordsKeeper, createWordsReveal, prepareWordsTable } from "./held-words.ts";

/**
 * `journal_people`: who is behind a key in lines of the journal. `journal_named`: when they were last named in a line of a class, to within a
 * day. `legal_holds`: of whom nothing is removed, whatever is over; names of one `held_case` are lifted together. Whoever is taken out of the first is nobody any more; the lines, and their hashes, stay as they are.
 */
const SCHEMA = `
CREATE TABLE IF NOT EXISTS journal_people (key TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS journal_named (key TEXT NOT NULL, class TEXT NOT NULL, last_at INTEGER NOT NULL, PRIMARY KEY (key, class)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS legal_holds (name TEXT PRIMARY KEY, reason TEXT NOT NULL, by TEXT NOT NULL, at INTEGER NOT NULL, held_case TEXT NOT NULL DEFAULT '') STRICT;
`;
/** Random, so that nobody who has the lines alone can try names: 80 bits. */
const KEY_BYTES = 10;
/** As a value, behind `user:` and `person:`, and in the mark of somebody. */
const KEYS_IN_TEXT = /(?<=^|:|")~[0-9a-f]{20}(?=$|"|\})/g;
/** Chosen: retention counts in days, and a line more a second must not be a write more. */
const WITHIN_A_DAY = 86_400_000;

/** Of a container, as its purchase was approved. */
const REGIME_OF_RECORD = `SELECT detail ->> '$.act.approval.regime' AS regime FROM journal
  WHERE kind GLOB '*-recorded' AND detail ->> '$.record' = ? AND detail ->> '$.act.approval.regime' IS NOT NULL ORDER BY number LIMIT 1`;
export const regimeOfRecord = (database: DatabaseSync, record: string): Regime | undefined =>
  database.prepare(REGIME_OF_RECORD).get(record)?.["regime"] as Regime | undefined;

/** What lines of the journal say of people, and what people wrote in them, held apart from them by key. */
export interface PersonKeys {
  /** The line with keys for names and for people's own words, as it is kept and hashed. Within the transaction that is open. */
  hide(entry: NewJournalEntry): NewJournalEntry;
  /** Rows with the names and words that are still known; the others keep their keys. */
  reveal<Row extends Pick<JournalRow, "actor" | "detail">>(rows: readonly Row[]): readonly Row[];
  /** As {@link PersonKeys.reveal}, of a text alone. */
  revealText(text: string): string;
}

export function preparePeopleTables(database: DatabaseSync): void {
  database.exec(SCHEMA);
  prepareWordsTable(database);
}

/** `newKey` makes what a name is held apart by, and the salt of words. */
export function createPersonKeys(database: DatabaseSync, newKey: () => string = randomKey): PersonKeys {
  const known = database.prepare("SELECT key FROM journal_people WHERE name = ?");
  const insert = database.prepare("INSERT INTO journal_people (key, name) VALUES (?, ?)");
  const lastNamed = database.prepare("SELECT last_at FROM journal_named WHERE key = ? AND class = ?");
  const named = database.prepare(
    "INSERT INTO journal_named (key, class, last_at) VALUES (?, ?, ?) ON CONFLICT (key, class) DO UPDATE SET last_at = excluded.last_at",
  );
  const regimeOf = database.prepare(REGIME_OF_RECORD);

  const holdWords = createWordsKeeper(database, newKey);

  function keyOf(name: PersonalName): string {
    const before = known.get(name)?.["key"];
    if (before !== undefined) return String(before);
    const key = newKey();
    insert.run(key, name);
    return key;
  }

  function note(key: string, of: RetentionClass, at: EpochMs): void {
    const last = lastNamed.get(key, of)?.["last_at"];
    if (last === undefined || Number(last) < at - WITHIN_A_DAY) named.run(key, of, at);
  }

  return {
    hide(entry) {
      const keys = new Set<string>();
      const detail = replaceWords(entry, holdWords);
      const hidden = replaceNames({ ...entry, detail }, (name) => {
        const key = keyOf(name);
        keys.add(key);
        return key;
      });
      if (keys.size === 0) return { ...entry, ...hidden };
      const regime = entry.kind === "substance-recorded" ? regimeOfEntry(entry) : undefined;
      for (const of of classesOf(entry.kind, regime)) for (const key of keys) note(key, of, entry.at);
      return { ...entry, ...hidden };
    },
    ...createReveal(database),
  };

  function regimeOfEntry({ detail }: NewJournalEntry): Regime | undefined {
    const act = detail["act"] as { readonly approval?: { readonly regime?: Regime } } | undefined;
    return act?.approval?.regime ?? (regimeOf.get(String(detail["record"]))?.["regime"] as Regime | undefined);
  }
}

const randomKey = (): string => `~${randomBytes(KEY_BYTES).toString("hex")}`;

/** The key of a name, made where there is none yet. Within the transaction that is open. */
export function keyOfName(database: DatabaseSync, name: PersonalName): string {
  database.prepare("INSERT OR IGNORE INTO journal_people (key, name) VALUES (?, ?)").run(randomKey(), name);
  return String(database.prepare("SELECT key FROM journal_people WHERE name = ?").get(name)?.["key"]);
}

/** For whoever only reads, also a database of a release that held no names apart. */
export function createReveal(database: DatabaseSync): Pick<PersonKeys, "reveal" | "revealText"> {
  const has = database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'journal_people'").get() !== undefined;
  if (!has) return { reveal: (rows) => rows, revealText: (text) => text };
  const nameOfKey = database.prepare("SELECT name FROM journal_people WHERE key = ?");
  const words = createWordsReveal(database);
  const version = database.prepare("PRAGMA data_version");
  const known = new Map<string, string>();
  let seenVersion: unknown;

  function nameOf(key: string): string {
    const before = known.get(key);
    if (before !== undefined) return before;
    const name = nameOfKey.get(key)?.["name"];
    if (name === undefined) return key;
    const bare = String(name).slice(String(name).indexOf(":") + 1);
    known.set(key, bare);
    return bare;
  }
  const reveal = (text: string, isJson: boolean): string =>
    text.includes("~") ? text.replace(KEYS_IN_TEXT, (key) => (isJson ? JSON.stringify(nameOf(key)).slice(1, -1) : nameOf(key))) : text;
  /** Somebody may have been taken out, here or by a command beside us. */
  function refresh(): void {
    const now = version.get()?.["data_version"];
    if (now !== seenVersion) known.clear();
    seenVersion = now;
  }
  return {
    reveal(rows) {
      refresh();
      // Names first: nobody is named in words by having a key written in them.
      return rows.map((row) => ({ ...row, actor: reveal(row.actor, false), detail: words.inJson(reveal(row.detail, true)) }));
    },
    revealText(text) {
      refresh();
      return words.inText(reveal(text, false));
    },
  };
}

/** Names that may go, or must stay: what is known of when they were last named. */
export function namedOf(database: DatabaseSync, key: string): readonly Named[] {
  const rows = database.prepare("SELECT class, last_at FROM journal_named WHERE key = ?").all(key);
  return rows.map((row) => ({ class: row["class"] as RetentionClass, lastAt: Number(row["last_at"]) as EpochMs }));
}
