import { createPersonalData, createPhotoRecords } from "@labcanary/alerting";
import { DEFAULT_RETENTION } from "@labcanary/domain/governance";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type AlarmBooks, NOTHING_CAME } from "@labcanary/domain/alarm";
import { epochMs } from "@labcanary/domain/basics";
import {
  type AccessLog,
  type Books,
  type Clock,
  type FailedSignIns,
  type HealthItem,
  type HistoryPoint,
  type HistoryStore,
  type Impairment,
  NO_FAILED_SIGN_INS,
  type ShiftDesk,
  type PathFigures,
  type SignalBoard,
  type SignalStatus,
} from "@labcanary/domain/ports";
import type { SiteChangeDesk } from "@labcanary/domain/messages";
import { HEALTH_ITEMS, NOTHING_IMPAIRED } from "@labcanary/domain/ports";
import type { Site, ZoneId } from "@labcanary/domain/site";
import { type HeardUnknown, type SignalKey, UnknownSignals } from "@labcanary/domain/telemetry";
import { onTestFinished } from "vitest";
import {
  createDashboard,
  createUserDirectory,
  type Dashboard,
  type DashboardOptions,
  type DeviceAccess,
  type RejectedFrame,
  type Role,
  type RuleQuestions,
} from "@labcanary/dashboard";
import { createMemoryAlarmDesk, type MemoryAlarmDesk } from "./browser-alarm-desk.ts";
import { createMemoryNotificationDesk, type MemoryNotificationDesk } from "./browser-notifications.ts";
import { PRESS } from "./press.ts";
import { createMemoryShiftDesk } from "./browser-shift.ts";
import { createMemoryQuestions } from "./browser-questions.ts";
import { createMemoryCommissioning, type MemoryCommissioning } from "./memory-commissioning.ts";
import { createMemoryLedgers, type MemoryLedgers } from "./memory-ledgers.ts";
import { createSettableClock } from "./clock.ts";
import { temporaryFolder } from "./files.ts";
import { createTestLogger, createTestMetrics, type TestLogger, type TestMetrics } from "./observing.ts";
import { testSite } from "./site.ts";

export const PASSWORD = "correct horse battery staple";

/** A SignalBoard that holds what the test puts on it. */
export interface MemorySignalBoard extends SignalBoard {
  /** A new reading, told to whoever listens. */
  put(status: SignalStatus): void;
  /** So many signals without a name have it; none of them is listed. */
  impair(impairment: Impairment, count: number): void;
}

export function createMemorySignalBoard(): MemorySignalBoard {
  const statuses = new Map<SignalKey, SignalStatus>();
  const impaired: Record<Impairment, number> = { ...NOTHING_IMPAIRED };
  const listeners = new Set<(changed: readonly SignalStatus[]) => void>();
  let revision = 0;
  const listed = () =>
    [...statuses.values()].flatMap(({ signal, impairment, receivedAt = epochMs(0) }) =>
      impairment === undefined ? [] : [{ signal, impairment, since: receivedAt }],
    );
  return {
    put(status) {
      statuses.set(status.signal, status);
      revision++;
      for (const listener of listeners) listener([status]);
    },
    impair(impairment, count) {
      impaired[impairment] = count;
      revision++;
    },
    status: (signal) => statuses.get(signal),
    impaired() {
      const counts = { ...impaired };
      for (const { impairment } of listed()) counts[impairment]++;
      return counts;
    },
    impairedSignals: listed,
    impairedRevision: () => revision,
    onReadings(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** A HistoryStore over an array. While `away` is set, reading fails; while `hanging`, it never answers. */
export interface MemoryHistory extends HistoryStore {
  points: HistoryPoint[];
  away: boolean;
  hanging: boolean;
}

export function createMemoryHistory(): MemoryHistory {
  const select = async (signal: SignalKey, from: number, to: number): Promise<HistoryPoint[]> => {
    if (store.away) throw new Error("connect ECONNREFUSED with details nobody outside should read");
    if (store.hanging) return new Promise(() => {});
    return store.points.filter((point) => point.signal === signal && point.at >= from && point.at < to);
  };
  const store: MemoryHistory = {
    points: [],
    away: false,
    hanging: false,
    open: async () => {},
    close: async () => {},
    write: async (batch) => {
      store.points.push(...batch);
      return { kind: "stored", stored: batch.length, duplicates: 0, refused: [] };
    },
    range: async ({ signal, from, to, limit }) => (await select(signal, from, to)).slice(0, limit),
    async aggregate({ signal, from, to, every }) {
      const groups = Map.groupBy(
        (await select(signal, from, to)).filter(({ value }) => value !== undefined),
        (point) => Math.floor(point.at / every) * every,
      );
      return [...groups].map(([at, points]) => {
        const values = points.map(({ value = Number.NaN }) => value);
        const sum = values.reduce((total, value) => total + value, 0);
        const last = values.at(-1) ?? Number.NaN;
        return {
          at: epochMs(at),
          min: Math.min(...values),
          max: Math.max(...values),
          mean: sum / values.length,
          last,
          count: values.length,
        };
      });
    },
    applyRetention: async () => {},
    probe: async () => ({ healthy: !store.away, detail: "" }),
  };
  return store;
}

export interface BrowserPlatform {
  readonly dashboard: Dashboard;
  readonly url: string;
  readonly desk: MemoryAlarmDesk;
  readonly board: MemorySignalBoard;
  readonly history: MemoryHistory;
  readonly notifications: MemoryNotificationDesk;
  readonly shift: ShiftDesk;
  readonly commissioning: MemoryCommissioning;
  readonly ledgers: MemoryLedgers;
  readonly metrics: TestMetrics;
  readonly logger: TestLogger;
  readonly dataFolder: string;
  health: HealthItem[];
  books: Books;
  alarmBooks: AlarmBooks;
  /** The site in force. */
  site: Site;
}

const ALL_WELL: HealthItem[] = HEALTH_ITEMS.map((name) => ({ name, state: "ok", detail: "running" }));
const BALANCED: Books = { received: 1000, stored: 1000, duplicate: 0, rejected: 0, quarantined: 0, waitingFrames: 0, balanced: true };

export interface PlatformSetup {
  readonly clock?: Clock;
  readonly site?: Site;
  /** Without it, two pages that say which they are stand for the browser client. */
  readonly webFolder?: string;
  readonly rejects?: () => readonly RejectedFrame[];
  readonly accessLog?: AccessLog;
  readonly unknown?: () => HeardUnknown;
  readonly failedSignIns?: () => FailedSignIns;
  readonly siteChanges?: SiteChangeDesk;
  readonly devices?: DeviceAccess;
  /** How people sign in. */
  readonly accounts?: Pick<DashboardOptions, "secondFactor" | "singleSignOn" | "publicUrl">;
  /** By default hand-overs are kept in memory. */
  readonly shift?: ShiftDesk;
  /** Figures of the way of a reading. */
  readonly path?: () => PathFigures;
  /** By default they are answered from the history in memory. */
  readonly questions?: RuleQuestions;
  readonly users?: Readonly<Record<string, Role>>;
  /** What users are limited to, by their names. */
  readonly zones?: Readonly<Record<string, readonly ZoneId[]>>;
  /** Other addresses the pages are reached by. */
  readonly origins?: readonly string[];
  readonly photoBudgetBytes?: number;
  readonly dossierBudgetBytes?: number;
  /** When the safety office's books are written; by default by the clock of the platform. */
  readonly bookTime?: Pick<Clock, "now">;
}

const USUAL_USERS = { operator: "operator", engineer: "engineer", administrator: "administrator" } as const;

/** Files with accounts, by who is in them: a password takes 30 ms of a processor to hash, and most tests have the same people. */
const accountFiles = new Map<string, Buffer>();

async function addAccounts(dataFolder: string, users: NonNullable<PlatformSetup["users"]>, zones: PlatformSetup["zones"]): Promise<void> {
  const file = join(dataFolder, "accounts.sqlite");
  const people = JSON.stringify([users, zones]);
  const known = accountFiles.get(people);
  if (known !== undefined) return writeFileSync(file, known, { mode: 0o600 });
  const directory = createUserDirectory(dataFolder);
  for (const [name, role] of Object.entries(users)) await directory.add(name, role, PASSWORD, zones?.[name]);
  // Nobody has it open any more: it is whole by itself.
  accountFiles.set(people, readFileSync(file));
}

/** A running dashboard whose neighbours are in memory; stopped when the test ends. Users are named like their roles if not told. */
export async function startBrowserPlatform(setup: PlatformSetup = {}): Promise<BrowserPlatform> {
  const clock = setup.clock ?? createSettableClock();
  const dataFolder = temporaryFolder();
  await addAccounts(dataFolder, setup.users ?? USUAL_USERS, setup.zones);
  const history = createMemoryHistory();
  const said: Pick<BrowserPlatform, "health" | "books" | "alarmBooks" | "site"> = {
    health: ALL_WELL,
    books: BALANCED,
    alarmBooks: NOTHING_CAME,
    site: setup.site ?? testSite(),
  };
  const site = () => said.site;
  const neighbours = {
    desk: createMemoryAlarmDesk(clock, site),
    board: createMemorySignalBoard(),
    history,
    notifications: createMemoryNotificationDesk(clock, site),
    shift: setup.shift ?? createMemoryShiftDesk(clock, site, (line) => neighbours.desk.record(line)),
    commissioning: createMemoryCommissioning(clock, site),
    ledgers: createMemoryLedgers(setup.bookTime ?? clock, site),
    unknown: setup.unknown ?? (() => new UnknownSignals()),
    failedSignIns: setup.failedSignIns ?? (() => NO_FAILED_SIGN_INS),
    questions: setup.questions ?? createMemoryQuestions(history, site, setup.accessLog),
    metrics: createTestMetrics(),
    logger: createTestLogger(),
  };
  const dashboard = createDashboard(
    {
      host: "127.0.0.1",
      port: 0,
      dataFolder,
      webFolder: setup.webFolder ?? standInPages(),
      origins: setup.origins ?? [],
      ...setup.accounts,
      photoBudgetBytes: setup.photoBudgetBytes ?? 1e9,
      dossierBudgetBytes: setup.dossierBudgetBytes ?? 1e9,
    },
    {
      ...neighbours,
      hazards: neighbours.ledgers,
      drills: neighbours.ledgers,
      publicReports: neighbours.ledgers,
      checks: neighbours.ledgers,
      substances: neighbours.ledgers,
      keyPeriods: neighbours.ledgers,
      measures: neighbours.ledgers,
      weekly: neighbours.ledgers,
      // Of a platform whose journal is in memory nothing is there; a test that is about it writes some.
      personalData: createPersonalData(dataFolder, DEFAULT_RETENTION),
      photoRecords: createPhotoRecords(dataFolder, DEFAULT_RETENTION),
      dossiers: neighbours.ledgers,
      press: PRESS,
      clock,
      site,
      health: () => said.health,
      books: () => said.books,
      alarmBooks: () => said.alarmBooks,
      ...(setup.rejects === undefined ? {} : { rejects: setup.rejects }),
      ...(setup.accessLog === undefined ? {} : { accessLog: setup.accessLog }),
      ...(setup.devices === undefined ? {} : { devices: setup.devices }),
      ...(setup.path === undefined ? {} : { path: setup.path }),
      ...(setup.siteChanges === undefined ? {} : { siteChanges: setup.siteChanges }),
    },
  );
  await dashboard.start();
  // That its users were added is not what a test is about.
  neighbours.desk.entries.splice(0);
  onTestFinished(() => dashboard.stop());
  return Object.assign(said, { ...neighbours, dashboard, dataFolder, url: `http://127.0.0.1:${dashboard.address.port}` });
}

function standInPages(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "assets"));
  writeFileSync(join(folder, "index.html"), "<title>console</title>");
  writeFileSync(join(folder, "sign-in.html"), "<title>sign in</title>");
  writeFileSync(join(folder, "report.html"), "<title>report</title>");
  writeFileSync(join(folder, "assets", "sign-in-abc123.js"), "// sign-in");
  return folder;
}

/** Signs in over the API; gives the bearer token and the cookie. */
export async function signIn(
  url: string,
  username = "operator",
  password = PASSWORD,
): Promise<{ readonly token: string; readonly cookie: string }> {
  const response = await fetch(`${url}/api/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username, password }),
  });
  if (response.status !== 201) throw new Error(`sign-in: ${response.status} ${await response.text()}`);
  const { token } = (await response.json()) as { token: string };
  return { token, cookie: (response.headers.get("set-cookie") ?? "").split(";")[0] ?? "" };
}
