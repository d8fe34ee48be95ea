import { type DurationMs, seconds } from "@labcanary/domain/basics";
import type { Clock, FrameAcceptor, HealthItem, Logger, Metrics, Service } from "@labcanary/domain/ports";
import type { Device } from "@labcanary/domain/site";
import type { DeviceId, ModbusPoll } from "@labcanary/domain/telemetry";
import { ModbusConnection, type ModbusFailure } from "./connection.ts";
import { type ModbusSample, sampleOf } from "./register-value.ts";
import { type ModbusRequest, requestsFor, sizeOf } from "./requests.ts";

export interface ModbusPollerOptions {
  /** Whether controllers may have addresses that are not private. */
  readonly anyAddress: boolean;
  /** Chosen by default: {@link ANSWER_WITHIN}. */
  readonly timeout?: DurationMs;
}

/** Chosen: serial lines behind a converter answer within a second. */
const ANSWER_WITHIN: DurationMs = seconds(2);

interface Deps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly frames: FrameAcceptor;
  readonly site: () => { readonly devices: readonly Pick<Device, "id" | "modbus">[] };
}

export interface ModbusPoller extends Service {
  /** The site in force has changed: controllers are asked as it says now. */
  siteChanged(): void;
  /** How many are asked, and which did not answer the last time. */
  health(): HealthItem;
}

/**
 * Asks controllers by Modbus TCP and puts what they answer into the accepted log as if they had said it themselves, in the native payload:
 * durable, replayable, judged by the same rules. One that does not answer says nothing: the silence of its signals is the alarm.
 */
export function createModbusPoller(options: ModbusPollerOptions, deps: Deps): ModbusPoller {
  let polled = new Map<DeviceId, PolledDevice>();
  let isRunning = false;

  const stopAll = (): void => {
    for (const device of polled.values()) device.stop();
    polled = new Map();
  };
  const startAll = (): void => {
    const before = polled;
    polled = new Map();
    for (const { id, modbus } of deps.site().devices) {
      if (modbus === undefined) continue;
      const known = before.get(id);
      const same = known?.isFor(modbus) === true ? known : undefined;
      polled.set(id, same ?? new PolledDevice(id, modbus, options, deps));
      if (same === undefined) polled.get(id)?.start();
    }
    for (const [id, device] of before) if (polled.get(id) !== device) device.stop();
  };

  return {
    name: "modbus",
    async start() {
      isRunning = true;
      startAll();
    },
    async stop() {
      isRunning = false;
      stopAll();
    },
    siteChanged() {
      if (isRunning) startAll();
    },
    health() {
      const failing = [...polled].flatMap(([id, { failure }]) => (failure === undefined ? [] : [`${id}: ${failure}`]));
      const detail =
        failing.length === 0
          ? `${polled.size} controllers answer`
          : `${failing.length} of ${polled.size} do not: ${failing.slice(0, 5).join(", ")}`;
      const says = { code: "controllers", values: { count: polled.size, failing: failing.length } } as const;
      return { name: "modbus", state: failing.length === 0 ? "ok" : "degraded", detail, says };
    },
  };
}

class PolledDevice {
  readonly #id: DeviceId;
  readonly #poll: ModbusPoll;
  readonly #deps: Deps;
  readonly #requests: readonly ModbusRequest[];
  readonly #connection: ModbusConnection;
  #cancel: (() => void) | undefined;
  #isAsking = false;
  #failure: ModbusFailure | undefined;

  constructor(id: DeviceId, poll: ModbusPoll, { anyAddress, timeout = ANSWER_WITHIN }: ModbusPollerOptions, deps: Deps) {
    this.#id = id;
    this.#poll = poll;
    this.#deps = deps;
    this.#requests = requestsFor(poll.registers);
    this.#connection = new ModbusConnection(poll, { anyAddress, timeout });
  }

  /** Why the last round was not whole. */
  get failure(): ModbusFailure | undefined {
    return this.#failure;
  }

  isFor(poll: ModbusPoll): boolean {
    return JSON.stringify(poll) === JSON.stringify(this.#poll);
  }

  start(): void {
    this.#ask();
    this.#cancel = this.#deps.clock.every(this.#poll.every, () => this.#ask());
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#connection.close();
  }

  #ask(): void {
    // A controller that is slower than it is asked is asked less often, not twice at once.
    if (this.#isAsking) return this.#count("skipped");
    this.#isAsking = true;
    this.#round()
      .catch((error: unknown) => this.#deps.logger.error({ error, deviceId: this.#id }, "a controller could not be asked by Modbus"))
      .finally(() => {
        this.#isAsking = false;
      });
  }

  /** What of one round was answered is said; one request that failed harms no other. */
  async #round(): Promise<void> {
    const samples: Record<string, ModbusSample> = {};
    let failure: ModbusFailure | undefined;
    for (const request of this.#requests) {
      const read = await this.#connection.read(request);
      if (this.#cancel === undefined) return; // stopped meanwhile
      this.#count(read.ok ? "answered" : read.error);
      if (!read.ok) failure = read.error;
      else Object.assign(samples, samplesOf(request, read.value));
      // Each further request would wait as long for nothing.
      if (failure !== undefined && failure !== "exception") break;
    }
    this.#tell(failure);
    if (Object.keys(samples).length > 0) this.#accept(samples);
  }

  #accept(samples: Readonly<Record<string, ModbusSample>>): void {
    const payload = Buffer.from(JSON.stringify({ samples }));
    const topic = `v1/devices/${this.#id}/telemetry`;
    this.#deps.frames.accept({ deviceId: this.#id, topic, payload, qos: 1, retain: false, duplicate: false }, (refusal) => {
      // Nothing keeps a reading that the log has no room for: the next one follows, and the log's own alarm stands.
      if (refusal !== undefined) this.#count("not-kept");
    });
  }

  #tell(failure: ModbusFailure | undefined): void {
    if (failure === this.#failure) return;
    this.#failure = failure;
    const fields = { deviceId: this.#id, host: this.#poll.host, port: this.#poll.port };
    if (failure === undefined) this.#deps.logger.info(fields, "a controller answers by Modbus again");
    else this.#deps.logger.warn({ ...fields, failure }, "a controller does not answer by Modbus as described");
  }

  #count(outcome: "answered" | "skipped" | "not-kept" | ModbusFailure): void {
    this.#deps.metrics.counter("labcanary_modbus_requests_total", outcome).inc();
  }
}

const samplesOf = ({ registers, from }: ModbusRequest, words: readonly number[]): Readonly<Record<string, ModbusSample>> =>
  Object.fromEntries(
    registers.map((register): [string, ModbusSample] => {
      const at = register.address - from;
      return [register.signal, sampleOf(register, words.slice(at, at + sizeOf(register)))];
    }),
  );
