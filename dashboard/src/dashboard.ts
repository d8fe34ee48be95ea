import type { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import type { RoomAvailability } from "@labcanary/domain/alarm";
import { type EpochMs, seconds } from "@labcanary/domain/basics";
import type { PhotoUse, Service } from "@labcanary/domain/ports";
import { openAccountDatabase } from "./accounts/account-database.ts";
import { createApiTokens } from "./accounts/api-tokens.ts";
import { type AttemptCounts, openAttemptCounts } from "./accounts/attempt-counts.ts";
import { type ChangeNote, journalNotes, noteChange } from "./accounts/change-notes.ts";
import { createOneTimeLinks } from "./accounts/one-time-links.ts";
import type { Role } from "./accounts/roles.ts";
import { scopeOf } from "./accounts/scope.ts";
import { createSecondFactors } from "./accounts/second-factor.ts";
import type { SecondFactorPolicy } from "./accounts/second-factor-policy.ts";
import { createSessionStore, type SessionStore } from "./accounts/session-store.ts";
import { createSignIn } from "./accounts/sign-in.ts";
import { createSingleSignOn, type SingleSignOnOptions } from "./accounts/single-sign-on.ts";
import { accountIn, userDirectoryIn, usersIn } from "./accounts/user-directory.ts";
import { createHttpApp } from "./http/http-app.ts";
import type { App } from "./http/typed-app.ts";
import { hasWebFiles } from "./http/web-files.ts";
import { serveLive } from "./live/live-socket.ts";
import { accountDataIn } from "./personal-data/account-data.ts";
import { isOpenRecord } from "./photos/open-records.ts";
import { createPhotoExpiry, type PhotoExpiry } from "./photos/photo-expiry.ts";
import { createKeptBodies, type KeptBodies } from "./safety/dossier/kept/kept-bodies.ts";
import { createPhotoStore, type PhotoStore } from "./photos/photo-store.ts";
import type { DashboardDeps } from "./ports.ts";
import { openProtection, type Protection } from "./protection/protection.ts";

export interface DashboardOptions {
  /** A loopback address: there is no TLS yet. */
  readonly host: string;
  /** 0 takes a free one; `address` tells which. */
  readonly port: number;
  /** Where `accounts.sqlite` and what people propose are kept. */
  readonly dataFolder: string;
  /** Most bytes the photos of alarms may take, in `photos` of the data folder. */
  readonly photoBudgetBytes: number;
  /** Most bytes may take what decisions about excursions were made on. */
  readonly dossierBudgetBytes: number;
  /** The built browser client; by default the one beside this package. */
  readonly webFolder?: string;
  /** Origins that count as the dashboard's own besides its address: what a reverse proxy is reached by. */
  readonly origins?: readonly string[];
  /** What people reach it by where a TLS proxy on this machine stands before it: an origin of its own. The proxy says who asks. */
  readonly publicUrl?: string;
  /** Who must have a second factor (default `optional`). */
  readonly secondFactor?: SecondFactorPolicy;
  /** Without it nobody signs in elsewhere. */
  readonly singleSignOn?: SingleSignOnOptions;
}

/** How often it is looked whether a command has changed accounts while this runs (chosen: the journal has it before anybody looks). */
const LOOK_FOR_NOTES = seconds(2);

export interface Dashboard extends Service {
  /** Where it listens; before `start`, where it was told to. */
  readonly address: { readonly host: string; readonly port: number };
  /** A URL that signs one person in once, with this role, within 15 minutes. */
  issueOneTimeLink(role: Role): string;
  /** How much of a span each room of the site was protected; undefined before `start`. */
  availability(span: { readonly from: EpochMs; readonly to: EpochMs }): Promise<readonly RoomAvailability[] | undefined>;
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
  let attempts: AttemptCounts | undefined;
  let app: App | undefined;
  let endLive: (() => void) | undefined;
  let endLooking: (() => void) | undefined;
  let protection: Protection | undefined;
  let photoExpiry: PhotoExpiry | undefined;
  let photoStore: PhotoStore | undefined;
  let keptBodies: KeptBodies | undefined;

  const urlOf = (host: string): string => `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
  const publicOrigin = options.publicUrl === undefined ? undefined : new URL(options.publicUrl).origin;
  const isOwnOrigin = (origin: string): boolean =>
    [urlOf(options.host), urlOf("localhost"), urlOf("127.0.0.1"), ...(options.origins ?? []), publicOrigin].includes(origin);

  async function stop(): Promise<void> {
    endLooking?.();
    endLooking = undefined;
    endLive?.();
    await photoExpiry?.stop();
    photoExpiry = undefined;
    await app?.close();
    // A request whose connection was cut goes on: what it writes is done before the folder is somebody else's.
    await photoStore?.stop();
    await keptBodies?.stop();
    await protection?.close();
    attempts?.close();
    database?.close();
    endLive = undefined;
    protection = undefined;
    app = undefined;
    attempts = undefined;
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
        attempts = openAttemptCounts(options.dataFolder, deps.clock);
        const policy = options.secondFactor ?? "optional";
        const tokens = createApiTokens(accounts, deps.clock, () => sessions.changed());
        const sessions: SessionStore = createSessionStore(accounts, { clock: deps.clock, policy, tokens });
        const secondFactors = createSecondFactors(accounts, { clock: deps.clock, siteName: () => deps.site().name.en });
        const signIn = createSignIn({ database: accounts, clock: deps.clock, sessions, links, secondFactors, desk: deps.desk });
        const photos = (photoStore = createPhotoStore({
          folder: join(options.dataFolder, "photos"),
          budgetBytes: options.photoBudgetBytes,
        }));
        if (deps.photoRecords !== undefined) {
          const isOpen = (use: PhotoUse): boolean => isOpenRecord(use, deps);
          photoExpiry = createPhotoExpiry({ ...deps, photos, records: deps.photoRecords, isOpen });
          photoExpiry.start();
        }
        const watched = openProtection({ dataFolder: options.dataFolder }, deps);
        protection = watched;
        const seen = { ...deps, ...watched, sessions };
        let notesTaken = 0;
        const journal = (note?: ChangeNote): void => {
          if (note !== undefined) noteChange(accounts, note);
          notesTaken += journalNotes(accounts, deps.desk);
        };
        const { singleSignOn: elsewhere } = options;
        app = await createHttpApp(
          {
            dataFolder: options.dataFolder,
            webFolder,
            isOwnOrigin,
            isBehindProxy: publicOrigin !== undefined,
            ...(publicOrigin === undefined ? {} : { publicOrigin }),
          },
          {
            ...seen,
            signIn,
            attempts,
            secondFactors,
            policy,
            tokens,
            users: () => usersIn(accounts),
            account: (name) => accountIn(accounts, name),
            accountData: (name) => accountDataIn(accounts, name),
            directoryOf: (actor) => userDirectoryIn(accounts, actor, () => sessions.changed()),
            journal,
            photos,
            keptBodies: (keptBodies = createKeptBodies({ dataFolder: options.dataFolder, budgetBytes: options.dossierBudgetBytes })),
            ...(elsewhere === undefined
              ? {}
              : {
                  singleSignOn: createSingleSignOn(elsewhere, {
                    ...deps,
                    database: accounts,
                    sessions,
                    signIn,
                    journal,
                    urlOf: () => publicOrigin ?? urlOf(options.host),
                  }),
                }),
          },
        );
        endLive = serveLive(app.server, { isOwnOrigin }, { ...seen, accountsRevision: () => sessions.revision + notesTaken });
        journal();
        endLooking = deps.clock.every(LOOK_FOR_NOTES, () => {
          try {
            journal();
          } catch (error) {
            deps.logger.error({ error }, "what was changed about accounts could not be journaled; it is tried again");
          }
        });
        await app.listen({ host: options.host, port: options.port });
        const address = app.server.address();
        if (typeof address === "object" && address !== null) port = address.port;
      } catch (error) {
        await stop();
        throw error;
      }
    },
    stop,
    availability: async (span) => (await protection?.ledger.availability(span, scopeOf(undefined, deps.site())))?.rooms,
    get address() {
      return { host: options.host, port };
    },
    issueOneTimeLink: (role) => `${urlOf(options.host)}/#sign-in=${links.issue(role)}`,
  };
}
