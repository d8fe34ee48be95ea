import { type DurationMs, elapsed, type EpochMs, milliseconds, plus, times } from "@labcanary/domain/basics";
import type { Clock } from "@labcanary/domain/ports";
import { type CommandErrorCode, decodeCommand, type DeviceCommand } from "./commands.ts";
import type { Action, DeviceDescription, DeviceMode, SounderCondition } from "./description.ts";
import { createLink, type Link, type LinkDeps, type LinkOptions, type LinkStats } from "./mqtt/link.ts";
import { encodeEvent, encodeTelemetry, type ReadingValue, type SaidEvent } from "./payload.ts";
import type { Random } from "./random.ts";
import { createSimulatedSignal, type SimulatedSignal } from "./simulated-signal.ts";

export interface DeviceOptions {
  readonly device: DeviceDescription;
  /** `mqtt://127.0.0.1:1883`, or `mqtts:`, `ws:`, `wss:`. */
  readonly url: string;
  readonly token: string;
  /** Send every value with quality `simulated`. False only where the device stands in for a real one: tests and measurements. */
  readonly markSimulated: boolean;
  /** How far the device's clock is ahead of the true time; negative when it is behind. Default 0. */
  readonly clockAhead?: DurationMs;
  /** First sequence number. Default: the seconds since 1970, so that a restarted device does not repeat the numbers of its former life. */
  readonly firstSeq?: number;
  /** Default 30 s. */
  readonly keepAlive?: DurationMs;
  /** Messages kept while the server is away; when full, the newest is dropped and counted. Default 10 000. */
  readonly queueLimit?: number;
}

export interface DeviceDeps {
  readonly clock: Clock;
  readonly random: Random;
  /** The device's way to the server; over real MQTT, without it. */
  readonly createLink?: (options: LinkOptions, deps: LinkDeps) => Link;
}

/** A device over real MQTT: will and retained status, QoS 1, reconnecting, storing and forwarding, obeying commands. */
export interface SimulatedDevice {
  readonly id: string;
  start(): void;
  /** Waits up to 2 s for what is not acknowledged yet, says goodbye, and forgets the rest. */
  stop(): Promise<void>;
  /** Throws for a signal or state the device does not have; a scenario has been checked for that before. */
  apply(action: Action): void;
  /** Measures and hands over every signal now, apart from the intervals. */
  report(): void;
  /** Resolves when a connection stands and commands can arrive. */
  whenConnected(): Promise<void>;
  /** Resolves when there is no connection, nor an attempt at one. */
  whenOffline(): Promise<void>;
  /** Resolves when the server has acknowledged everything measured so far. */
  whenDrained(): Promise<void>;
  state(): DeviceState;
}

export interface DeviceState extends LinkStats {
  readonly mode: DeviceMode;
  readonly connected: boolean;
  /** The next sequence number. */
  readonly seq: number;
  readonly sounderOn: boolean;
  /** It blinks until then; absent when nobody asked. */
  readonly identifyUntil?: EpochMs;
  readonly commandsObeyed: number;
  readonly commandsRefused: Readonly<Record<CommandErrorCode, number>>;
}

const NOTHING_DUE: ReadonlySet<SimulatedSignal> = new Set();
const FIRMWARE = "labcanary-sim";

export function createSimulatedDevice(options: DeviceOptions, deps: DeviceDeps): SimulatedDevice {
  const { device } = options;
  const { clock } = deps;
  const branch = `v1/devices/${device.id}`;
  const startedAt = clock.now();
  const signals = new Map(
    device.signals.map((signal): [string, SimulatedSignal] => [signal.name, createSimulatedSignal(signal, deps.random.fork(signal.name))]),
  );
  const commandsRefused: Record<CommandErrorCode, number> = { COMMAND_NOT_JSON: 0, COMMAND_SHAPE: 0 };
  let commandsObeyed = 0;
  let advancedAt = startedAt;
  let seq = options.firstSeq ?? Math.floor(startedAt / 1000);
  let mode: DeviceMode = "connected";
  let timeFactor = 1;
  let commandedInterval: DurationMs | undefined;
  let sounderOn = false;
  let sounderCondition: SounderCondition = "works";
  let cancelSounder = (): void => {};
  let identifyUntil: EpochMs | undefined;
  const cancelTimers: (() => void)[] = [];

  const link = (deps.createLink ?? createLink)(
    {
      url: options.url,
      deviceId: device.id,
      token: options.token,
      statusTopic: `${branch}/status`,
      commandsTopic: `${branch}/commands`,
      onlineStatus: JSON.stringify({ state: "online", firmware: FIRMWARE }),
      offlineStatus: JSON.stringify({ state: "offline" }),
      ...(options.keepAlive === undefined ? {} : { keepAlive: options.keepAlive }),
      ...(options.queueLimit === undefined ? {} : { queueLimit: options.queueLimit }),
    },
    { clock, random: deps.random.fork("backoff"), onCommand: (payload) => obey(payload) },
  );

  const stateOf = (signal: string): string | undefined => signals.get(signal)?.state();

  /** Brings every signal to the present moment. */
  const advance = (): EpochMs => {
    const now = clock.now();
    const span = times(elapsed(advancedAt, now), timeFactor);
    advancedAt = now;
    for (const signal of signals.values()) signal.advance(span, stateOf);
    return now;
  };

  /** Sends what is `due`, and with it whatever cannot wait for its own interval. */
  const measure = (due: ReadonlySet<SimulatedSignal>): void => {
    const now = advance();
    const samples = new Map<string, ReadingValue>();
    for (const [name, signal] of signals) {
      if (!due.has(signal) && !signal.isUrgent()) continue;
      const value = signal.read(now);
      if (value !== undefined) samples.set(name, value);
    }
    if (samples.size === 0) return;
    const at = plus(now, options.clockAhead ?? milliseconds(0));
    link.hand(`${branch}/telemetry`, encodeTelemetry({ at, seq: seq++, samples, markSimulated: options.markSimulated }));
  };
  const measureAll = (): void => measure(new Set(signals.values()));

  const sayEvent = (said: Omit<SaidEvent, "at" | "seq">): void => {
    const at = plus(clock.now(), options.clockAhead ?? milliseconds(0));
    link.hand(`${branch}/events`, encodeEvent({ at, seq: seq++, ...said }));
  };

  /** What a person or an object did, as the device's reader, lock or button says it. */
  const tell = ({ kind: _kind, event, ...said }: Extract<Action, { kind: "event" }>): void => sayEvent({ kind: event, ...said });

  /** A sounder sounds as long as it was told last. What it was told with an id it answers, once it does so. */
  const sound = ({ on, span, id }: Extract<DeviceCommand, { kind: "sounder" }>): void => {
    if (sounderCondition === "broken") return;
    fallQuiet();
    sounderOn = on;
    if (on && span !== undefined) cancelSounder = clock.after(span, fallQuiet);
    if (id !== undefined) sayEvent({ kind: "sounder", state: on ? "on" : "off", command: id });
  };
  const fallQuiet = (): void => {
    cancelSounder();
    sounderOn = false;
  };

  /** One timer for each interval there is; all signals of one interval go out in one message. */
  const startMeasuring = (): void => {
    stopMeasuring();
    const byInterval = Map.groupBy(signals.values(), ({ description }) => commandedInterval ?? description.every ?? device.every);
    for (const [every, group] of byInterval) {
      const due = new Set(group);
      cancelTimers.push(clock.every(every, () => measure(due)));
    }
  };
  const stopMeasuring = (): void => {
    for (const cancel of cancelTimers.splice(0)) cancel();
  };

  const obey = (payload: Uint8Array): void => {
    const decoded = decodeCommand(payload);
    if (!decoded.ok) {
      commandsRefused[decoded.error.code]++;
      return;
    }
    commandsObeyed++;
    follow(decoded.value);
  };
  const follow = (command: DeviceCommand): void => {
    switch (command.kind) {
      case "identify":
        identifyUntil = plus(clock.now(), command.span);
        return;
      case "sounder":
        return sound(command);
      case "set-interval":
        commandedInterval = command.every;
        startMeasuring();
    }
  };

  const enter = (next: DeviceMode): void => {
    if (next === mode) return;
    const wasDead = mode === "dead";
    mode = next;
    if (next === "connected") link.open();
    else link.cut();
    if (next === "dead") {
      stopMeasuring();
      fallQuiet();
    } else if (wasDead) {
      measureAll();
      startMeasuring();
    }
  };

  const signalNamed = (name: string): SimulatedSignal => {
    const signal = signals.get(name);
    if (signal === undefined) throw new RangeError(`${device.id} has no signal ${name}; it has ${[...signals.keys()].join(", ")}`);
    return signal;
  };

  return {
    id: device.id,
    start() {
      link.open();
      advancedAt = clock.now();
      measureAll();
      startMeasuring();
    },
    async stop() {
      stopMeasuring();
      cancelSounder();
      await link.close();
    },
    apply(action) {
      advance();
      switch (action.kind) {
        case "set":
          signalNamed(action.signal).set(action.to);
          if (mode !== "dead") measure(NOTHING_DUE);
          return;
        case "event":
          if (action.door !== undefined) signalNamed(action.door);
          if (mode !== "dead") tell(action);
          return;
        case "sounder":
          sounderCondition = action.condition;
          if (action.condition === "broken") fallQuiet();
          return;
        case "hold":
          return signalNamed(action.signal).hold(action.to, action.lag);
        case "ramp":
          return signalNamed(action.signal).ramp(action.to, action.over);
        case "signal-mode":
          return signalNamed(action.signal).setMode(action.mode);
        case "device-mode":
          return enter(action.mode);
        case "time-factor":
          timeFactor = action.factor;
          return;
        case "calm": {
          const signal = signalNamed(action.signal);
          signal.setMode("live");
          return signal.calm();
        }
        case "reset":
          timeFactor = 1;
          sounderCondition = "works";
          fallQuiet();
          for (const signal of signals.values()) signal.reset();
          return enter("connected");
      }
    },
    report: measureAll,
    whenConnected: () => link.whenConnected(),
    whenOffline: () => link.whenOffline(),
    whenDrained: () => link.whenDrained(),
    state: () => ({
      ...link.stats(),
      mode,
      connected: link.connected,
      seq,
      sounderOn,
      ...(identifyUntil === undefined ? {} : { identifyUntil }),
      commandsObeyed,
      commandsRefused: { ...commandsRefused },
    }),
  };
}
