import type { BrowserPlatform } from "./browser-platform.ts";

/** What the API said. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests read answers as a foreign program does
  readonly body: any;
}

export interface CallOptions {
  /** Bearer token. */
  readonly as?: string;
  /** Sent as it is when it is text, else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Asks the API as a foreign program does. */
export async function call(platform: BrowserPlatform, method: string, path: string, options: CallOptions = {}): Promise<Answer> {
  const response = await fetch(`${platform.url}${path}`, {
    method,
    redirect: "manual",
    headers: {
      ...(options.as === undefined ? {} : { authorization: `Bearer ${options.as}` }),
      ...(options.body === undefined ? {} : { "content-type": "application/json" }),
      ...options.headers,
    },
    ...(options.body === undefined ? {} : { body: typeof options.body === "string" ? options.body : JSON.stringify(options.body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") ?? false;
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}
