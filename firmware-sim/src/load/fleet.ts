import type { Service } from "@labcanary/domain/ports";
import { backoff } from "../mqtt/backoff.ts";
import type { Random } from "../random.ts";
import type { RawDevice } from "./raw-device.ts";
import { createSwarm, type SwarmDeps, type SwarmInterval, type SwarmOptions, type SwarmStats } from "./swarm.ts";

export interface FleetOptions extends Pick<SwarmOptions, "host" | "port" | "credentials" | "payload" | "connectsPerSecond"> {
  /** Publishes a second of the whole fleet, spread evenly over its devices. */
  readonly ratePerSecond: number;
}

export interface FleetDeps extends SwarmDeps {
  readonly random: Random;
}

export interface FleetStats extends SwarmStats {
  /** Acknowledged publishes a second since publishing began. */
  readonly acknowledgedPerSecond: number;
}

/** Many cheap devices that live like real ones: will and retained status, a steady rate, coming back after a lost connection. */
export interface Fleet extends Service {
  /** Resolves when every device has been connected or refused once, and publishing has begun. */
  start(): Promise<void>;
  stats(): FleetStats;
  takeInterval(): SwarmInterval;
}

/** Publishes of one device on the way at once (chosen: a device that waits for more is not answered any more). */
const WINDOW = 4;

export function createFleet(options: FleetOptions, deps: FleetDeps): Fleet {
  const { clock, random, stopwatch } = deps;
  const attempts = new Map<RawDevice, number>();
  const cancels = new Set<() => void>();
  let stopped = false;
  let stopPublishing = (): void => {};
  let publishingSince: number | undefined;
  let publishedFor = 0;

  const swarm = createSwarm({ ...options, window: WINDOW, announces: true }, deps, {
    onLost(device) {
      if (stopped) return;
      const attempt = attempts.get(device) ?? 0;
      attempts.set(device, attempt + 1);
      const cancel = clock.after(backoff(attempt, random), () => {
        cancels.delete(cancel);
        void device.connect().then(() => {
          if (device.connected) attempts.delete(device);
        });
      });
      cancels.add(cancel);
    },
  });

  return {
    name: "fleet",
    async start() {
      await swarm.connect();
      if (stopped) return;
      publishingSince = stopwatch();
      stopPublishing = swarm.publishSteadily(options.ratePerSecond);
    },
    async stop() {
      if (stopped) return;
      stopped = true;
      stopPublishing();
      if (publishingSince !== undefined) publishedFor = stopwatch() - publishingSince;
      for (const cancel of cancels) cancel();
      await swarm.close();
    },
    takeInterval: () => swarm.takeInterval(),
    stats() {
      const stats = swarm.stats();
      const span = stopped || publishingSince === undefined ? publishedFor : stopwatch() - publishingSince;
      return { ...stats, acknowledgedPerSecond: span === 0 ? 0 : (stats.acknowledged * 1000) / span };
    },
  };
}
