import { setTimeout as pause } from "node:timers/promises";
import { createPhoneGateway } from "@labcanary/firmware-sim";
import { connectAsync, type MqttClient } from "mqtt";
import { io } from "socket.io-client";
import { startInflux } from "../support/influx-server.ts";
import type { PlatformProcess } from "../support/platform-process.ts";
import { syncDurations } from "./disk.ts";
import { distributionOf } from "./durations.ts";
import { startLoad } from "./load-process.ts";
import { addOperator, type Operator, signIn } from "./operator.ts";
import { prepareSite, startPlatform } from "./platform.ts";
import type { Row } from "./report.ts";
import type { Scope } from "./scope.ts";
import type { Section } from "./section.ts";

const BREACHES = 200;
/** Each breaches once: what came and went three times within a minute would be one alarm that counts. */
const BREACHING_DEVICES = 2 * BREACHES;
const LOAD_DEVICES = 50;
const LOAD_PER_SECOND = 10_000;
const LOAD_INFLIGHT = 200;

/** The load ends when the breaches are through; this is only an upper bound. */
const LONGEST_LOAD_MS = 120_000;

/** Around the set-point of 38 with its deadband of 0.5. */
const ABOVE = 39;
const BELOW = 36.9;

/** Between one breach and the next, at random, so that they do not fall in step with commits. */
const LONGEST_GAP_MS = 20;

/** Longer than the bench will stand by for one event. */
const PATIENCE_MS = 15_000;

/** DESIGN 5, in ms. */
const BUDGET = { idle: 15, loaded: 50, sms: 1000 } as const;

/** From the PUBLISH of a breaching sample to a console's socket, and to the text-message gateway; at rest and under load. */
export const latency: Section = async ({ scope, say }) => {
  const texts = createTextWatch();
  const gateway = createPhoneGateway({ port: 0, onText: ({ text }) => texts.take(text) });
  await gateway.start();
  await scope.own(gateway);
  const influx = await scope.own(startInflux());
  // So many alarms are a flood, in which only the first of each room that lives depend on is never held back.
  const site = await prepareSite(scope, LOAD_DEVICES + BREACHING_DEVICES, { lifeSafetyRooms: true });
  const operator = addOperator(site.data);
  const platform = await startPlatform(scope, site, {
    LABCANARY_INFLUX_URL: influx.url,
    LABCANARY_SMS_KANNEL_URL: `${gateway.url}/cgi-bin/sendsms`,
    LABCANARY_SMS_KANNEL_PASSWORD: "bench",
    LABCANARY_SMS_KANNEL_CALLBACK_PORT: "0",
  });
  const console = await openConsole(scope, platform, operator);
  const devices = await connectDevices(scope, platform, site.credentials.slice(LOAD_DEVICES));

  const disk = await syncDurations(site.data);
  say(`${BREACHES} breaches, nothing else going on`);
  const idle = await breachAll(devices.slice(0, BREACHES), console, texts);
  say(`${BREACHES} breaches at ${LOAD_PER_SECOND} messages/s`);
  const load = await scope.own(
    startLoad({
      port: platform.mqttPort,
      credentials: site.credentials.slice(0, LOAD_DEVICES),
      inflight: LOAD_INFLIGHT,
      milliseconds: LONGEST_LOAD_MS,
      ratePerSecond: LOAD_PER_SECOND,
    }),
  );
  // Connecting takes it a moment; the first breaches under load should be under load.
  await pause(1000);
  const loaded = await breachAll(devices.slice(BREACHES), console, texts);
  await load.stop();
  await platform.stop();
  return [
    row(
      "PUBLISH of a breach → change at a console, idle, p99",
      idle.changes,
      BUDGET.idle,
      `; one write and fdatasync of 4 KiB alone, just before: ${disk.text}`,
    ),
    row(`PUBLISH of a breach → change at a console, ${LOAD_PER_SECOND.toLocaleString("en")} msg/s, p99`, loaded.changes, BUDGET.loaded),
    row("PUBLISH of a breach → text at the gateway, idle, p99", idle.texts, BUDGET.sms),
    row(`PUBLISH of a breach → text at the gateway, ${LOAD_PER_SECOND.toLocaleString("en")} msg/s, p99`, loaded.texts, BUDGET.sms),
  ];
};

function row(figure: string, durations: readonly number[], atMost: number, remark = ""): Row {
  const { p99, text } = distributionOf(durations);
  return { figure, measured: p99, unit: "ms", budget: { atMost }, note: `${text}${remark}` };
}

/** Resolves what somebody waits for by name when it comes; what comes unasked is forgotten. */
function createWaiting<T>() {
  const waiting = new Map<string, (value: T) => void>();
  return {
    settle(name: string, value: T): void {
      waiting.get(name)?.(value);
      waiting.delete(name);
    },
    next: (name: string): Promise<T> =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`waited in vain for ${name}`)), PATIENCE_MS);
        waiting.set(name, (value) => {
          clearTimeout(timer);
          resolve(value);
        });
      }),
  };
}

/** When the text about each alarm code came. */
function createTextWatch() {
  const arrived = new Map<string, number>();
  const waiting = createWaiting<number>();
  return {
    take(text: string): void {
      const code = /\[([A-Z2-9]{4})\]/.exec(text)?.[1];
      if (code === undefined || arrived.has(code)) return;
      const at = performance.now();
      arrived.set(code, at);
      waiting.settle(code, at);
    },
    of: async (code: string): Promise<number> => arrived.get(code) ?? (await waiting.next(code)),
  };
}

interface ConsoleChange {
  readonly at: number;
  readonly code: string;
}

interface Console {
  /** The next change of an alarm of this device that leaves it in this state. */
  next(deviceId: string, annunciation: string): Promise<ConsoleChange>;
}

/** A console as a browser has one, signed in over HTTP. */
async function openConsole(scope: Scope, { httpPort }: PlatformProcess, operator: Operator): Promise<Console> {
  const url = `http://127.0.0.1:${httpPort}`;
  const token = await signIn(url, operator);
  const socket = io(`${url}/live`, { auth: { token }, transports: ["websocket"] });
  await scope.own({ stop: async () => void socket.disconnect() });
  const waiting = createWaiting<ConsoleChange>();
  socket.on("change", ({ alarm }: { alarm?: { code: string; annunciation: string; source: { kind: string; signal?: string } } }) => {
    if (alarm?.source.signal === undefined) return;
    waiting.settle(`${alarm.source.signal} ${alarm.annunciation}`, { at: performance.now(), code: alarm.code });
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("snapshot", () => resolve());
    socket.once("connect_error", reject);
  });
  return { next: (deviceId, annunciation) => waiting.next(`${deviceId}/temperature ${annunciation}`) };
}

type Device = { readonly id: string; readonly client: MqttClient };

async function connectDevices(
  scope: Scope,
  { mqttPort }: PlatformProcess,
  credentials: readonly (readonly [string, string])[],
): Promise<readonly Device[]> {
  const devices: Device[] = [];
  for (const [id, token] of credentials) {
    const options = { clientId: id, username: id, password: token, reconnectPeriod: 0 };
    const client = await connectAsync(`mqtt://127.0.0.1:${mqttPort}`, options);
    await scope.own({ stop: () => client.endAsync(true) });
    devices.push({ id, client });
  }
  return devices;
}

/** One breach after another, each of another device and back below the limit before the next. */
async function breachAll(devices: readonly Device[], console: Console, texts: { of(code: string): Promise<number> }) {
  const changes: number[] = [];
  const awaited: Promise<number>[] = [];
  for (const device of devices) {
    const raised = console.next(device.id, "unacknowledged");
    const publishedAt = publish(device, ABOVE);
    const change = await raised;
    changes.push(change.at - publishedAt);
    awaited.push(texts.of(change.code).then((at) => at - publishedAt));
    const cleared = console.next(device.id, "rtn-unacknowledged");
    publish(device, BELOW);
    await cleared;
    await pause(Math.random() * LONGEST_GAP_MS);
  }
  return { changes, texts: await Promise.all(awaited) };
}

function publish({ id, client }: Device, temperature: number): number {
  const payload = JSON.stringify({ at: Date.now(), samples: { temperature } });
  const at = performance.now();
  client.publish(`v1/devices/${id}/telemetry`, payload, { qos: 1 });
  return at;
}
