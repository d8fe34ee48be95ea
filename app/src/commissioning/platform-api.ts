import { seconds } from "@labcanary/domain/basics";
import { UsageError } from "../command-line.ts";

/** Chosen: the platform answers in milliseconds, and a password takes it some 30. */
const ANSWER_LIMIT = seconds(10);

/** The platform has refused. `code` is one of docs/reference/errors.md. */
export class PlatformRefusal extends Error {
  readonly code: string;
  constructor({ code, message, detail }: { readonly code: string; readonly message: string; readonly detail?: string }) {
    super(`${message}${detail === undefined ? "" : `: ${detail}`} (${code})`);
    this.code = code;
  }
}

/** The HTTP API of a running platform, as one person or program. Paths come after `/api/v1/`. Throws a PlatformRefusal. */
export interface PlatformApi {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: object): Promise<T>;
  /** Ends the session that was begun for it. Never throws: a session ends by itself. */
  end(): Promise<void>;
}

/** Who asks: a person, who signs in for as long as the command runs, or a program by its token. */
export type Asker =
  | {
      readonly kind: "person";
      readonly user: string;
      readonly password: string;
      /** Of the authenticator app; undefined where there is nobody to ask for it. Asked only where the account has a second factor. */
      readonly code: () => Promise<string | undefined>;
    }
  | { readonly kind: "program"; readonly token: string };

export async function openPlatformApi(url: string, asker: Asker): Promise<PlatformApi> {
  const token = asker.kind === "program" ? asker.token : await signIn(url, asker);
  const authorization = `Bearer ${token}`;
  return {
    get: (path) => ask(url, "GET", path, { authorization }),
    post: (path, body) => ask(url, "POST", path, { authorization }, body),
    async end() {
      if (asker.kind === "person") await ask(url, "DELETE", "session", { authorization }).catch(() => undefined);
    },
  };
}

async function signIn(url: string, { user, password, code }: Extract<Asker, { kind: "person" }>): Promise<string> {
  const attempt = (more: object): Promise<{ readonly token: string; readonly needsSecondFactor?: boolean }> =>
    ask(url, "POST", "session", {}, { username: user, password, ...more });
  const begun = await attempt({}).catch(async (error: unknown) => {
    const typed = error instanceof PlatformRefusal && error.code === "SECOND_FACTOR_REQUIRED" ? await code() : undefined;
    if (typed === undefined) throw error;
    return attempt({ code: typed });
  });
  if (begun.needsSecondFactor === true) throw new UsageError(`${user} must set up a second factor first, on the page Account`);
  return begun.token;
}

async function ask<T>(url: string, method: string, path: string, headers: Readonly<Record<string, string>>, body?: object): Promise<T> {
  const sent =
    body === undefined ? { headers } : { headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch(`${url}/api/v1/${path}`, { method, ...sent, signal: AbortSignal.timeout(ANSWER_LIMIT) }).catch(
    () => undefined,
  );
  if (answer === undefined) throw new UsageError(`no platform answers on ${url}; start it, or say where it is with --api URL`);
  if (answer.status === 204) return undefined as T;
  const content = (await answer.json().catch(() => undefined)) as T & {
    readonly code?: string;
    readonly message?: string;
    readonly detail?: string;
  };
  if (answer.ok && content !== undefined) return content;
  if (content?.code === undefined) throw new UsageError(`what answers on ${url} is no platform of this version (${answer.status})`);
  throw new PlatformRefusal({ message: "refused", ...content, code: content.code });
}
