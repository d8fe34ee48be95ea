import type { DatabaseSync } from "node:sqlite";
import { ALARM_BOOKS, type AlarmBook, type AlarmBookLine, type AlarmBooks } from "@labcanary/domain/alarm";

/** What came in, by whoever takes it. What became of alarms and notifications the tables' own triggers count. */
export type Counted =
  | { readonly book: "changes"; readonly line: AlarmBookLine<"changes"> }
  | { readonly book: "alarms"; readonly line: "opened" }
  | { readonly book: "notices"; readonly line: "asked" | "had" | "forgotten" };

/**
 * The books, a line each, kept in the transaction that moves what they count: neither a crash nor a transaction that fails unbalances them.
 * What comes in is counted by the code that takes it, what is kept by triggers on the tables it is kept in, so that a row that goes missing,
 * or comes from nowhere, shows.
 */
export interface BookTable {
  add(counted: Counted, count?: number): void;
  read(): AlarmBooks;
  /** Everything up to this line of the journal is in the books. */
  keptTo(journalNumber: number): void;
  /** `anew`: something else has written here that keeps no books, such as an earlier release. */
  readonly opened: Opened;
  /** Line of the journal; 0 where there were no books. */
  readonly wasKeptTo: number;
}
type Opened = "kept" | "begun" | "anew";

const TABLE = `
CREATE TABLE IF NOT EXISTS books (book TEXT NOT NULL, line TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (book, line)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS books_kept (only INTEGER PRIMARY KEY CHECK (only = 1), journal_number INTEGER NOT NULL) STRICT;
`;

const standing = (row: string): string => `iif(${row}.annunciation = 'normal', 'ended', 'standing')`;
const became = (row: string): string => `iif(${row}.state = 'accepted' AND ${row}.best IN ('delivered', 'read'), 'proven', ${row}.state)`;

interface Kept {
  readonly table: string;
  readonly book: AlarmBook;
  readonly columns: string;
  readonly line: (row: string) => string;
  /** What is no part of the books. */
  readonly has: (row: string) => string;
}
const KEPT: readonly Kept[] = [
  { table: "alarms", book: "alarms", columns: "annunciation", line: standing, has: () => "1" },
  // The test alarm's replaces the one before it: it is told to nobody.
  { table: "outbox", book: "notices", columns: "state, best", line: became, has: (row) => `${row}.step <> 'canary'` },
];

const counting = (book: AlarmBook, by: string, line: string): string =>
  `UPDATE books SET count = count + ${by} WHERE book = '${book}' AND line = ${line};`;

const triggersOf = ({ table, book, columns, line, has }: Kept): string => `
CREATE TRIGGER IF NOT EXISTS books_${table}_insert AFTER INSERT ON ${table} WHEN ${has("new")}
  BEGIN ${counting(book, "1", line("new"))} END;
CREATE TRIGGER IF NOT EXISTS books_${table}_delete AFTER DELETE ON ${table} WHEN ${has("old")}
  BEGIN ${counting(book, "-1", line("old"))} END;
CREATE TRIGGER IF NOT EXISTS books_${table}_update AFTER UPDATE OF ${columns} ON ${table} WHEN ${has("new")} AND ${line("old")} <> ${line("new")}
  BEGIN ${counting(book, "-1", line("old"))} ${counting(book, "1", line("new"))} END;`;

/** Counts the tables: once for a database that has no books yet. Nothing is known of what came before, but that it came to what is kept. */
export function recount(database: DatabaseSync): void {
  database.exec("DELETE FROM books");
  const insert = database.prepare("INSERT INTO books (book, line, count) VALUES (?, ?, 0)");
  for (const [book, lines] of Object.entries(ALARM_BOOKS)) for (const line of lines) insert.run(book, line);
  for (const { table, book, line, has } of KEPT) {
    const came = ALARM_BOOKS[book][0];
    database.exec(`
      INSERT INTO books (book, line, count) SELECT '${book}', ${line(table)}, count(*) FROM ${table} WHERE ${has(table)} GROUP BY 2
        ON CONFLICT DO UPDATE SET count = excluded.count;
      UPDATE books SET count = (SELECT sum(count) FROM books WHERE book = '${book}') WHERE book = '${book}' AND line = '${came}';`);
  }
}

/** Within the transaction that is open. */
function prepare(database: DatabaseSync): Pick<BookTable, "opened" | "wasKeptTo"> {
  database.exec(TABLE);
  const kept = database.prepare("SELECT journal_number AS number FROM books_kept").get();
  const head = database.prepare("SELECT coalesce(max(number), 0) AS number FROM journal").get();
  const opened = kept === undefined ? "begun" : kept["number"] === head?.["number"] ? "kept" : "anew";
  if (opened !== "kept") recount(database);
  for (const each of KEPT) database.exec(triggersOf(each));
  return { opened, wasKeptTo: Number(kept?.["number"] ?? 0) };
}

export function createBookTable(database: DatabaseSync, inTransaction: <T>(work: () => T) => T): BookTable {
  const opened = inTransaction(() => prepare(database));
  const add = database.prepare("UPDATE books SET count = count + ? WHERE book = ? AND line = ?");
  const all = database.prepare("SELECT book, line, count FROM books");
  const keep = database.prepare(
    "INSERT INTO books_kept (only, journal_number) VALUES (1, ?) ON CONFLICT DO UPDATE SET journal_number = excluded.journal_number",
  );
  return {
    ...opened,
    add: ({ book, line }, count = 1) => void (count === 0 || add.run(count, book, line)),
    read() {
      const counts = new Map(all.all().map(({ book, line, count }) => [`${book} ${line}`, Number(count)]));
      return Object.fromEntries(
        Object.entries(ALARM_BOOKS).map(([book, lines]) => [
          book,
          Object.fromEntries(lines.map((line) => [line, counts.get(`${book} ${line}`) ?? 0])),
        ]),
      ) as unknown as AlarmBooks;
    },
    keptTo: (journalNumber) => void keep.run(journalNumber),
  };
}
