import { type EpochMs, minus, minutes, plus, seconds } from "@labcanary/domain/basics";

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
 * How much of what one sender sends is listened to. Kept in memory: a restart lets five more wrong codes in. Senders are people of the
 * site, and all others together one, so that it stays small.
 */
export interface ReplyLimits {
  /** A code that is nobody's, or somebody else's. */
  noteWrong(sender: string, at: EpochMs): void;
  /** Too many wrong ones came. */
  isLocked(sender: string, at: EpochMs): boolean;
  /** Takes one answer text out of what the person may be sent; false when there is none left. */
  takeAnswer(personId: string, at: EpochMs): boolean;
  /** How many refusals of the kind a journal line now stands for; undefined when it is too soon for another line. */
  refusalsToJournal(kind: string, at: EpochMs): number | undefined;
}

export function createReplyLimits(): ReplyLimits {
  const wrong = new Map<string, EpochMs[]>();
  const lockedUntil = new Map<string, EpochMs>();
  const answers = new Map<string, EpochMs[]>();
  const refusals = new Map<string, { count: number; journaledAt: EpochMs }>();

  return {
    noteWrong(sender, at) {
      const recent = [...since(wrong.get(sender), minus(at, WRONG_WITHIN)), at];
      wrong.set(sender, recent);
      if (recent.length < MOST_WRONG) return;
      lockedUntil.set(sender, plus(at, LOCKED_FOR));
      wrong.delete(sender);
    },
    isLocked: (sender, at) => at < (lockedUntil.get(sender) ?? at),
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
  };
}

const since = (times: readonly EpochMs[] | undefined, after: EpochMs): readonly EpochMs[] => (times ?? []).filter((at) => at > after);
