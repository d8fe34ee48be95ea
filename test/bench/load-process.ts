import { createLoad, createSystemClock, type LoadReport, telemetryTemplate } from "@labcanary/firmware-sim";
import { milliseconds } from "@labcanary/domain/basics";

/** What a load is told to do: one JSON text as the first argument. */
export interface LoadOrder {
  readonly port: number;
  readonly credentials: readonly (readonly [string, string])[];
  readonly inflight: number;
  readonly milliseconds: number;
  readonly ratePerSecond?: number;
}

const order = JSON.parse(process.argv[2] ?? "") as LoadOrder;
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
const report: LoadReport = await load.run();
process.stdout.write(`${JSON.stringify({ ...report, cpu: process.cpuUsage() })}\n`);
