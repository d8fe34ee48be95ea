import type { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import type { Service } from "@labcanary/domain/ports";
import { openAccountDatabase } from "./accounts/account-database.ts";
import { createOneTimeLinks } from "./accounts/one-time-links.ts";
import type { Role } from "./accounts/roles.ts";
import { createSessionStore } from "./accounts/session-store.ts";
import { createSignIn } from "./accounts/sign-in.ts";
import { usersIn } from "./accounts/user-directory.ts";
import { createHttpApp } from "./http/http-app.ts";
import type { App } from "./http/typed-app.ts";
import { hasWebFiles } from "./http/web-files.ts";
import { serveLive } from "./live/live-socket.ts";
import type { DashboardDeps } from "./ports.ts";

export interface DashboardOptions {
  /** A loopback address: there is no TLS yet. */
  readonly host: string;
  /** 0 takes a free one; `address` tells which. */
  readonly port: number;
  /** Where `accounts.sqlite` and what people propose are kept. */
  readonly dataFolder: string;
  /** The built browser client; by default the one beside this package. */
  readonly webFolder?: string;
  /** Origins that count as the dashboard's own besides its address: what a reverse proxy is reached by. */
  readonly origins?: readonly string[];
}

export interface Dashboard extends Service {
  /** Where it listens; before `start`, where it was told to. */
  readonly address: { readonly host: string; readonly port: number };
  /** A URL that signs one person in once, with this role, within 15 minutes. */
  issueOneTimeLink(role: Role): string;
}

/** Why the dashboard does not start. */
export const START_ERRORS = {
  DASHBOARD_NOT_LOOPBACK: "without TLS the dashboard listens on loopback only; put a TLS proxy in front and keep http.host at 127.0.0.1",
  DASHBOARD_WEB_MISSING: "the browser client is not built; run `npm run build`",
} as const;
export class DashboardStartError extends Error {
  readonly code: keyof typeof START_ERRORS;

  constructor(code: keyof typeof START_ERRORS) {
    super(START_ERRORS[code]);
    this.code = code;
  }
}

const LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|::1|localhost)$/;

/** HTTP API, live feed and browser client. `start` throws a DashboardStartError, or what listening itself throws. */
export function createDashboard(options: DashboardOptions, deps: DashboardDeps): Dashboard {
  const webFolder = options.webFolder ?? join(import.meta.dirname, "../web/dist");
  const links = createOneTimeLinks(deps.clock);
  let port = options.port;
  let database: DatabaseSync | undefined;
  let app: App | undefined;
  let endLive: (() => void) | undefined;

  const urlOf = (host: string): string => `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
  const isOwnOrigin = (origin: string): boolean =>
    [urlOf(options.host), urlOf("localhost"), urlOf("127.0.0.1"), ...(options.origins ?? [])].includes(origin);

  async function stop(): Promise<void> {
    endLive?.();
    await app?.close();
    database?.close();
    endLive = undefined;
    app = undefined;
    database = undefined;
  }

  return {
    name: "dashboard",
    async start() {
      if (!LOOPBACK.test(options.host)) throw new DashboardStartError("DASHBOARD_NOT_LOOPBACK");
      if (!hasWebFiles(webFolder)) throw new DashboardStartError("DASHBOARD_WEB_MISSING");
      try {
        const accounts = openAccountDatabase(options.dataFolder);
        database = accounts;
        const sessions = createSessionStore(database, deps.clock);
        const signIn = createSignIn({ database, sessions, links, desk: deps.desk });
        app = await createHttpApp(
          { dataFolder: options.dataFolder, webFolder, isOwnOrigin },
          { ...deps, sessions, signIn, users: () => usersIn(accounts) },
        );
        endLive = serveLive(app.server, { isOwnOrigin }, { ...deps, sessions });
        await app.listen({ host: options.host, port: options.port });
        const address = app.server.address();
        if (typeof address === "object" && address !== null) port = address.port;
      } catch (error) {
        await stop();
        throw error;
      }
    },
    stop,
    get address() {
      return { host: options.host, port };
    },
    issueOneTimeLink: (role) => `${urlOf(options.host)}/#sign-in=${links.issue(role)}`,
  };
}
