import type { DatabaseSync } from "node:sqlite";
import { days, type EpochMs, minus, type Text } from "@labcanary/domain/basics";
import type { AskedCheckIn, CheckInAnswer } from "@labcanary/domain/ports";

/** A check-in people have been asked for. */
export interface KeptCheckIn extends Pick<AskedCheckIn, "id" | "period" | "by"> {
  /** Nobody need be asked any more. */
  readonly hasEnded: boolean;
}

/** Chosen: as long as a code to answer with is not given again. */
const KEPT_FOR = days(30);

/** Writing happens within the transaction that is open. */
export interface CheckInTable {
  /** One that is there is as it was first asked for. */
  keep(asked: Pick<AskedCheckIn, "id" | "period" | "by">, now: EpochMs): void;
  end(id: string): void;
  get(id: string): KeptCheckIn | undefined;
  keepAnswer(answer: CheckInAnswer): void;
  /** One that nobody has settled. */
  answer(id: string): CheckInAnswer | undefined;
  /** Those nobody has settled, oldest first. */
  answers(): readonly CheckInAnswer[];
  settleAnswer(id: string): void;
  /** Whether the person has answered at the time or later, whatever became of it. */
  hasAnsweredSince(checkIn: string, personId: string, at: EpochMs): boolean;
}

export function createCheckInTable(database: DatabaseSync): CheckInTable {
  const insert = database.prepare("INSERT OR IGNORE INTO check_ins (id, period, due_by) VALUES (?, ?, ?)");
  const forget = database.prepare("DELETE FROM check_ins WHERE due_by < ?");
  const forgetAnswers = database.prepare(
    "DELETE FROM check_in_answers WHERE settled = 1 AND NOT EXISTS (SELECT 1 FROM check_ins WHERE check_ins.id = check_in)",
  );
  const end = database.prepare("UPDATE check_ins SET ended = 1 WHERE id = ?");
  const byId = database.prepare("SELECT * FROM check_ins WHERE id = ?");
  const insertAnswer = database.prepare(
    "INSERT OR IGNORE INTO check_in_answers (id, check_in, person_id, channel, at) VALUES (?, ?, ?, ?, ?)",
  );
  const answerById = database.prepare("SELECT * FROM check_in_answers WHERE id = ? AND settled = 0");
  const allAnswers = database.prepare("SELECT * FROM check_in_answers WHERE settled = 0 ORDER BY at, rowid");
  const settleAnswer = database.prepare("UPDATE check_in_answers SET settled = 1 WHERE id = ?");
  const answeredSince = database.prepare("SELECT 1 FROM check_in_answers WHERE check_in = ? AND person_id = ? AND at >= ? LIMIT 1");
  return {
    keep({ id, period, by }, now) {
      forget.run(minus(now, KEPT_FOR));
      forgetAnswers.run();
      insert.run(id, JSON.stringify(period), by);
    },
    end: (id) => void end.run(id),
    get(id) {
      const row = byId.get(id);
      if (row === undefined) return undefined;
      const period: Text = JSON.parse(String(row["period"]));
      return { id, period, by: row["due_by"] as EpochMs, hasEnded: row["ended"] === 1 };
    },
    keepAnswer: ({ id, checkIn, personId, channel, at }) => void insertAnswer.run(id, checkIn, personId, channel, at),
    answer(id) {
      const row = answerById.get(id);
      return row === undefined ? undefined : answerOf(row);
    },
    answers: () => allAnswers.all().map(answerOf),
    settleAnswer: (id) => void settleAnswer.run(id),
    hasAnsweredSince: (checkIn, personId, at) => answeredSince.get(checkIn, personId, at) !== undefined,
  };
}

const answerOf = (row: Record<string, unknown>): CheckInAnswer => ({
  id: String(row["id"]),
  checkIn: String(row["check_in"]),
  personId: String(row["person_id"]),
  channel: row["channel"] as CheckInAnswer["channel"],
  at: row["at"] as EpochMs,
});
