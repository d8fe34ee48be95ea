import type { Clock, HistoryStore } from "@labcanary/domain/ports";
import { createInfluxHistory, createSqliteHistory, createSqliteHistoryInWorker, type DescribeSignal } from "../history/index.ts";
import type { HistoryChoice } from "./messages.ts";

interface Deps {
  readonly clock: Pick<Clock, "now">;
  readonly describe: DescribeSignal;
}

/** The store for a thread that does nothing else. */
export function storeForWriting(choice: HistoryChoice, deps: Deps): HistoryStore {
  return choice.kind === "sqlite" ? createSqliteHistory(choice.options, deps) : createInfluxHistory(choice.options, deps);
}

/** The store for the thread that must not be held up: SQLite's queries run elsewhere. */
export function storeForQueries(choice: HistoryChoice, deps: Deps): HistoryStore {
  return choice.kind === "sqlite" ? createSqliteHistoryInWorker(choice.options, deps) : createInfluxHistory(choice.options, deps);
}
