import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import type { Clock, HistoryStore, HistoryWriteOutcome } from "@labcanary/domain/ports";
import { createBackoff } from "../backoff.ts";
import { detailOf, HistoryUnavailableError } from "../unavailable.ts";
import type { SqliteHistoryOptions } from "./store.ts";
import type { WorkerCall, WorkerReply } from "./worker-messages.ts";

interface Waiting {
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/**
 * The SQLite history behind a thread of its own, so that no query or commit stops the caller's event loop. The thread starts at
 * `open` or the first call, and again should it ever end; calls it had not answered are then unavailable, writes `retry`.
 */
export function createSqliteHistoryInWorker(options: SqliteHistoryOptions, deps: { readonly clock: Pick<Clock, "now"> }): HistoryStore {
  const file = new URL(`./worker${extname(import.meta.url)}`, import.meta.url);
  return createHistoryInThread(() => new Worker(file, { workerData: options }), deps);
}

/** A store whose every call is made in the thread that `startThread` gives, which answers as `worker.ts` does. */
export function createHistoryInThread(startThread: () => Worker, deps: { readonly clock: Pick<Clock, "now"> }): HistoryStore {
  const backoff = createBackoff(); // each thread found ended is a failure, so it is not started in a tight loop
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let calls = 0;

  const start = (): Worker => {
    const started = startThread();
    const ended = (detail: string): void => {
      if (worker !== started) return; // both events tell of one end, and by the second a new thread may be at work
      worker = undefined;
      for (const { reject } of waiting.values()) reject(new HistoryUnavailableError(detail));
      waiting.clear();
    };
    started.on("message", (reply: WorkerReply) => settle(reply));
    started.on("error", (error) => ended(error.message));
    started.on("exit", () => ended("its thread ended"));
    started.unref();
    return started;
  };

  const settle = (reply: WorkerReply): void => {
    const call = waiting.get(reply.id);
    if (call === undefined) return;
    waiting.delete(reply.id);
    if (waiting.size === 0) worker?.unref();
    if (reply.kind === "answer") call.resolve(reply.value);
    else call.reject(reply.kind === "unavailable" ? new HistoryUnavailableError(reply.detail) : reply.error);
  };

  /** The answer of the method of the same name in the worker; its type is that method's, since both ends are built together. */
  const call = <T>(method: keyof HistoryStore, argument?: unknown): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      worker ??= start();
      worker.ref();
      const id = calls++;
      waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      worker.postMessage({ id, now: deps.clock.now(), method, argument } satisfies WorkerCall);
    });

  return {
    open: () => call("open"),
    async close() {
      const closing = worker;
      if (closing === undefined) return;
      const ended = new Promise<void>((resolve) => closing.once("exit", () => resolve()));
      await call("close");
      // The answer has let the process end without the thread; its end is still to be seen.
      closing.ref();
      await ended;
    },
    async write(batch) {
      try {
        return await call<HistoryWriteOutcome>("write", batch);
      } catch (error) {
        return { kind: "retry", reason: "unreachable", after: backoff.failed(), detail: detailOf(error) };
      }
    },
    range: (query) => call("range", query),
    aggregate: (query) => call("aggregate", query),
    applyRetention: (now) => call("applyRetention", now),
    async probe() {
      try {
        return await call("probe");
      } catch (error) {
        return { healthy: false, detail: detailOf(error) };
      }
    },
  };
}
