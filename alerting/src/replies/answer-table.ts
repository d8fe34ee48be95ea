import type { DatabaseSync } from "node:sqlite";
import type { EpochMs } from "@labcanary/domain/basics";
import type { DeliveryReport } from "@labcanary/domain/notification";
import type { ChannelKind } from "@labcanary/domain/site";
import type { Answer } from "./answer-sender.ts";
import type { TriedWays } from "./answer-ways.ts";

/** An answer as it is kept until it is sent, or given up. */
export interface WaitingAnswer extends Answer {
  readonly at: EpochMs;
  /** By all channels together. */
  readonly attempts: number;
  readonly tried?: TriedWays;
  /** An urgent one that a channel has taken, and of which it may yet say that it is lost. */
  readonly given?: { readonly channel: ChannelKind; readonly at: EpochMs; readonly providerRef: string };
  /** What a channel has said of it while the attempt was under way. */
  readonly reported?: Readonly<Partial<Record<ChannelKind, DeliveryReport["status"]>>>;
  /** There was no channel left, and that was told. */
  readonly hasFailed?: boolean;
}

/** Writing happens within the transaction that is open. */
export interface AnswerTable {
  insert(answer: Answer, at: EpochMs): void;
  /** What is to be sent now, urgent ones or the others, the oldest first. */
  due(isUrgent: boolean, now: EpochMs, limit: number): readonly WaitingAnswer[];
  /** Not before `nextAt`, as it is now. */
  keep(answer: WaitingAnswer, nextAt: EpochMs): void;
  remove(id: string): void;
  get(id: string): WaitingAnswer | undefined;
  /** All that a channel has taken. */
  given(): readonly WaitingAnswer[];
  /** Alarms of urgent ones that found no channel left, or were tried `attempts` times or more in vain. */
  troubled(attempts: number): readonly string[];
  shift(span: number): void;
}

/** That a drill is over and what is real is no mere answer: as `isUrgent` has it of one. */
const URGENT = "body ->> '$.outcome.kind' = 'drill-over'";

export const isUrgent = ({ outcome }: Pick<Answer, "outcome">): boolean => outcome.kind === "drill-over";

export function createAnswerTable(database: DatabaseSync): AnswerTable {
  const insert = database.prepare("INSERT OR IGNORE INTO reply_answers (id, body, at, next_at) VALUES (?, ?, ?, ?)");
  const due = database.prepare(
    `SELECT body, at, attempts FROM reply_answers WHERE next_at <= ? AND (${URGENT}) = ? ORDER BY at, rowid LIMIT ?`,
  );
  const keep = database.prepare("UPDATE reply_answers SET body = ?, attempts = ?, next_at = ? WHERE id = ?");
  const remove = database.prepare("DELETE FROM reply_answers WHERE id = ?");
  const troubled = database.prepare(
    `SELECT DISTINCT body ->> '$.alarmId' AS alarm FROM reply_answers WHERE ${URGENT} AND body ->> '$.given' IS NULL
       AND (attempts >= ? OR body ->> '$.hasFailed')`,
  );
  const get = database.prepare("SELECT body, at, attempts FROM reply_answers WHERE id = ?");
  const given = database.prepare("SELECT body, at, attempts FROM reply_answers WHERE body ->> '$.given' IS NOT NULL ORDER BY rowid");
  const shift = database.prepare("UPDATE reply_answers SET at = at + :span, next_at = next_at + :span");
  return {
    insert: (answer, at) => void insert.run(answer.id, JSON.stringify(answer), at, at),
    due: (urgent, now, limit) => due.all(now, urgent ? 1 : 0, limit).map(answerOf),
    keep({ at: _at, attempts, ...answer }, nextAt) {
      keep.run(JSON.stringify(answer), attempts, nextAt, answer.id);
    },
    remove: (id) => void remove.run(id),
    get(id) {
      const row = get.get(id);
      return row === undefined ? undefined : answerOf(row);
    },
    given: () => given.all().map(answerOf),
    troubled: (attempts) => troubled.all(attempts).flatMap(({ alarm }) => (alarm === null ? [] : [String(alarm)])),
    shift: (span) => void shift.run({ span }),
  };
}

const answerOf = ({ body, at, attempts }: Readonly<Record<string, unknown>>): WaitingAnswer =>
  ({ ...JSON.parse(String(body)), at, attempts: Number(attempts) }) as WaitingAnswer;
