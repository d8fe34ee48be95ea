import { once } from "node:events";
import { extname } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { Worker } from "node:worker_threads";
import type { JournalCheck, SystemCondition } from "@labcanary/domain/messages";
import type { Batch, Commit } from "../store/batch.ts";
import { createReveal } from "../people/person-keys.ts";
import { entryOf, type Journal, type JournalRow } from "./journal.ts";
import type { JournalVerdict } from "./verify.ts";

interface CheckDeps {
  readonly journal: Pick<Journal, "append">;
  readonly commit: Commit;
  /** Called with a check that found something, within the transaction that journals it. */
  readonly doctored: (check: JournalCheck, batch: Batch) => void;
}

/** Checks of the whole journal: the last one, and a new one on demand. */
export interface JournalChecks {
  last(): JournalCheck | undefined;
  /** Reads every line in a thread of its own; the outcome is a line itself. One at a time: who asks meanwhile is told the same. */
  check(by: string): Promise<JournalCheck>;
}

export function createJournalChecks(
  database: DatabaseSync,
  options: { readonly dataFolder: string; readonly journalHeadFile: string },
  { journal, commit, doctored }: CheckDeps,
): JournalChecks {
  const keys = createReveal(database);
  const newest = database.prepare("SELECT * FROM journal WHERE kind = 'journal-checked' ORDER BY number DESC LIMIT 1");
  let underWay: Promise<JournalCheck> | undefined;

  async function run(by: string): Promise<JournalCheck> {
    const { ok, lines, head, unconfirmed, findings } = await verifyInThread(options);
    return commit((batch) => {
      const detail = { ok, lines, head, unconfirmed, findings };
      journal.append({ at: batch.at, kind: "journal-checked", actor: by, detail });
      const check: JournalCheck = { at: batch.at, by, ...detail };
      if (!ok) doctored(check, batch);
      return check;
    });
  }

  return {
    last() {
      const [row] = keys.reveal(newest.all() as unknown as readonly JournalRow[]);
      if (row === undefined) return undefined;
      const { at, actor, detail } = entryOf(row);
      return { ...(detail as unknown as Omit<JournalCheck, "at" | "by">), at, by: actor };
    },
    check(by) {
      underWay ??= run(by).finally(() => {
        underWay = undefined;
      });
      return underWay;
    },
  };
}

export function doctoredCondition({ at, findings }: JournalCheck): SystemCondition {
  const detail = findings.map(({ code, number }) => (number === undefined ? code : `line ${number}: ${code}`)).join(", ");
  return { kind: "system-condition", name: "journal-doctored", active: true, at, detail };
}

/** Rejects when the thread fails; the journal then counts as not checked. */
async function verifyInThread(options: { readonly dataFolder: string; readonly journalHeadFile: string }): Promise<JournalVerdict> {
  const { dataFolder, journalHeadFile } = options;
  const worker = new Worker(new URL(`./check-worker${extname(import.meta.url)}`, import.meta.url), {
    workerData: { dataFolder, journalHeadFile },
  });
  const ended = once(worker, "exit").then(() => {
    throw new Error("the thread that checks the journal ended without an answer");
  });
  const [verdict] = (await Promise.race([once(worker, "message"), ended])) as [JournalVerdict];
  return verdict;
}
