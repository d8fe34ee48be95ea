import type { DatabaseSync } from "node:sqlite";
import type { EpochMs } from "@labcanary/domain/basics";
import type { HandOver, HandOverRecord, SoundTest } from "@labcanary/domain/messages";

/** Hand-overs of the shift, and consoles whose sound was heard. Writing happens within the transaction that is open. */
export interface ShiftTable {
  /** The one nobody has taken over. */
  waiting(): HandOverRecord | undefined;
  of(id: string): HandOver | undefined;
  /** Newest first. */
  last(limit: number): readonly HandOverRecord[];
  add(handOver: HandOver): void;
  /** Its list stays as it was. */
  keep(record: HandOverRecord): void;
  /** Of consoles heard since an instant, in the order of their names. */
  soundTests(since: EpochMs): readonly SoundTest[];
  /** In the place of what was kept of the same console. */
  keepSoundTest(test: SoundTest): void;
  /** Moves what is to come by the span (negative: earlier). */
  shift(span: number): void;
}

/** `list` is what was signed, and never written again; `body` is all else. */
const TABLES = `
CREATE TABLE IF NOT EXISTS hand_overs (
  id TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'taken-over', 'replaced')),
  due_at INTEGER NOT NULL,
  body TEXT NOT NULL,
  list TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS hand_overs_waiting ON hand_overs (state) WHERE state = 'waiting';
CREATE INDEX IF NOT EXISTS hand_overs_at ON hand_overs (at);
CREATE TABLE IF NOT EXISTS sound_tests (
  console_id TEXT PRIMARY KEY,
  console_name TEXT NOT NULL,
  at INTEGER NOT NULL,
  by TEXT NOT NULL,
  volume INTEGER NOT NULL
) STRICT;
`;

export function createShiftTable(database: DatabaseSync): ShiftTable {
  database.exec(TABLES);
  const columns = "due_at, body";
  const waiting = database.prepare(`SELECT ${columns} FROM hand_overs WHERE state = 'waiting'`);
  const one = database.prepare(`SELECT ${columns}, list FROM hand_overs WHERE id = ?`);
  const last = database.prepare(`SELECT ${columns} FROM hand_overs ORDER BY at DESC, rowid DESC LIMIT ?`);
  const add = database.prepare("INSERT INTO hand_overs (id, at, state, due_at, body, list) VALUES (?, ?, ?, ?, ?, ?)");
  const keep = database.prepare("UPDATE hand_overs SET state = ?, due_at = ?, body = ? WHERE id = ?");
  const tests = database.prepare("SELECT * FROM sound_tests WHERE at >= ? ORDER BY console_name, console_id");
  const keepTest = database.prepare(
    `INSERT INTO sound_tests (console_id, console_name, at, by, volume) VALUES (:consoleId, :consoleName, :at, :by, :volume)
     ON CONFLICT DO UPDATE SET console_name = excluded.console_name, at = excluded.at, by = excluded.by, volume = excluded.volume`,
  );
  const shift = database.prepare("UPDATE hand_overs SET due_at = due_at + ? WHERE state = 'waiting'");
  const read = (row: Record<string, unknown>): HandOverRecord => ({ ...JSON.parse(String(row["body"])), dueAt: row["due_at"] });

  return {
    waiting() {
      const row = waiting.get();
      return row === undefined ? undefined : read(row);
    },
    of(id) {
      const row = one.get(id);
      return row === undefined ? undefined : { ...read(row), list: JSON.parse(String(row["list"])) };
    },
    last: (limit) => last.all(limit).map(read),
    add({ list, ...body }) {
      const record: HandOverRecord = { ...body, counts: list.counts };
      add.run(body.id, body.at, body.state, body.dueAt, JSON.stringify(record), JSON.stringify(list));
    },
    keep: (record) => void keep.run(record.state, record.dueAt, JSON.stringify(record), record.id),
    soundTests: (since) =>
      tests.all(since).map((row) => ({
        consoleId: String(row["console_id"]),
        consoleName: String(row["console_name"]),
        at: row["at"] as EpochMs,
        by: String(row["by"]),
        volume: Number(row["volume"]),
      })),
    keepSoundTest: ({ consoleId, consoleName, at, by, volume }) => void keepTest.run({ consoleId, consoleName, at, by, volume }),
    shift: (span) => void shift.run(span),
  };
}
