import { milliseconds } from "@labcanary/domain/basics";
import { createLoad, createSystemClock, type LoadReport, telemetryTemplate } from "@labcanary/firmware-sim";
import { readOrder, startHelper } from "./helper.ts";

/** What a load is told to do. */
export interface LoadOrder {
  readonly port: number;
  readonly credentials: readonly (readonly [string, string])[];
  /** Publishes on the way at once, per connection. */
  readonly inflight: number;
  readonly milliseconds: number;
  /** Absent: as fast as they are acknowledged. */
  readonly ratePerSecond?: number;
}

/** What it says at its end. */
export interface LoadResult extends LoadReport {
  /** Processor time of the generator, which shares the cores with what it measures. */
  readonly cpuSeconds: number;
}

/** Starts a load in a process of its own; the one thing it says is its result. */
export const startLoad = (order: LoadOrder) => startHelper<LoadResult>("load-process.ts", order);

async function run(order: LoadOrder): Promise<LoadResult> {
  const load = createLoad(
    {
      host: "127.0.0.1",
      port: order.port,
      credentials: new Map(order.credentials),
      inflightPerConnection: order.inflight,
      until: { elapsed: milliseconds(order.milliseconds) },
      payload: () => telemetryTemplate({ temperature: 36.9 }),
      ...(order.ratePerSecond === undefined ? {} : { ratePerSecond: order.ratePerSecond }),
    },
    { clock: createSystemClock(), stopwatch: () => performance.now() },
  );
  const report = await load.run();
  const { user, system } = process.cpuUsage();
  return { ...report, cpuSeconds: (user + system) / 1e6 };
}

if (import.meta.main) process.stdout.write(`${JSON.stringify(await run(await readOrder<LoadOrder>()))}\n`);
