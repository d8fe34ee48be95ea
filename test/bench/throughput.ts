import { startInflux } from "../support/influx-server.ts";
import { accountedFor, balanceSentence, countInInflux, drained } from "./books.ts";
import { startLoad } from "./load-process.ts";
import { NO_MOSQUITTO, startMosquitto } from "./mosquitto.ts";
import { cpuSeconds, prepareSite, readFigures, residentMiB, startPlatform } from "./platform.ts";
import type { Row } from "./report.ts";
import type { Section, SectionContext } from "./section.ts";
import { startSubscriber, type SubscriberNews } from "./subscriber-process.ts";
import { watching } from "./until.ts";

/** Chosen by trial: 20 to 200 connections and 50 to 1000 in flight are within 6 % of this; more only lengthens queues and takes memory. */
const CONNECTIONS = 50;
const INFLIGHT = 200;

const LOOK_EVERY_MS = 100;

/** DESIGN 5, first row. */
const BUDGET = 60_000;
const TIMES_MOSQUITTO = 1.2;

/** As many publishes as are acknowledged, through to InfluxDB; beside it, mosquitto forwarding the same to one subscriber. */
export const throughput: Section = async (context) => {
  const ours = await loadPlatform(context);
  const peer = await loadMosquitto(context);
  const beside =
    peer === undefined
      ? {}
      : { peer: { name: "mosquitto forwards to one subscriber", measured: peer.forwardedPerSecond, wanted: TIMES_MOSQUITTO } };
  const rows: Row[] = [
    {
      figure: "QoS 1 publishes accepted durably",
      measured: ours.acceptedPerSecond,
      unit: "/s",
      budget: { atLeast: BUDGET },
      ...beside,
      note: `${CONNECTIONS} connections with ${INFLIGHT} in flight each. ${ours.note}. ${peer?.note ?? NO_MOSQUITTO}`,
    },
    {
      figure: "… and decoded, evaluated against 3 rules each, in InfluxDB",
      measured: ours.storedPerSecond,
      unit: "/s",
      budget: { atLeast: BUDGET },
      ...beside,
      note: `from before the first publish until the last reading is stored, looked at every ${LOOK_EVERY_MS} ms and reported by the writer every 250 ms. ${ours.balance}`,
    },
  ];
  return rows;
};

async function loadPlatform({ scope, seconds, say }: SectionContext) {
  say("platform with InfluxDB under full load");
  const influx = await scope.own(startInflux());
  const site = await prepareSite(scope, CONNECTIONS);
  const platform = await startPlatform(scope, site, { LABCANARY_INFLUX_URL: influx.url });
  let begunAt = performance.now();
  let peakMiB = 0;
  let rulesBehind = 0;
  const cpuBefore = cpuSeconds(platform.pid);
  const load = await scope.own(
    startLoad({ port: platform.mqttPort, credentials: site.credentials, inflight: INFLIGHT, milliseconds: seconds * 1000 }),
  );
  const result = await watching(load.next(), LOOK_EVERY_MS, async () => {
    const lookedAt = performance.now();
    const { accepted, rulesBacklog } = await readFigures(platform);
    if (accepted === 0) begunAt = lookedAt;
    rulesBehind = Math.max(rulesBehind, rulesBacklog);
    peakMiB = Math.max(peakMiB, residentMiB(platform.pid));
  });
  const figures = await drained(platform, result.acknowledged);
  const took = (performance.now() - begunAt) / 1000;
  const cores = (cpuSeconds(platform.pid) - cpuBefore) / took;
  const stored = await countInInflux(influx);
  await platform.stop();
  await influx.stop();
  return {
    acceptedPerSecond: result.acknowledgedPerSecond,
    storedPerSecond: stored / took,
    balance: balanceSentence(result.acknowledged, stored),
    note:
      `${result.acknowledged.toLocaleString("en")} acknowledged in ${(result.milliseconds / 1000).toFixed(1)} s, all stored after ${took.toFixed(1)} s ` +
      `(${accountedFor(figures).toLocaleString("en")} accounted for by the platform); it used ${cores.toFixed(2)} cores, the generator ` +
      `${result.cpuSeconds.toFixed(1)} s of processor time; at most ${Math.round(peakMiB)} MiB resident, rules at most ${rulesBehind.toLocaleString("en")} frames behind`,
  };
}

async function loadMosquitto({ scope, seconds, say }: SectionContext) {
  say("mosquitto under the same load");
  const started = await startMosquitto();
  if (started === undefined) return undefined;
  const mosquitto = await scope.own(started);
  const subscriber = await scope.own(startSubscriber({ port: mosquitto.port }));
  await subscriber.next();
  const credentials = Array.from({ length: CONNECTIONS }, (_, index) => [`dev-${String(index).padStart(5, "0")}`, "-"] as const);
  const cpuBefore = cpuSeconds(mosquitto.pid);
  const load = await scope.own(startLoad({ port: mosquitto.port, credentials, inflight: INFLIGHT, milliseconds: seconds * 1000 }));
  const result = await load.next();
  const seen = await untilQuiet(subscriber.next, result.acknowledged);
  const cpu = cpuSeconds(mosquitto.pid) - cpuBefore;
  await subscriber.stop();
  await mosquitto.stop();
  return {
    forwardedPerSecond: (seen.received * 1000) / seen.milliseconds,
    note:
      `mosquitto acknowledged ${Math.round(result.acknowledgedPerSecond).toLocaleString("en")}/s and forwarded ${seen.received.toLocaleString("en")} of ` +
      `${result.acknowledged.toLocaleString("en")} in ${(seen.milliseconds / 1000).toFixed(1)} s, using ${cpu.toFixed(1)} s of processor time, the subscriber ` +
      `${seen.cpuSeconds.toFixed(1)} s (it reads and acknowledges in bulk on a bare socket, so that it is not what limits)`,
  };
}

/** News without anything new, after which nothing more is waited for. Chosen: 5 s. */
const QUIET_NEWS = 50;

/** What the subscriber has when it has all of it, or when nothing more comes. */
async function untilQuiet(next: () => Promise<SubscriberNews>, expected: number): Promise<SubscriberNews> {
  let news = await next();
  for (let quiet = 0; news.received < expected && quiet < QUIET_NEWS; ) {
    const newer = await next();
    quiet = newer.received === news.received && newer.received > 0 ? quiet + 1 : 0;
    news = newer;
  }
  return news;
}
