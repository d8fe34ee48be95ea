import { type DurationMs, milliseconds, seconds } from "@labcanary/domain/basics";
import type { Clock } from "@labcanary/domain/ports";
import { createLatencyHistogram, type LatencySummary } from "./latency.ts";
import { createRawDevice, type RawDevice, type RawDeviceLoss } from "./raw-device.ts";
import { type PayloadTemplate, telemetryTemplate } from "./template.ts";

export interface SwarmOptions {
  readonly host: string;
  readonly port: number;
  /** One connection each; tokens by device id. */
  readonly credentials: ReadonlyMap<string, string>;
  /** What device number `index` publishes. Default: one temperature. */
  readonly payload?: (index: number) => PayloadTemplate;
  /** Default 500: a second's worth fits the usual backlog of a listener (511). */
  readonly connectsPerSecond?: number;
  /** Publishes on the way at once, per device. */
  readonly window: number;
  /** Retained status and a will, as real devices have. */
  readonly announces: boolean;
  /**
   * Read acknowledgements at most this often. Fewer, larger reads: a server that sends each acknowledgement by itself otherwise costs
   * this process more than the publishing does. Latencies grow by as much. Default: as they come.
   */
  readonly readEvery?: DurationMs;
  /** Most publishes in all. Default: without end. */
  readonly limit?: number;
}

export interface SwarmDeps {
  readonly clock: Clock;
  /** Milliseconds with fractions since any start, for latencies: `() => performance.now()`. */
  readonly stopwatch: () => number;
}

export interface SwarmHandlers {
  onAcknowledged?(device: RawDevice, count: number): void;
  onLost?(device: RawDevice): void;
}

/** Many devices on bare sockets in one process. */
export interface Swarm {
  readonly devices: readonly RawDevice[];
  /** Connects them one after another at the given rate. Resolves when each is connected or is known not to be. */
  connect(): Promise<void>;
  /** Publishes up to `wanted`, as far as the device's window and the limit allow; the answer is how many. */
  publish(device: RawDevice, wanted: number): number;
  /** Publishes `ratePerSecond` in all, spread evenly over devices and time, until the returned function is called. */
  publishSteadily(ratePerSecond: number): () => void;
  close(): Promise<void>;
  /** Publishes that were neither acknowledged nor lost with their connection yet. */
  readonly onTheWire: number;
  /** The limit is reached. */
  readonly exhausted: boolean;
  stats(): SwarmStats;
  /** What has happened since this was last asked. */
  takeInterval(): SwarmInterval;
}

/** A piece of a swarm's life. */
export interface SwarmInterval {
  readonly milliseconds: number;
  readonly published: number;
  readonly acknowledged: number;
  readonly lost: number;
  readonly heldBack: number;
  readonly latency: LatencySummary;
  readonly errors: Readonly<Record<RawDeviceLoss, number>>;
}

export interface SwarmStats {
  readonly devices: number;
  readonly connected: number;
  readonly published: number;
  readonly acknowledged: number;
  /** Without acknowledgement when their connection ended. */
  readonly lost: number;
  /** Publishes that were due when a device was not connected or had its window full; they were left out. */
  readonly heldBack: number;
  readonly latency: LatencySummary;
  readonly errors: Readonly<Record<RawDeviceLoss, number>>;
}

/** Chosen: fine enough that a rate is smooth, coarse enough to cost nothing. */
const TICK = milliseconds(10);
const KEEP_ALIVE = seconds(60);
/** Every device once in half its keep-alive, a few each second. */
const PING_EVERY = seconds(1);
const PING_ROUNDS = KEEP_ALIVE / 2 / PING_EVERY;
/** What one read takes at most: as Node's own (libuv suggests 64 KiB). */
const READ_BYTES = 65_536;
/** Longest wait for the server to hang up on devices that said goodbye (chosen: a person is waiting). */
const GOODBYE = seconds(5);

export function createSwarm(options: SwarmOptions, deps: SwarmDeps, handlers: SwarmHandlers): Swarm {
  const { clock, stopwatch } = deps;
  const { readEvery } = options;
  const readBuffer = new Uint8Array(READ_BYTES);
  const template = telemetryTemplate({ temperature: 21.5 });
  const latency = createLatencyHistogram();
  const errors: Record<RawDeviceLoss, number> = { unreachable: 0, refused: 0, cut: 0 };
  const recent = createLatencyHistogram();
  let asked = { at: stopwatch(), published: 0, acknowledged: 0, lost: 0, heldBack: 0, errors: { ...errors } };
  let published = 0;
  let acknowledged = 0;
  let lost = 0;
  let heldBack = 0;
  const limit = options.limit ?? Number.POSITIVE_INFINITY;
  let stopConnecting = (): void => {};
  let stopTimers = (): void => {};

  const devices = [...options.credentials].map(([deviceId, token], index): RawDevice => {
    const { host, port, window, announces } = options;
    const payload = options.payload?.(index) ?? template;
    const device: RawDevice = createRawDevice(
      {
        host,
        port,
        deviceId,
        token,
        payload,
        window,
        announces,
        keepAlive: KEEP_ALIVE,
        readBuffer,
        pausesAfterReading: readEvery !== undefined,
      },
      {
        onLatency(milliseconds) {
          latency.observe(milliseconds);
          recent.observe(milliseconds);
        },
        onAcknowledged(count) {
          acknowledged += count;
          handlers.onAcknowledged?.(device, count);
        },
        onLost(reason, unacknowledged) {
          errors[reason]++;
          lost += unacknowledged;
          handlers.onLost?.(device);
        },
      },
      stopwatch,
    );
    return device;
  });

  /** Calls `act` as often as `perSecond` says, in lots, until stopped; a pause longer than a second is not made up for. */
  const steadily = (perSecond: number, act: (count: number) => void): (() => void) => {
    let last = stopwatch();
    let due = 0;
    return clock.every(TICK, () => {
      const now = stopwatch();
      due = Math.min(perSecond, due + ((now - last) * perSecond) / 1000);
      last = now;
      const count = Math.floor(due);
      due -= count;
      if (count > 0) act(count);
    });
  };

  const publish = (device: RawDevice, wanted: number): number => {
    const sent = device.publish(Math.min(wanted, limit - published), clock.now());
    published += sent;
    return sent;
  };

  const startTimers = (): void => {
    let round = 0;
    const cancelPings = clock.every(PING_EVERY, () => {
      for (let index = round; index < devices.length; index += PING_ROUNDS) devices[index]?.ping();
      round = (round + 1) % PING_ROUNDS;
    });
    const resumeAll = (): void => {
      for (const device of devices) device.resume();
    };
    const cancelReads = readEvery === undefined ? () => {} : clock.every(readEvery, resumeAll);
    stopTimers = () => {
      cancelPings();
      cancelReads();
    };
  };

  return {
    devices,
    async connect() {
      startTimers();
      const attempts: Promise<void>[] = [];
      await new Promise<void>((resolve) => {
        const cancel = steadily(options.connectsPerSecond ?? 500, (count) => {
          for (const device of devices.slice(attempts.length, attempts.length + count)) attempts.push(device.connect());
          if (attempts.length === devices.length) stopConnecting();
        });
        stopConnecting = () => {
          cancel();
          resolve();
        };
      });
      await Promise.all(attempts);
    },
    publish,
    publishSteadily(ratePerSecond) {
      let turn = 0;
      return steadily(ratePerSecond, (count) => {
        for (const end = turn + Math.min(count, limit - published); turn < end; turn++) {
          const device = devices[turn % devices.length];
          if (device === undefined || publish(device, 1) === 0) heldBack++;
        }
      });
    },
    async close() {
      stopConnecting();
      stopTimers();
      const cancel = clock.after(GOODBYE, () => {
        for (const device of devices) device.abandon();
      });
      await Promise.all(devices.map((device) => device.close()));
      cancel();
    },
    get onTheWire() {
      return published - acknowledged - lost;
    },
    get exhausted() {
      return published >= limit;
    },
    stats: () => ({
      devices: devices.length,
      connected: devices.reduce((count, device) => count + (device.connected ? 1 : 0), 0),
      published,
      acknowledged,
      lost,
      heldBack,
      latency: latency.summary(),
      errors: { ...errors },
    }),
    takeInterval() {
      const now = { at: stopwatch(), published, acknowledged, lost, heldBack, errors: { ...errors } };
      const interval = {
        milliseconds: now.at - asked.at,
        published: published - asked.published,
        acknowledged: acknowledged - asked.acknowledged,
        lost: lost - asked.lost,
        heldBack: heldBack - asked.heldBack,
        latency: recent.summary(),
        errors: {
          unreachable: errors.unreachable - asked.errors.unreachable,
          refused: errors.refused - asked.errors.refused,
          cut: errors.cut - asked.errors.cut,
        },
      };
      asked = now;
      recent.clear();
      return interval;
    },
  };
}
