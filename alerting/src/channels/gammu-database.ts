import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { type EpochMs, milliseconds } from "@labcanary/domain/basics";
import { type DeliveryReport, smsParts, smsSize } from "@labcanary/domain/notification";
import type { InboxRow } from "./gammu-answers.ts";

/**
 * The database gammu-smsd keeps its texts in (its `sql` service with the driver `sqlite3`; schema of gammu 1.42, gammu-smsd-tables(7)),
 * and beside its tables one of ours that says which text is which notification. Each call is one short transaction, for smsd waits for it.
 */
export interface GammuDatabase {
  /** Puts a text in smsd's line once, whatever becomes of it; returns its number there. One that smsd could not send is put there again. */
  queue(text: QueuedText): number;
  /** How far smsd is with a text. */
  progress(number: number): "waiting" | "taken" | "failed";
  /** Takes a text back that smsd has not begun on. False when it is too late. */
  withdraw(number: number): boolean;
  /** Statuses of texts that are new since they were last marked. */
  news(since: EpochMs): readonly TextNews[];
  /** Nothing more is said of a text's status than what comes after this one. */
  mark(id: string, status: DeliveryReport["status"]): void;
  /** What came in and was not dealt with yet, in order. */
  inbox(): readonly InboxRow[];
  dealtWith(numbers: readonly number[]): void;
  /** What smsd last noted of its modem: `note` changes each time, in whatever time zone; undefined before the first. Signal in per cent. */
  modem(): { readonly note: string | undefined; readonly signal: number | undefined };
  /** Forgets whose texts those from before were. */
  forget(before: EpochMs): void;
  close(): void;
}

export interface QueuedText {
  /** The notification's. */
  readonly id: string;
  readonly to: string;
  readonly text: string;
  /** The highest goes first. */
  readonly priority: number;
  readonly at: EpochMs;
}

export interface TextNews {
  readonly id: string;
  readonly status: DeliveryReport["status"];
}

/** Not STRICT: smsd may come with an SQLite that does not know the word (before 3.37), and would refuse the whole file. */
const OWN_TABLE = `
CREATE TABLE IF NOT EXISTS labcanary_text (
  id TEXT PRIMARY KEY,
  number INTEGER NOT NULL,
  parts INTEGER NOT NULL,
  said TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS labcanary_text_open ON labcanary_text (at) WHERE said NOT IN ('delivered', 'failed');
`;

/**
 * Due at once, and not begun: smsd writes the end of its claim here as it begins. It compares with local time, while the default of the
 * schema is UTC: west of Greenwich a text would wait for hours.
 */
const NOT_BEGUN = "2000-01-01 00:00:00";

/** Longest one call waits for smsd to be done with the file (chosen: ten times what smsd's longest transaction takes, and no alarm waits). */
const PATIENCE = milliseconds(100);

/** Throws when it is not there, is none, or may not be written: `gammuTrouble` says which. */
export function openGammuDatabase(options: {
  readonly file: string;
  /** Asks the network for receipts. */
  readonly receipts: boolean;
}): GammuDatabase {
  // SQLite would make an empty one.
  if (!existsSync(options.file)) throw Object.assign(new Error("there is no database of gammu-smsd"), { code: "ENOENT" });
  const database = new DatabaseSync(options.file, { timeout: PATIENCE });
  try {
    // So that our reading never keeps smsd from writing.
    database.exec("PRAGMA journal_mode = WAL");
    database.exec(OWN_TABLE);
  } catch (error) {
    database.close();
    throw error;
  }
  return overDatabase(database, options);
}

function overDatabase(database: DatabaseSync, options: { readonly receipts: boolean }): GammuDatabase {
  const statement = statementsOf(database);

  function within<T>(run: () => T): T {
    database.exec("BEGIN IMMEDIATE");
    try {
      const result = run();
      database.exec("COMMIT");
      return result;
    } catch (error) {
      if (database.isTransaction) database.exec("ROLLBACK");
      throw error;
    }
  }

  function insert({ id, to, text, priority, at }: QueuedText): number {
    const parts = smsParts(text);
    const coding = smsSize(text).encoding === "gsm-7" ? "Default_No_Compression" : "Unicode_No_Compression";
    const [first = "", ...others] = parts;
    const isLong = others.length > 0;
    const report = options.receipts ? "yes" : "no";
    const { lastInsertRowid } = statement.insert.run(to, first, coding, String(isLong), report, priority, NOT_BEGUN, NOT_BEGUN);
    const number = Number(lastInsertRowid);
    if (isLong) statement.header.run(headerOf(number, parts.length, 1), number);
    for (const [index, part] of others.entries()) {
      statement.insertPart.run(number, index + 2, part, coding, headerOf(number, parts.length, index + 2));
    }
    statement.own.run(id, number, parts.length, at);
    return number;
  }

  const progress = (number: number): "waiting" | "taken" | "failed" | "gone" => {
    const waiting = statement.waiting.get(number);
    if (waiting !== undefined) return waiting["SendingTimeOut"] === NOT_BEGUN ? "waiting" : "taken";
    const sent = statement.sent.get(number);
    if (sent === undefined || sent["rows"] === 0) return "gone";
    return sent["failed"] === 0 ? "taken" : "failed";
  };

  return {
    queue: (text) =>
      within(() => {
        const known = statement.known.get(text.id)?.["number"];
        const isInLine = known !== undefined && ["waiting", "taken"].includes(progress(Number(known)));
        return isInLine ? Number(known) : insert(text);
      }),
    progress(number) {
      const found = progress(number);
      // Taken out of the line by somebody's hand: it will not be sent.
      return found === "gone" ? "failed" : found;
    },
    withdraw: (number) =>
      within(() => {
        const isOurs = statement.withdraw.run(number, NOT_BEGUN).changes === 1;
        if (isOurs) statement.withdrawParts.run(number);
        return isOurs;
      }),
    news: (since) => statement.news.all(since).flatMap(newsOf),
    mark: (id, status) => void statement.mark.run(status, id),
    inbox: () =>
      statement.inbox.all().map((row) => ({
        number: Number(row["ID"]),
        from: String(row["SenderNumber"]),
        text: String(row["TextDecoded"]),
        coding: String(row["Coding"]),
        header: String(row["UDH"]),
      })),
    dealtWith: (numbers) => within(() => numbers.forEach((number) => statement.dealtWith.run(number))),
    modem() {
      const row = statement.modem.get();
      const signal = Number(row?.["Signal"] ?? -1);
      return {
        note: row === undefined ? undefined : `${String(row["IMEI"])} ${String(row["TimeOut"])}`,
        signal: signal < 0 ? undefined : signal,
      };
    },
    forget: (before) => void statement.forget.run(before),
    close: () => database.close(),
  };
}

function statementsOf(database: DatabaseSync) {
  return {
    insert: database.prepare(
      "INSERT INTO outbox (DestinationNumber, TextDecoded, Coding, MultiPart, DeliveryReport, Priority, SendingDateTime, SendingTimeOut, CreatorID) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'LabCanary')",
    ),
    header: database.prepare("UPDATE outbox SET UDH = ? WHERE ID = ?"),
    insertPart: database.prepare("INSERT INTO outbox_multipart (ID, SequencePosition, TextDecoded, Coding, UDH) VALUES (?, ?, ?, ?, ?)"),
    own: database.prepare(
      "INSERT INTO labcanary_text (id, number, parts, at) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET number = excluded.number, parts = excluded.parts, at = excluded.at, said = ''",
    ),
    known: database.prepare("SELECT number FROM labcanary_text WHERE id = ?"),
    waiting: database.prepare("SELECT SendingTimeOut FROM outbox WHERE ID = ?"),
    sent: database.prepare(
      "SELECT count(*) AS rows, count(*) FILTER (WHERE Status IN ('SendingError', 'Error')) AS failed FROM sentitems WHERE ID = ?",
    ),
    withdraw: database.prepare("DELETE FROM outbox WHERE ID = ? AND SendingTimeOut = ?"),
    withdrawParts: database.prepare("DELETE FROM outbox_multipart WHERE ID = ?"),
    news: database.prepare(
      "SELECT t.id, t.said, t.parts, json_group_array(s.Status) AS statuses FROM labcanary_text t JOIN sentitems s ON s.ID = t.number WHERE t.at >= ? AND t.said NOT IN ('delivered', 'failed') GROUP BY t.id",
    ),
    mark: database.prepare("UPDATE labcanary_text SET said = ? WHERE id = ?"),
    inbox: database.prepare("SELECT ID, SenderNumber, TextDecoded, Coding, UDH FROM inbox WHERE Processed = 'false' ORDER BY ID LIMIT 100"),
    dealtWith: database.prepare("UPDATE inbox SET Processed = 'true' WHERE ID = ?"),
    modem: database.prepare("SELECT IMEI, Signal, TimeOut FROM phones WHERE Send = 'yes' ORDER BY TimeOut DESC LIMIT 1"),
    forget: database.prepare("DELETE FROM labcanary_text WHERE at < ?"),
  };
}

/** 05 00 03, a reference of eight bits, of how many, which (3GPP TS 23.040, 9.2.3.24.1), as smsd has it: in hexadecimal. */
const headerOf = (reference: number, total: number, part: number): string =>
  Buffer.from([5, 0, 3, reference % 256, total, part])
    .toString("hex")
    .toUpperCase();

/** What smsd says of the parts of a text, as one status of the text: the worst of a failure, and only of all of them together. */
const STATUS_OF_PART: Readonly<Record<string, DeliveryReport["status"]>> = {
  SendingOK: "sent",
  SendingOKNoReport: "sent",
  SendingError: "failed",
  Error: "failed",
  DeliveryOK: "delivered",
  DeliveryFailed: "failed",
  DeliveryPending: "buffered",
  // The centre no longer knows: neither proof nor failure.
  DeliveryUnknown: "sent",
};
/** The first of these that any part has is that of the text. */
const WORST_FIRST = ["failed", "buffered", "sent", "delivered"] as const;

function newsOf(row: Readonly<Record<string, unknown>>): readonly TextNews[] {
  const statuses = (JSON.parse(String(row["statuses"])) as string[]).map((status) => STATUS_OF_PART[status]);
  const status = WORST_FIRST.find((worst) => statuses.includes(worst));
  // While parts are still being sent, only a failure is certain.
  const isWhole = statuses.length >= Number(row["parts"]);
  if (status === undefined || status === row["said"] || (!isWhole && status !== "failed")) return [];
  return [{ id: String(row["id"]), status }];
}

/** SQLite's result codes (sqlite.org/rescode.html): the file is in use; it may not be read or written. */
const BUSY = new Set([5, 6]);
const NOT_OURS = new Set([3, 8, 14, 23]);

/** What is wrong with the database, as a channel says it. */
export function gammuTrouble(error: unknown): { readonly reason: "busy" | "unauthorised" | "unreachable"; readonly detail: string } {
  const { errcode, code } = error as { readonly errcode?: number; readonly code?: string };
  const primary = (errcode ?? 0) & 0xff;
  const detail = errcode === undefined ? (code ?? "unknown") : `SQLite ${errcode}`;
  return { reason: BUSY.has(primary) ? "busy" : NOT_OURS.has(primary) ? "unauthorised" : "unreachable", detail };
}
