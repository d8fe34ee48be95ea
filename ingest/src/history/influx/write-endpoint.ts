import { promisify } from "node:util";
import { constants, gzip } from "node:zlib";
import { type DurationMs, seconds } from "@labcanary/domain/basics";
import type { HistoryFailure } from "@labcanary/domain/ports";
import { Pool } from "undici";
import type { InfluxHistoryOptions } from "./options.ts";

const compress = promisify(gzip);
/** Chosen: one body being answered, one being sent, and room for probes. */
const CONNECTIONS = 4;
/** Chosen: an error text is for an engineer's eyes. */
const DETAIL_LENGTH = 300;

/** What InfluxDB made of one body. */
export type PostOutcome =
  | { readonly kind: "stored" }
  /** At least one line is bad, whatever the text says about how many. */
  | { readonly kind: "refused"; readonly detail: string }
  | { readonly kind: "too-large" }
  | WriteFailure;
/** Nothing is known to be stored; the same lines again, not before `atLeast` when the server asked for that. */
export interface WriteFailure {
  readonly kind: "failed";
  readonly reason: HistoryFailure;
  readonly detail: string;
  readonly atLeast?: DurationMs;
}

export interface WriteEndpoint {
  /** Posts lines with times in ns into the raw retention policy. */
  post(body: string): Promise<PostOutcome>;
  close(): Promise<void>;
}

export function createWriteEndpoint(options: InfluxHistoryOptions, retentionPolicy: string): WriteEndpoint {
  const url = new URL(options.url);
  const pool = new Pool(url.origin, { connections: CONNECTIONS });
  const parameters = new URLSearchParams({ db: options.database, rp: retentionPolicy, precision: "ns" });
  const path = `${url.pathname.replace(/\/$/, "")}/write?${parameters}`;
  const headers = {
    "content-type": "text/plain; charset=utf-8",
    ...(options.gzip ? { "content-encoding": "gzip" } : {}),
    ...(options.username === undefined
      ? {}
      : { authorization: `Basic ${Buffer.from(`${options.username}:${options.password ?? ""}`).toString("base64")}` }),
  };
  return {
    async post(text) {
      const body = options.gzip ? await compress(text, { level: constants.Z_BEST_SPEED }) : text;
      try {
        const response = await pool.request({ method: "POST", path, headers, body, signal: AbortSignal.timeout(options.timeout) });
        const retryAfter = Number(response.headers["retry-after"]);
        return outcomeOf(response.statusCode, (await response.body.text()).slice(0, DETAIL_LENGTH), retryAfter);
      } catch (error) {
        return failureOfConnection(error);
      }
    },
    close: () => pool.destroy(),
  };
}

/** What a status of POST /write means (InfluxDB 1.x API reference, "Status codes and responses"). */
function outcomeOf(status: number, text: string, retryAfterSeconds: number): PostOutcome {
  if (status === 204) return { kind: "stored" };
  const detail = `${status} ${text}`.trim();
  if (status === 400) return { kind: "refused", detail };
  if (status === 413) return { kind: "too-large" };
  const atLeast = retryAfterSeconds > 0 ? { atLeast: seconds(retryAfterSeconds) } : {};
  return { kind: "failed", reason: reasonOf(status, text), detail, ...atLeast };
}

/** The text only names the failure more exactly; what is done about it is the same. */
function reasonOf(status: number, text: string): HistoryFailure {
  if (status === 404) return "no-database";
  if (status === 429 || status === 503) return "overloaded";
  return /no space left/i.test(text) ? "disk-full" : "server-error";
}

function failureOfConnection(error: unknown): PostOutcome {
  if (!(error instanceof Error)) throw error;
  const { code, name } = error as Error & { code?: string };
  const timedOut = name === "TimeoutError" || code === "UND_ERR_CONNECT_TIMEOUT";
  return { kind: "failed", reason: timedOut ? "timeout" : "unreachable", detail: code ?? error.message };
}
