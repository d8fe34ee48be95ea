import { startInflux } from "../support/influx-server.ts";
import { balanceSentence, countInInflux, drained } from "./books.ts";
import { startLoad } from "./load-process.ts";
import { prepareSite, readFigures, residentMiB, startPlatform } from "./platform.ts";
import type { Section } from "./section.ts";
import { watching } from "./until.ts";

const CONNECTIONS = 50;
const INFLIGHT = 200;
/** Long enough for growth to show beside the noise of garbage collection. */
const TIMES_LONGER = 2;

/** Full load with the history store dead, for twice the time; then it comes back. */
export const memory: Section = async ({ scope, seconds, say }) => {
  const influx = await scope.own(startInflux());
  const site = await prepareSite(scope, CONNECTIONS);
  const platform = await startPlatform(scope, site, { LABCANARY_INFLUX_URL: influx.url });
  say("full load, InfluxDB killed");
  await influx.kill();
  const milliseconds = seconds * TIMES_LONGER * 1000;
  const load = await scope.own(startLoad({ port: platform.mqttPort, credentials: site.credentials, inflight: INFLIGHT, milliseconds }));
  const resident: number[] = [];
  const result = await watching(load.next(), 1000, () => void resident.push(residentMiB(platform.pid)));
  const { historyBacklog } = await readFigures(platform);
  say("InfluxDB comes back");
  await influx.restart();
  const begunAt = performance.now();
  await drained(platform, result.acknowledged);
  const drainSeconds = (performance.now() - begunAt) / 1000;
  const stored = await countInInflux(influx);
  await platform.stop();

  const third = Math.floor(resident.length / 3);
  const loaded = resident.slice(1);
  return [
    {
      figure: "Resident under full load with the history store dead, most",
      measured: Math.max(...loaded),
      unit: "MiB",
      note:
        `sampled every second for ${resident.length} s: mean of the second third ${mean(resident.slice(third, 2 * third))} MiB, of the last ` +
        `${mean(resident.slice(-third))} MiB; ${Math.round(result.acknowledgedPerSecond).toLocaleString("en")}/s accepted meanwhile`,
    },
    {
      figure: "… frames caught up with when it is back",
      measured: historyBacklog / drainSeconds,
      unit: "/s",
      note: `a backlog of ${historyBacklog.toLocaleString("en")} frames in ${drainSeconds.toFixed(1)} s. ${balanceSentence(result.acknowledged, stored)}`,
    },
  ];
};

const mean = (values: readonly number[]): number => Math.round(values.reduce((sum, value) => sum + value, 0) / values.length);
