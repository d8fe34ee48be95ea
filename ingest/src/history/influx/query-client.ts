import type { DurationMs } from "@labcanary/domain/basics";
import { InfluxDB } from "influx";
import { HistoryUnavailableError } from "../unavailable.ts";
import type { InfluxHistoryOptions } from "./options.ts";

/** Values of the `$name` parameters of a statement, bound by the server. Nothing from outside reaches a statement in any other way. */
export type Parameters = Readonly<Record<string, string | number>>;
export interface Table {
  readonly columns: readonly string[];
  readonly values: readonly (readonly (string | number | null)[])[];
}

export interface QueryClient {
  /** Runs the statements in one request, each giving one table. Times are RFC 3339 text with nanoseconds, or epoch milliseconds. */
  query(statements: readonly string[], parameters: Parameters, times: "rfc3339" | "ms"): Promise<readonly Table[]>;
  /** Ends what is under way. */
  close(): void;
}

/** The package refuses its only host for up to 10 s after one 5xx; with no delay to wait for it never does. Retrying is ours to decide. */
const NEVER_REFUSE_THE_HOST = {
  getDelay: () => 0,
  next: () => NEVER_REFUSE_THE_HOST,
  reset: () => NEVER_REFUSE_THE_HOST,
};
const NO_ROWS: Table = { columns: [], values: [] };

/**
 * Queries and administration by the `influx` package, kept to what is safe in it: raw queries with parameters bound by the server. Its
 * escaping (`escape.stringLit` can be broken out of), its writer (a line break in a tag forges a measurement) and its host pool are
 * not used. It also waits for ever for an answer that is cut in the middle, so every call has an end of its own.
 * Any failure is a HistoryUnavailableError.
 */
export function createQueryClient(options: InfluxHistoryOptions, timeout: DurationMs): QueryClient {
  const url = new URL(options.url);
  const client = new InfluxDB({
    hosts: [
      {
        protocol: url.protocol === "https:" ? "https" : "http",
        host: url.hostname,
        port: Number(url.port === "" ? (url.protocol === "https:" ? 443 : 80) : url.port),
        path: url.pathname.replace(/\/$/, ""),
      },
    ],
    database: options.database,
    ...(options.username === undefined ? {} : { username: options.username, password: options.password ?? "" }),
    pool: { maxRetries: 0, requestTimeout: timeout, backoff: NEVER_REFUSE_THE_HOST },
  });

  const closing = new AbortController();

  return {
    async query(statements, parameters, times) {
      const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(timeout)]);
      const precision = times === "ms" ? { precision: "ms" as const } : {};
      let answer: { readonly results?: readonly Result[] };
      try {
        signal.throwIfAborted();
        answer = await Promise.race([
          client.queryRaw([...statements], { method: "POST", placeholders: { ...parameters }, signal, ...precision }),
          abortOf(signal),
        ]);
      } catch (error) {
        throw new HistoryUnavailableError(error instanceof Error ? error.message : String(error), { cause: error });
      }
      return statements.map((_statement, place) => tableOf(answer.results?.[place]));
    },
    close: () => closing.abort(new Error("the history was closed")),
  };
}

interface Result {
  readonly error?: string;
  /** The server's own row limit cut the answer. */
  readonly partial?: boolean;
  readonly series?: readonly (Table & { readonly partial?: boolean })[];
}

function tableOf(result: Result | undefined): Table {
  if (result === undefined) throw new HistoryUnavailableError("an answer is missing");
  if (result.error !== undefined) throw new HistoryUnavailableError(result.error);
  const series = result.series?.[0];
  if (result.partial === true || series?.partial === true)
    throw new HistoryUnavailableError("max-row-limit of the server cuts its answers");
  return series ?? NO_ROWS;
}

/** Rejects with the signal's reason as soon as it is aborted. */
function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
}
