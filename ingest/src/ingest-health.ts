import type { Books, HealthItem, HealthSays } from "@labcanary/domain/ports";
import type { OpenLog } from "./log/index.ts";

/** A backlog of more than this many records is worth a word. Chosen: a second at the highest rate. */
const BACKLOG_WORTH_SAYING = 60_000;

/** How far a reader of the log is. */
interface Reader {
  /** Records it has not read yet. */
  readonly behind: number;
  /** Why it does not go on, where it does not. */
  readonly failure: string | undefined;
}

/** Whether the log takes frames, and how much of its disk budget, in bytes, it has used. */
export function logHealth(log: Pick<OpenLog, "bytes" | "refusal"> | undefined, budgetBytes: number): HealthItem {
  if (log === undefined) return { name: "log", state: "down", detail: "not open" };
  const mebibytes = `${Math.round(log.bytes() / 2 ** 20)} of ${Math.round(budgetBytes / 2 ** 20)} MiB`;
  const refusal = log.refusal();
  const values = { used: log.bytes(), budget: budgetBytes };
  return refusal === undefined
    ? { name: "log", state: "ok", detail: mebibytes, says: { code: "disk", values } }
    : { name: "log", state: "down", detail: `${refusal}; ${mebibytes}`, says: { code: "refuses", values } };
}

/** Whether the rules follow the log. */
export const rulesHealth = ({ behind, failure }: Reader): HealthItem =>
  failure === undefined ? following("rules", behind) : { name: "rules", state: "down", detail: failure };

/** Whether the history is written. What waits is told also where it is not: nothing of it is lost. */
export const historyHealth = ({ behind, failure }: Reader): HealthItem =>
  failure === undefined
    ? following("history", behind)
    : { name: "history", state: "down", detail: `${behind} records waiting; ${failure}`, says: saysBehind(behind) };

/** Whether every reading taken is accounted for. */
export function booksHealth({ balanced, received, waitingFrames }: Pick<Books, "balanced" | "received" | "waitingFrames">): HealthItem {
  const detail = balanced ? `${received} readings accounted for, ${waitingFrames} records waiting` : "readings are unaccounted for";
  const says: HealthSays = balanced
    ? { code: "accounted", values: { received, waiting: waitingFrames } }
    : { code: "unaccounted", values: {} };
  return { name: "books", state: balanced ? "ok" : "down", detail, says };
}

const following = (name: "rules" | "history", behind: number): HealthItem => ({
  name,
  state: behind > BACKLOG_WORTH_SAYING ? "degraded" : "ok",
  detail: `${behind} records behind`,
  says: saysBehind(behind),
});

const saysBehind = (records: number): HealthSays => ({ code: "behind", values: { records } });
