import type { DatabaseSync } from "node:sqlite";
import type { EpochMs } from "@labcanary/domain/basics";

/** The question whether anybody is at the desk, until somebody answers. */
export interface OpenQuestion {
  readonly id: string;
  readonly askedAt: EpochMs;
  readonly answerBy: EpochMs;
  /** Its time is over. */
  readonly missed: boolean;
  /** This question's time, or that of one before it, was over without an answer. */
  readonly unattended: boolean;
  readonly alarmIds: readonly string[];
}

/** Writing happens within the transaction that is open. */
export interface PresenceTable {
  open(): OpenQuestion | undefined;
  /** There is no other from now on. */
  keep(question: OpenQuestion): void;
  end(): void;
  /** Moves what is to come by the span (negative: earlier). */
  shift(span: number): void;
}

export function createPresenceTable(database: DatabaseSync): PresenceTable {
  const select = database.prepare("SELECT * FROM presence");
  const insert = database.prepare(
    "INSERT INTO presence (id, asked_at, answer_by, missed, unattended, alarms) VALUES (:id, :askedAt, :answerBy, :missed, :unattended, :alarms)",
  );
  const clear = database.prepare("DELETE FROM presence");
  const shift = database.prepare("UPDATE presence SET answer_by = answer_by + ?");
  return {
    open() {
      const row = select.get();
      if (row === undefined) return undefined;
      return {
        id: String(row["id"]),
        askedAt: row["asked_at"] as EpochMs,
        answerBy: row["answer_by"] as EpochMs,
        missed: row["missed"] === 1,
        unattended: row["unattended"] === 1,
        alarmIds: JSON.parse(String(row["alarms"])),
      };
    },
    keep({ id, askedAt, answerBy, missed, unattended, alarmIds }) {
      clear.run();
      insert.run({ id, askedAt, answerBy, missed: missed ? 1 : 0, unattended: unattended ? 1 : 0, alarms: JSON.stringify(alarmIds) });
    },
    end: () => void clear.run(),
    shift: (span) => void shift.run(span),
  };
}
