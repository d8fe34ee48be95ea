import { createFleet, createRandom, createSystemClock, type FleetStats, telemetryTemplate } from "@labcanary/firmware-sim";
import { readOrder, startHelper } from "./helper.ts";

/** A fleet that lives until it is stopped. */
export interface FleetOrder {
  readonly port: number;
  readonly credentials: readonly (readonly [string, string])[];
  readonly connectsPerSecond: number;
  /** Of the whole fleet. */
  readonly ratePerSecond: number;
}

/** What it says: once when all are connected or refused, and then every second. */
export interface FleetNews extends FleetStats {
  /** How long connecting took. */
  readonly connectMilliseconds: number;
  /** MiB this process has resident. */
  readonly residentMiB: number;
}

export const startFleet = (order: FleetOrder) => startHelper<FleetNews>("fleet-process.ts", order);

const SAY_EVERY_MS = 1000;

async function run({ port, credentials, connectsPerSecond, ratePerSecond }: FleetOrder): Promise<void> {
  const fleet = createFleet(
    {
      host: "127.0.0.1",
      port,
      credentials: new Map(credentials),
      connectsPerSecond,
      ratePerSecond,
      payload: () => telemetryTemplate({ temperature: 36.9 }),
    },
    { clock: createSystemClock(), random: createRandom(1), stopwatch: () => performance.now() },
  );
  const begunAt = performance.now();
  await fleet.start();
  const connectMilliseconds = performance.now() - begunAt;
  const say = (): void => {
    const news: FleetNews = { ...fleet.stats(), connectMilliseconds, residentMiB: process.memoryUsage.rss() / 2 ** 20 };
    process.stdout.write(`${JSON.stringify(news)}\n`);
  };
  say();
  const saying = setInterval(say, SAY_EVERY_MS);
  process.once("SIGTERM", () => {
    clearInterval(saying);
    void fleet.stop().then(() => process.exit());
  });
}

if (import.meta.main) await run(await readOrder<FleetOrder>());
