import type { DatabaseSync } from "node:sqlite";
import { type DurationMs, type EpochMs, minus, minutes, plus, seconds } from "@labcanary/domain/basics";

/** Chosen: nobody mistypes a code of three signs five times, and 18 432 codes are not found so. */
const MOST_WRONG = 5;
const WRONG_WITHIN = minutes(10);
const LOCKED_FOR = minutes(10);
/** Chosen: as many as anybody gets texts in that time; whoever floods us with answers must not have us flood somebody's phone. */
const MOST_ANSWERS = 10;
const ANSWERS_WITHIN = minutes(10);
/** Chosen: whoever floods us with answers must not flood the journal; the metric counts every one. */
const REFUSALS_EVERY = seconds(60);

/**
 * How much of what one sender sends is listened to. Wrong codes are kept over a restart; how much was answered and journaled is not. Senders
 * are people of the site, and all others together one, so that it stays small.
 */
export interface ReplyLimits {
  /** A code that is nobody's, or somebody else's. Within the transaction that is open. */
  noteWrong(sender: string, at: EpochMs): void;
  /** Too many wrong ones came. */
  isLocked(sender: string, at: EpochMs): boolean;
  /** Takes one answer text out of what the person may be sent; false when there is none left. */
  takeAnswer(personId: string, at: EpochMs): boolean;
  /** How many refusals of the kind a journal line now stands for; undefined when it is too soon for another line. */
  refusalsToJournal(kind: string, at: EpochMs): number | undefined;
  /** The clock was set by this. Within the transaction that is open. */
  shift(by: DurationMs): void;
}

export function createReplyLimits(database: DatabaseSync): ReplyLimits {
  const wrongSince = database.prepare("SELECT count(*) AS count FROM wrong_replies WHERE sender = ? AND at > ?");
  const addWrong = database.prepare("INSERT INTO wrong_replies (sender, at) VALUES (?, ?)");
  const forgetWrong = database.prepare("DELETE FROM wrong_replies WHERE sender = ? OR at <= ?");
  const lock = database.prepare("INSERT OR REPLACE INTO locked_senders (sender, until) VALUES (?, ?)");
  const forgetLocks = database.prepare("DELETE FROM locked_senders WHERE until <= ?");
  const lockOf = database.prepare("SELECT 1 FROM locked_senders WHERE sender = ? AND until > ?");
  const shiftWrong = database.prepare("UPDATE wrong_replies SET at = at + ?");
  const shiftLocks = database.prepare("UPDATE locked_senders SET until = until + ?");
  const answers = new Map<string, EpochMs[]>();
  const refusals = new Map<string, { count: number; journaledAt: EpochMs }>();

  return {
    noteWrong(sender, at) {
      addWrong.run(sender, at);
      const isTooMany = Number(wrongSince.get(sender, minus(at, WRONG_WITHIN))?.["count"]) >= MOST_WRONG;
      forgetWrong.run(isTooMany ? sender : null, minus(at, WRONG_WITHIN));
      forgetLocks.run(at);
      if (isTooMany) lock.run(sender, plus(at, LOCKED_FOR));
    },
    isLocked: (sender, at) => lockOf.get(sender, at) !== undefined,
    takeAnswer(personId, at) {
      const recent = since(answers.get(personId), minus(at, ANSWERS_WITHIN));
      if (recent.length >= MOST_ANSWERS) return false;
      answers.set(personId, [...recent, at]);
      return true;
    },
    refusalsToJournal(kind, at) {
      const known = refusals.get(kind);
      const count = (known?.count ?? 0) + 1;
      const isSoon = known !== undefined && at < plus(known.journaledAt, REFUSALS_EVERY);
      refusals.set(kind, isSoon ? { ...known, count } : { count: 0, journaledAt: at });
      return isSoon ? undefined : count;
    },
    shift(by) {
      shiftWrong.run(by);
      shiftLocks.run(by);
    },
  };
}

const since = (times: readonly EpochMs[] | undefined, after: EpochMs): readonly EpochMs[] => (times ?? []).filter((at) => at > after);
