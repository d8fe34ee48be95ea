import { parentPort, workerData } from "node:worker_threads";
import { type EpochMs, epochMs } from "@labcanary/domain/basics";
import type { Clock, HistoryStore } from "@labcanary/domain/ports";
import { HistoryUnavailableError } from "../unavailable.ts";
import { createSqliteHistory, type SqliteHistoryOptions } from "./store.ts";
import type { WorkerCall, WorkerReply } from "./worker-messages.ts";

/** The thread behind `createSqliteHistoryInWorker`: one store, called by messages, each answered once. */
let now: EpochMs = epochMs(0);
const clock: Pick<Clock, "now"> = { now: () => now };
const store = createSqliteHistory(workerData as SqliteHistoryOptions, { clock });

async function replyTo({ id, method, argument }: WorkerCall): Promise<WorkerReply> {
  try {
    const call = store[method] as (argument: unknown) => ReturnType<HistoryStore[keyof HistoryStore]>;
    return { id, kind: "answer", value: await call(argument) };
  } catch (error) {
    return error instanceof HistoryUnavailableError ? { id, kind: "unavailable", detail: error.detail } : { id, kind: "failed", error };
  }
}

parentPort?.on("message", (call: WorkerCall) => {
  now = call.now;
  void replyTo(call).then((reply) => {
    parentPort?.postMessage(reply);
    // With nothing left to listen to the thread ends by itself, its database closed; ended from outside it can take the process along.
    if (call.method === "close") parentPort?.close();
  });
});
