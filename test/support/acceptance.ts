import { join } from "node:path";
import type { Channel } from "@labcanary/alerting";
import { createUserDirectory, type Role, type Snapshot } from "@labcanary/dashboard";
import { seconds } from "@labcanary/domain/basics";
import {
  createPhoneGateway,
  createRandom,
  createSimulatedDevice,
  type DeviceDescription,
  type ReceivedText,
  type SimulatedDevice,
} from "@labcanary/firmware-sim";
import { SiteArchive } from "@labcanary/ingest/site-archive";
import mqtt, { type MqttClient } from "mqtt";
import { io, type Socket } from "socket.io-client";
import { onTestFinished } from "vitest";
import { compose, type Platform } from "../../app/src/compose.ts";
import { siteArchiveFolder } from "../../app/src/data-folders.ts";
import { openDeviceDirectory } from "../../app/src/platform/device-directory.ts";
import { loadSettings } from "../../app/src/settings/load.ts";
import type { Settings } from "../../app/src/settings/table.ts";
import { openSiteInForce } from "../../app/src/site/in-force.ts";
import { loadSite } from "../../app/src/site/load.ts";
import { loadSiteInProcess } from "../../app/src/site/load-in-process.ts";
import { createSettableClock, type SettableClock } from "./clock.ts";
import { temporaryFolder } from "./files.ts";
import { createTestLogger, type TestLogger } from "./observing.ts";

export const EXAMPLE_SITE = join(import.meta.dirname, "../../examples/chemistry-building/site.yaml");

export interface AcceptanceOptions {
  readonly site?: string;
  readonly data?: string;
  readonly settings?: Partial<Settings>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly clock?: SettableClock;
  /** Instead of the simulated gateway. */
  readonly channels?: readonly Channel[];
}

/** The whole platform in this process, on free ports, in a data folder of its own, with a clock moved by hand. */
export interface Acceptance {
  readonly platform: Platform;
  readonly clock: SettableClock;
  readonly data: string;
  readonly log: TestLogger;
  readonly http: string;
  /** What the simulated phones have received; none when the test brings a gateway of its own. */
  readonly texts: readonly ReceivedText[];
  /** Rules and system conditions that are annunciated now, newest first. */
  alarms(): readonly string[];
  /** Connects as a device of the site; ended with the test. */
  device(deviceId: string): Promise<TestDevice>;
  /** A device of a scenario as firmware-sim plays it, connected, on the platform's clock; ended with the test. */
  simulated(device: DeviceDescription): Promise<SimulatedDevice>;
  /** Signs in with a one-time link and returns what asks the API as that person. */
  signIn(role?: "operator" | "engineer" | "administrator"): Promise<Person>;
  /** Signs in under a name of the user directory. */
  signInAs(username: string, password: string): Promise<Person>;
  /** Moves the clock in steps of a second, letting everything that follows from each come to rest. Needs a gateway that answers. */
  pass(spanSeconds: number): Promise<void>;
  stop(): Promise<void>;
}

export interface TestDevice {
  readonly client: MqttClient;
  /** Publishes samples at the platform's present time; resolves on the PUBACK. */
  say(samples: Readonly<Record<string, unknown>>, over?: Readonly<Record<string, unknown>>): Promise<void>;
}

export interface Person {
  /** What the API knows them by. */
  readonly token: string;
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body?: object): Promise<{ readonly status: number; readonly body: T }>;
  /** A console: the live feed as a browser has it. */
  console(): Promise<Console>;
}

export interface Console {
  readonly socket: Socket;
  readonly snapshot: Snapshot;
}

export async function startPlatform(options: AcceptanceOptions = {}): Promise<Acceptance> {
  const { site = EXAMPLE_SITE, data = temporaryFolder(), clock = createSettableClock(), environment = {} } = options;
  const texts: ReceivedText[] = [];
  const phones = createPhoneGateway({ port: 0, onText: (text) => void texts.push(text) });
  await phones.start();
  onTestFinished(() => phones.stop());
  const ports = { "mqtt.port": 0, "http.port": 0, "ops.port": 0, "sms.kannel.callbackPort": 0 };
  // Off where the test is not about it: a test that passes minutes counts its own readings only.
  const given = { site, data, ...ports, "sms.kannel.url": phones.url, "canary.everySeconds": 0 };
  const settings = loadSettings({ environment, given: { ...given, ...options.settings } });
  if (!settings.ok) throw new Error(JSON.stringify(settings.error));
  const loaded = loadSite(site);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  const log = createTestLogger();
  const platform = compose(settings.value, {
    clock,
    logger: log,
    site: await openSiteInForce({ file: site, dataFolder: data }, loaded.value, {
      clock,
      logger: log,
      load: (file, version) => loadSiteInProcess(file, { folder: siteArchiveFolder(data), version }),
      archived: (version) => new SiteArchive(siteArchiveFolder(data)).load(version),
    }),
    environment,
    ...(options.channels === undefined ? {} : { channels: options.channels }),
  });
  await platform.start();
  onTestFinished(() => platform.stop());
  const tokens = openDeviceDirectory(data).enrol(loaded.value.devices.map(({ id }) => id));
  const mqttPort = platform.broker.listeners[0]?.port ?? 0;
  const http = `http://127.0.0.1:${platform.dashboard.address.port}`;

  return {
    platform,
    clock,
    data,
    log,
    http,
    texts,
    alarms: () => platform.alerting.list().map(({ source }) => (source.kind === "rule" ? source.ruleId : source.condition)),
    async device(deviceId) {
      const token = tokens.find((device) => device.deviceId === deviceId)?.token ?? "";
      const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${mqttPort}`, {
        clientId: deviceId,
        username: deviceId,
        password: token,
        reconnectPeriod: 0,
      });
      onTestFinished(() => void client.end(true));
      let seq = 0;
      return {
        client,
        async say(samples, over = {}) {
          const payload = JSON.stringify({ at: clock.now(), seq: seq++, samples, ...over });
          await client.publishAsync(`v1/devices/${deviceId}/telemetry`, payload, { qos: 1 });
        },
      };
    },
    async simulated(description) {
      const token = tokens.find(({ deviceId }) => deviceId === description.id)?.token ?? "";
      const options = { device: description, url: `mqtt://127.0.0.1:${mqttPort}`, token, markSimulated: true };
      const simulated = createSimulatedDevice(options, { clock, random: createRandom(description.id) });
      onTestFinished(() => simulated.stop());
      simulated.start();
      await simulated.whenConnected();
      await simulated.whenDrained();
      return simulated;
    },
    signIn: (role = "operator") => signIn(http, platform.dashboard.issueOneTimeLink(role)),
    signInAs: (username, password) => personOf(http, "session", { username, password }),
    async pass(spanSeconds) {
      for (let second = 0; second < spanSeconds; second++) {
        clock.advance(seconds(1));
        await platform.ingest.evaluateUntilNow();
        // The clock may not run out on a text the gateway is just answering.
        while (!platform.alerting.health().every(({ detail }) => detail.includes("0 waiting"))) await nextTurn();
      }
    },
    stop: () => platform.stop(),
  };
}

/** Of everybody who signs in with an account. */
export const PASSWORD = "correct horse battery staple";

/** Signs in with an account of that name, made on the way when there is none. */
export async function signInWithAccount({ data, signInAs }: Acceptance, name: string, role: Role = "engineer"): Promise<Person> {
  const users = createUserDirectory(data);
  if (!users.list().some((user) => user.name === name)) await users.add(name, role, PASSWORD);
  return signInAs(name, PASSWORD);
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function signIn(http: string, link: string): Promise<Person> {
  return personOf(http, "session/one-time", { token: new URLSearchParams(new URL(link).hash.slice(1)).get("sign-in") });
}

async function personOf(http: string, path: string, credentials: object): Promise<Person> {
  const response = await fetch(`${http}/api/v1/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: http },
    body: JSON.stringify(credentials),
  });
  const { token: bearer } = (await response.json()) as { token: string };
  const headers = { authorization: `Bearer ${bearer}` };
  return {
    token: bearer,
    get: async <T>(path: string) => (await (await fetch(`${http}/api/v1/${path}`, { headers })).json()) as T,
    async post<T>(path: string, body: object = {}) {
      const answer = await fetch(`${http}/api/v1/${path}`, {
        method: "POST",
        headers: { ...headers, "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      return { status: answer.status, body: (await answer.json()) as T };
    },
    console: () =>
      new Promise((resolve, reject) => {
        const socket = io(`${http}/live`, {
          auth: { token: bearer },
          extraHeaders: { origin: http },
          transports: ["websocket"],
          reconnection: false,
        });
        onTestFinished(() => void socket.disconnect());
        socket.once("connect_error", reject);
        socket.once("snapshot", (snapshot: Snapshot) => resolve({ socket, snapshot }));
      }),
  };
}
