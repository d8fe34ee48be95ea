import type { DatabaseSync } from "node:sqlite";
import type { Clock, HistoryFailure, HistoryStore } from "@labcanary/domain/ports";
import type { SignalKey } from "@labcanary/domain/telemetry";
import { clampedTo, timeWindow } from "../admission.ts";
import { createBackoff } from "../backoff.ts";
import { bucketSpan, checkLimit } from "../bounds.ts";
import type { Retention } from "../retention.ts";
import { HistoryUnavailableError } from "../unavailable.ts";
import { type BucketQuery, createBucketQuery } from "./bucket-query.ts";
import { inTransaction, openDatabase } from "./database.ts";
import { failureOf } from "./failures.ts";
import { createPointTable, type PointTable } from "./points.ts";
import { deleteExpired } from "./retention.ts";
import { createSignalIds, type SignalIds } from "./signals.ts";

export interface SqliteHistoryOptions {
  readonly file: string;
  readonly retention: Retention;
  /** The file does not grow past this; writes then answer `disk-full`. Absent: as large as the disk. */
  readonly maxBytes?: number;
}

interface Connection {
  readonly database: DatabaseSync;
  readonly ids: SignalIds;
  readonly points: PointTable;
  readonly buckets: BucketQuery;
}

/**
 * History in one SQLite file, worked on in the calling thread. Several instances, in several threads, may share the file: readers and
 * the one writer do not wait for each other. After a failure the file is opened again at the next call.
 */
export function createSqliteHistory(options: SqliteHistoryOptions, deps: { readonly clock: Pick<Clock, "now"> }): HistoryStore {
  const { file, retention } = options;
  const backoff = createBackoff();
  let connection: Connection | undefined;

  const connect = (): Connection => {
    if (connection !== undefined) return connection;
    const database = openDatabase(file, options.maxBytes);
    const ids = createSignalIds(database);
    connection = { database, ids, points: createPointTable(database, ids), buckets: createBucketQuery(database) };
    return connection;
  };
  const disconnect = (): void => {
    connection?.database.close();
    connection = undefined;
  };

  /** The failure of the store that made `work` impossible, or its answer. A bug is thrown on. */
  const attempt = <T>(
    work: (connection: Connection) => T,
  ): { readonly answer: T } | { readonly reason: HistoryFailure; readonly detail: string } => {
    try {
      return { answer: work(connect()) };
    } catch (error) {
      disconnect();
      const failure = failureOf(error);
      if (failure === undefined) throw error;
      return failure;
    }
  };
  /** The same for what cannot be answered with an outcome. */
  const answer = <T>(work: (connection: Connection) => T): T => {
    const result = attempt(work);
    if ("answer" in result) return result.answer;
    throw new HistoryUnavailableError(result.detail);
  };
  const ofSignal = <T>(signal: SignalKey, work: (connection: Connection, id: number) => readonly T[]): readonly T[] =>
    answer((open) => {
      const id = open.ids.find(signal);
      return id === undefined ? [] : work(open, id);
    });

  return {
    async open() {
      attempt(() => undefined);
    },
    async close() {
      disconnect();
    },
    async write(batch) {
      const result = attempt(({ points }) => points.write(batch, timeWindow(deps.clock.now(), retention.raw)));
      if (!("answer" in result)) return { kind: "retry", ...result, after: backoff.failed() };
      backoff.succeeded();
      return { kind: "stored", ...result.answer };
    },
    async range(query) {
      checkLimit(query.limit);
      const span = clampedTo(timeWindow(deps.clock.now(), retention.raw), query.from, query.to);
      return ofSignal(query.signal, ({ points }, id) => points.range(id, { ...query, ...span }));
    },
    async aggregate(query) {
      const span = bucketSpan(query, query.every, { now: deps.clock.now(), retention });
      return ofSignal(query.signal, ({ buckets }, id) => buckets(id, span, query.every));
    },
    async applyRetention(now) {
      const { database } = answer((open) => open);
      await deleteExpired(database, retention, now).catch((error: unknown) => {
        const failure = failureOf(error);
        if (failure === undefined) throw error;
        throw new HistoryUnavailableError(failure.detail, { cause: error });
      });
    },
    async probe() {
      const result = attempt(({ database }) =>
        inTransaction(database, () => database.prepare("INSERT OR REPLACE INTO probe (id, at) VALUES (1, ?)").run(deps.clock.now())),
      );
      return "answer" in result
        ? { healthy: true, detail: "takes writes" }
        : { healthy: false, detail: `${result.reason}: ${result.detail}` };
    },
  };
}
