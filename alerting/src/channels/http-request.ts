import { createHash } from "node:crypto";
import { type DurationMs, seconds } from "@labcanary/domain/basics";
import type { Clock } from "@labcanary/domain/ports";
import { Agent, request } from "undici";
import { BUSY, type Failure, TIMED_OUT, UNREACHABLE } from "./failures.ts";

/** What a provider is asked over HTTP. */
export interface HttpRequest {
  readonly url: URL;
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpAnswer {
  readonly kind: "answered";
  readonly status: number;
  readonly body: string;
  readonly retryAfter: string | undefined;
}

/** `code` is the system's, such as ECONNREFUSED. */
export type HttpReply = HttpAnswer | { readonly kind: "timeout" } | { readonly kind: "unreachable"; readonly code: string };

/** Asks a provider, for a limited time and a limited answer. */
export interface HttpAsker {
  start(): void;
  stop(): Promise<void>;
  /** One request; never rejects. Redirections are not followed: what is signed for one host is not for another. */
  ask(request: HttpRequest, signal?: AbortSignal): Promise<HttpReply>;
}

/** For one attempt (DESIGN 6.3). */
const TIMEOUT = seconds(3);
/** Bytes of an answer that are read at all (chosen: a page of 50 delivery records of Alibaba Cloud fits, the longest there is). */
const LONGEST_ANSWER = 131_072;

export interface HttpAskerOptions {
  /** Absent: 3 s. */
  readonly timeout?: DurationMs;
  /** At once to one host; absent: as many as are asked for. */
  readonly connections?: number;
}

export function createHttpAsker(options: HttpAskerOptions, clock: Clock): HttpAsker {
  const timeout = options.timeout ?? TIMEOUT;
  let agent: Agent | undefined;

  return {
    start() {
      agent = new Agent({ maxResponseSize: LONGEST_ANSWER, connections: options.connections ?? null });
    },
    async stop() {
      const closing = agent;
      agent = undefined;
      await closing?.destroy();
    },
    async ask({ url, method, headers, body }, signal) {
      if (agent === undefined) return { kind: "unreachable", code: "STOPPED" };
      const limit = new AbortController();
      const cancel = clock.after(timeout, () => limit.abort());
      try {
        const either = signal === undefined ? limit.signal : AbortSignal.any([signal, limit.signal]);
        const response = await request(url, { dispatcher: agent, method, headers, body: body ?? null, signal: either });
        const text = await response.body.text();
        return { kind: "answered", status: response.statusCode, body: text, retryAfter: response.headers["retry-after"]?.toString() };
      } catch (error) {
        if (limit.signal.aborted || signal?.aborted === true) return { kind: "timeout" };
        return { kind: "unreachable", code: (error as NodeJS.ErrnoException).code ?? "unknown" };
      } finally {
        cancel();
      }
    },
  };
}

/** Codes of a request that cannot have arrived: there was no connection. */
const NEVER_CONNECTED: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "STOPPED",
]);

/** Whether the provider may have taken what was asked although no answer came. */
export const mayHaveArrived = (reply: Exclude<HttpReply, HttpAnswer>): boolean =>
  reply.kind === "timeout" || !NEVER_CONNECTED.has(reply.code);

/** What it means that no answer came. */
export function failureOfNoAnswer(reply: Exclude<HttpReply, HttpAnswer>): Failure {
  return reply.kind === "timeout" ? TIMED_OUT : { ...UNREACHABLE, detail: reply.code };
}

export const isSuccess = ({ status }: HttpAnswer): boolean => status >= 200 && status < 300;

/** A 2xx that is not the provider's own answer: something in between, such as a sign-in page, said it. The notification is kept. */
export const NOT_THE_PROVIDER: Failure = BUSY;

/** The JSON object of an answer; undefined when it is none. */
export function jsonOf(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A notification's id in the form every provider takes: 32 of `0-9 a-f`, the beginning of its SHA-256. The same id gives the same, and
 * nothing of the person is in it.
 */
export const shortIdOf = (notificationId: string): string => createHash("sha256").update(notificationId).digest("hex").slice(0, 32);
