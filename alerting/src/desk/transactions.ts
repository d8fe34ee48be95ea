import type { DatabaseSync } from "node:sqlite";
import type { Clock } from "@labcanary/domain/ports";
import type { HeadFile } from "../journal/head-file.ts";
import type { Journal } from "../journal/journal.ts";
import type { Batch, Commit } from "../store/batch.ts";
import { inTransaction } from "../store/database.ts";

export interface TransactionsDeps {
  readonly clock: Clock;
  readonly journal: Pick<Journal, "head">;
  readonly headFile: Pick<HeadFile, "advance">;
  /** What follows from any work, within its transaction. */
  readonly settle: (batch: Batch) => void;
  /** Tells what was done, once that is durable. */
  readonly tell: (batch: Batch) => void;
  /** Sends what has become due by it. */
  readonly sendDue: () => void;
}

export interface Transactions {
  readonly commit: Commit;
  /** As `commit`, but whom it is to be sent to is looked at by whoever calls. */
  readonly keep: Commit;
  /** The journal's head, as it is now, is in its file. */
  headIsKept(): void;
  /** Why the last work was not kept; undefined when it was. */
  failure(): string | undefined;
}

export function createTransactions(
  database: DatabaseSync,
  { clock, journal, headFile, settle, tell, sendDue }: TransactionsDeps,
): Transactions {
  let failure: string | undefined;
  let headNumber = 0;

  const keep: Commit = (work) => {
    const batch: Batch = { at: clock.now(), changes: [], firstHumans: [], reached: [], outcomes: [], passages: [] };
    let result: ReturnType<typeof work>;
    try {
      result = inTransaction(database, () => {
        const value = work(batch);
        settle(batch);
        return value;
      });
      failure = undefined;
    } catch (error) {
      failure = String(error);
      throw error;
    }
    const head = journal.head();
    if (head.number !== headNumber) void headFile.advance(head);
    headNumber = head.number;
    tell(batch);
    return result;
  };

  return {
    keep,
    commit(work) {
      const result = keep(work);
      sendDue();
      return result;
    },
    headIsKept() {
      headNumber = journal.head().number;
    },
    failure: () => failure,
  };
}
