import { type DurationMs, milliseconds, seconds } from "@labcanary/domain/basics";
import type { RawDevice } from "./raw-device.ts";
import { createSwarm, type SwarmDeps, type SwarmOptions, type SwarmStats } from "./swarm.ts";

export interface LoadOptions extends Pick<SwarmOptions, "host" | "port" | "credentials" | "payload" | "connectsPerSecond"> {
  /** Publishes on the way at once, per connection. Lots of half of it are written in one piece. */
  readonly inflightPerConnection: number;
  /** It ends by itself after so many publishes, or after so long. */
  readonly until: { readonly publishes: number } | { readonly elapsed: DurationMs };
  /** Publishes a second in all. Absent: as fast as they are acknowledged, which are then read every 3 ms. */
  readonly ratePerSecond?: number;
}

export interface LoadReport extends SwarmStats {
  /** From the first publish to the last acknowledgement. */
  readonly milliseconds: number;
  readonly acknowledgedPerSecond: number;
  /** Publishes on connections that stood to the end, not acknowledged within 10 s after the last publish. */
  readonly unacknowledged: number;
}

/** A load for measuring a server: it connects, publishes, waits for what is on the way, and reports. */
export interface Load {
  /** Can be run once. */
  run(): Promise<LoadReport>;
}

/**
 * When saturating, where latencies only tell how long the queue is. Chosen by trial: against a server that sends each PUBACK in a segment
 * of its own it more than halves the processor time of this side, and 100 on the way still allow 30,000 a second per connection.
 */
const READ_EVERY = milliseconds(3);
/** Longest wait for acknowledgements after the last publish (chosen: ten times the longest pause of a group commit on a slow disk). */
const DRAIN = seconds(10);

export function createLoad(options: LoadOptions, deps: SwarmDeps): Load {
  const { clock, stopwatch } = deps;
  const { inflightPerConnection: window, until, ratePerSecond } = options;
  const limit = "publishes" in until ? { limit: until.publishes } : {};
  const lot = Math.ceil(window / 2);
  let publishing = false;
  let lastAcknowledgedAt = 0;
  let finish = (): void => {};
  let cancels: (() => void)[] = [];

  const readEvery = ratePerSecond === undefined ? { readEvery: READ_EVERY } : {};
  const swarm = createSwarm({ ...options, ...limit, ...readEvery, window, announces: false }, deps, {
    onAcknowledged(device) {
      lastAcknowledgedAt = stopwatch();
      if (publishing && ratePerSecond === undefined) fill(device);
      look();
    },
    onLost: () => look(),
  });

  /** In lots: a write for every acknowledgement would cost more than the publish itself. */
  const fill = (device: RawDevice): void => {
    const room = window - device.onTheWire;
    if (room >= lot) swarm.publish(device, room);
  };

  /** Ends what is over. */
  const look = (): void => {
    if (publishing && (swarm.exhausted || swarm.devices.every(({ connected }) => !connected))) stopPublishing();
    if (!publishing && swarm.onTheWire === 0) finish();
  };
  const stopPublishing = (): void => {
    publishing = false;
    for (const cancel of cancels) cancel();
    cancels = [clock.after(DRAIN, finish)];
  };

  const publishAll = (): Promise<void> =>
    new Promise((resolve) => {
      finish = resolve;
      publishing = true;
      if ("elapsed" in until) {
        const end = (): void => {
          stopPublishing();
          look();
        };
        cancels.push(clock.after(until.elapsed, end));
      }
      if (ratePerSecond === undefined) for (const device of swarm.devices) fill(device);
      else cancels.push(swarm.publishSteadily(ratePerSecond));
      look();
    });

  return {
    async run() {
      await swarm.connect();
      const startedAt = stopwatch();
      lastAcknowledgedAt = startedAt;
      await publishAll();
      for (const cancel of cancels) cancel();
      const unacknowledged = swarm.onTheWire;
      const stats = swarm.stats();
      await swarm.close();
      const span = lastAcknowledgedAt - startedAt;
      return { ...stats, unacknowledged, milliseconds: span, acknowledgedPerSecond: span === 0 ? 0 : (stats.acknowledged * 1000) / span };
    },
  };
}
