import { type FleetNews, type FleetOrder, startFleet } from "./fleet-process.ts";
import { NO_MOSQUITTO, startMosquitto } from "./mosquitto.ts";
import { prepareSite, residentMiB, startPlatform } from "./platform.ts";
import type { Row } from "./report.ts";
import type { Section, SectionContext } from "./section.ts";

const DEVICES = 10_000;
const PUBLISH_EVERY_SECONDS = 10;
/** Offered by the fleet. Chosen: a listener's backlog of 511 is then a quarter of a second. */
const CONNECTS_PER_SECOND = 2000;

/** DESIGN 5. */
const BUDGET_MIB = 500;

/** Devices with will, retained status and a reading every 10 s: what they cost while they live. */
export const connections: Section = async (context) => {
  const { scope, say } = context;
  say(`${DEVICES} devices at the platform`);
  const site = await prepareSite(scope, DEVICES);
  const platform = await startPlatform(scope, site);
  const ours = await carry(context, platform, site.credentials);
  await platform.stop();

  say(`${DEVICES} devices at mosquitto`);
  const started = await startMosquitto();
  const mosquitto = started && (await scope.own(started));
  const peer = mosquitto && (await carry(context, mosquitto, site.credentials));
  await mosquitto?.stop();
  const beside = (figure: (carried: Carried) => number): Pick<Row, "peer"> =>
    peer === undefined ? {} : { peer: { name: "mosquitto", measured: figure(peer) } };

  return [
    {
      figure: `${DEVICES.toLocaleString("en")} connected devices, resident`,
      measured: ours.residentMiB,
      unit: "MiB",
      budget: { atMost: BUDGET_MIB },
      ...beside((carried) => carried.residentMiB),
      note: `${ours.note}. ${peer === undefined ? NO_MOSQUITTO : `mosquitto: ${peer.note}`}`,
    },
    { figure: "… per connection", measured: ours.perConnectionKiB, unit: "KiB", ...beside((carried) => carried.perConnectionKiB) },
    {
      figure: "… connects",
      measured: ours.connectsPerSecond,
      unit: "/s",
      ...beside((carried) => carried.connectsPerSecond),
      note: `${CONNECTS_PER_SECOND.toLocaleString("en")}/s are offered`,
    },
    {
      figure: "… the process that simulates them, resident",
      measured: ours.fleetMiB,
      unit: "MiB",
      budget: { atMost: BUDGET_MIB },
      note: `as seen from outside: half of the PUBACKs after ${ours.latency.p50.toFixed(1)} ms, 99 % after ${ours.latency.p99.toFixed(1)} ms, 99.9 % after ${ours.latency.p999.toFixed(1)} ms`,
    },
  ];
};

interface Carried {
  readonly residentMiB: number;
  readonly perConnectionKiB: number;
  readonly connectsPerSecond: number;
  /** The most the simulator had resident. */
  readonly fleetMiB: number;
  readonly latency: FleetNews["latency"];
  readonly note: string;
}

async function carry(
  { scope, seconds }: SectionContext,
  server: { pid: number; mqttPort?: number; port?: number },
  credentials: FleetOrder["credentials"],
): Promise<Carried> {
  const before = residentMiB(server.pid);
  const fleet = await scope.own(
    startFleet({
      port: server.mqttPort ?? server.port ?? 0,
      credentials,
      connectsPerSecond: CONNECTS_PER_SECOND,
      ratePerSecond: DEVICES / PUBLISH_EVERY_SECONDS,
    }),
  );
  const connected = await fleet.next();
  const resident: number[] = [];
  let fleetMiB = connected.residentMiB;
  let news: FleetNews = connected;
  // One more round than devices need to have published once.
  for (let second = 0; second < Math.max(seconds, PUBLISH_EVERY_SECONDS + 2); second++) {
    news = await fleet.next();
    resident.push(residentMiB(server.pid));
    fleetMiB = Math.max(fleetMiB, news.residentMiB);
  }
  await fleet.stop();
  const most = Math.max(...resident);
  return {
    residentMiB: most,
    perConnectionKiB: ((most - before) * 1024) / news.connected,
    fleetMiB,
    latency: news.latency,
    connectsPerSecond: (connected.connected * 1000) / connected.connectMilliseconds,
    note:
      `${news.connected.toLocaleString("en")} connected, ${Math.round(before)} MiB before any, the most of ${resident.length} s; ` +
      `${Math.round(news.acknowledgedPerSecond)} readings/s acknowledged, p99 ${news.latency.p99.toFixed(1)} ms, ${news.lost} lost`,
  };
}
