import type { Translate } from "./text/translate.ts";

/** Why the platform did not do what was asked. `unreachable`: nobody answered. `unanswered`: it may have been done. */
export class ApiError extends Error {
  readonly code: string;
  /** What exactly, in English; empty where the code says all. */
  readonly detail: string;

  constructor(code: string, detail = "") {
    super(code);
    this.code = code;
    this.detail = detail;
  }
}

/** What to tell the person, in words of the client's language. */
export function wordsFor(error: unknown, t: Translate): string {
  const code = error instanceof ApiError ? error.code : "INTERNAL";
  const key = `error.${code}`;
  return t.has(key) ? t(key) : t("error.other", { code });
}

/** Asks the platform. What is called off fails as if nobody had answered; whoever called it off does not look at it. */
export async function ask<T>(method: string, path: string, body?: unknown, calledOff?: AbortSignal): Promise<T> {
  const sent = body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
  const calling = calledOff === undefined ? {} : { signal: calledOff };
  return said<T>(await fetch(`/api/v1/${path}`, { method, ...calling, ...sent }).catch(() => undefined), "unreachable");
}

/** How long whoever presses a button waits for the answer to a verb (chosen: a slow link answers, a dead one does not). */
const VERB_PATIENCE_MS = 10_000;
/** A photo at 20 kB/s; the platform itself gives up before. */
const PHOTO_PATIENCE_MS = 30_000;

/**
 * Sends what changes something, and does not wait for ever: a request that hangs in a tunnel would be carried out on the way out of it.
 * Without an answer nobody here knows whether it was done.
 */
async function change<T>(path: string, patience: number, content: Pick<RequestInit, "body" | "headers">): Promise<T> {
  const signal = AbortSignal.timeout(patience);
  return said<T>(await fetch(`/api/v1/${path}`, { method: "POST", signal, ...content }).catch(() => undefined), "unanswered");
}

/** Sends what a button means. */
export const sendVerb = <T>(path: string, said: object): Promise<T> =>
  change<T>(path, VERB_PATIENCE_MS, { body: JSON.stringify(said), headers: { "content-type": "application/json" } });

/** Sends a picture; the address says by its `commandId` that it is one and the same, however often it is sent. */
export const sendPicture = <T>(path: string, picture: Blob): Promise<T> => change<T>(path, PHOTO_PATIENCE_MS, { body: picture });

async function said<T>(answer: Response | undefined, without: "unreachable" | "unanswered"): Promise<T> {
  if (answer === undefined) throw new ApiError(without);
  if (answer.status === 204) return undefined as T;
  const content: unknown = await answer.json().catch(() => ({}));
  const { code, detail } = content as { readonly code?: string; readonly detail?: string };
  if (!answer.ok) throw new ApiError(code ?? String(answer.status), detail);
  return content as T;
}
