import { type DurationMs, elapsed, type EpochMs, milliseconds, plus, times } from "@labcanary/domain/basics";
import type { Clock } from "@labcanary/domain/ports";
import { type CommandErrorCode, decodeCommand, type DeviceCommand } from "./commands.ts";
import type { Action, DeviceDescription, DeviceMode } from "./description.ts";
import { createLink, type Link, type LinkDeps, type LinkOptions, type LinkStats } from "./mqtt/link.ts";
import { createDevicePower } from "./device-power.ts";
import { createDeviceFaults } from "./faults/device-faults.ts";
import { encodeEvent, encodeTelemetry, type ReadingValue, type SaidEvent } from "./payload.ts";
import type { Message } from "./faults/message-faults.ts";
import type { Place } from "./physics/description.ts";
import { backgroundOf } from "./physics/gas.ts";
import { createEnvironment, EMPTY_ENVIRONMENT, type Environment } from "./physics/environment.ts";
import type { Random } from "./random.ts";
import { createSounder } from "./sounder.ts";
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
  /** What it shares with other devices; without it, a place of its own with outdoor air and mains. */
  readonly environment?: Environment;
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
  const environment = deps.environment ?? createEnvironment(EMPTY_ENVIRONMENT, deps);
  let advancedAt = startedAt;
  let storyAt = startedAt;
  let seq = options.firstSeq ?? Math.floor(startedAt / 1000);
  let mode: DeviceMode = "connected";
  let timeFactor = 1;
  let commandedInterval: DurationMs | undefined;
  let identifyUntil: EpochMs | undefined;
  /** The firmware starts and does nothing else yet. */
  let isBooting = false;
  let cancelBoot = (): void => {};
  let isCutOff = false;
  let saidLow = false;
  let cancelWake = (): void => {};
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

  const faults = createDeviceFaults(
    { clockAhead: options.clockAhead ?? milliseconds(0) },
    { clock, random: deps.random.fork("faults"), link, restart: (boots) => restart(boots) },
  );
  const isDown = (): boolean => mode === "dead" || isBooting;
  const stateOf = (signal: string): string | undefined => signals.get(signal)?.state();

  /** Brings every signal to the present moment. */
  const advance = (): EpochMs => {
    const now = clock.now();
    environment.advance();
    const span = times(elapsed(advancedAt, now), timeFactor);
    advancedAt = now;
    storyAt = plus(storyAt, span);
    const place = placeAt(storyAt);
    for (const signal of signals.values()) signal.advance(span, stateOf, place);
    tellDeeds();
    watchBattery();
    return now;
  };
  const placeAt = (at: EpochMs): Place => ({
    at,
    ambient: environment.ambientAt(at),
    hasMains: environment.hasMains,
    isAlive: !isDown(),
    gas: (gas, height) => (device.room === undefined ? backgroundOf(gas) : environment.concentration(device.room, gas, height)),
  });

  /** What people did, at the times they did it, and a look at the door when they do the next thing. */
  const tellDeeds = (): void => {
    let next = Number.POSITIVE_INFINITY;
    for (const [door, signal] of signals) {
      for (const { at, deed } of signal.takeDeeds()) {
        if (isDown() || deed.kind === "open" || deed.kind === "close") continue;
        const { kind: event, ...who } = deed;
        sayEvent({ kind: event, door, ...who }, milliseconds((at - storyAt) / timeFactor));
      }
      next = Math.min(next, signal.nextDeedAt() ?? next);
    }
    cancelWake();
    if (next < Number.POSITIVE_INFINITY && cancelTimers.length > 0) {
      cancelWake = clock.after(milliseconds(Math.max(1, Math.ceil((next - storyAt) / timeFactor))), () => measure(NOTHING_DUE));
    }
  };

  /** A battery that is low is told in the status, once; one that is empty ends the device. */
  const watchBattery = (): void => {
    for (const { physics } of signals.values()) {
      const charge = physics?.charge();
      if (charge === undefined || isDown()) continue;
      if (charge.left <= 0) enter("dead");
      else if (charge.left <= charge.low !== saidLow) {
        saidLow = !saidLow;
        const battery = Math.round(charge.left * 100);
        const status = { state: "online", firmware: FIRMWARE, battery, faults: saidLow ? ["battery-low"] : [] };
        send({ topic: `${branch}/status`, payload: JSON.stringify(status), retain: true });
      }
    }
  };

  /** Behind a dead gateway nobody hears it, and nothing is kept. */
  const send = (message: Message): void => {
    if (!isCutOff) faults.send(message);
  };

  /** Sends what is `due`, and with it whatever cannot wait for its own interval. */
  const measure = (due: ReadonlySet<SimulatedSignal>): void => {
    const now = advance();
    if (isDown()) return;
    const samples = new Map<string, ReadingValue>();
    for (const [name, signal] of signals) {
      if (!due.has(signal) && !signal.isUrgent()) continue;
      const value = signal.read(now);
      if (value !== undefined) samples.set(name, value);
    }
    if (samples.size === 0) return;
    const payload = encodeTelemetry({ at: faults.clockNow(), seq: seq++, samples, markSimulated: options.markSimulated });
    send({ topic: `${branch}/telemetry`, payload });
  };
  const measureAll = (): void => measure(new Set(signals.values()));

  /** `ago`: how long before now it happened, 0 or below. */
  const sayEvent = (said: Omit<SaidEvent, "at" | "seq">, ago = milliseconds(0)): void => {
    const at = plus(faults.clockNow(), ago);
    send({ topic: `${branch}/events`, payload: encodeEvent({ at, seq: seq++, ...said }) });
  };

  /** What a person or an object did, as the device's reader, lock or button says it. */
  const tell = ({ kind: _kind, event, ...said }: Extract<Action, { kind: "event" }>): void => sayEvent({ kind: event, ...said });

  const sounder = createSounder({ clock, answer: (state, command) => sayEvent({ kind: "sounder", state, command }) });

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
    cancelWake();
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
        return sounder.obey(command);
      case "set-interval":
        commandedInterval = command.every;
        startMeasuring();
    }
  };

  const enter = (next: DeviceMode): void => {
    if (next === mode) return;
    const wasDead = mode === "dead";
    mode = next;
    if (next === "connected" && !isCutOff && !isBooting) link.open();
    else link.cut();
    if (next === "dead") {
      cancelBoot();
      isBooting = false;
      stopMeasuring();
      sounder.fallQuiet();
    } else if (wasDead) {
      wakeUp();
    }
    environment.gateway(device.id, next === "connected");
  };
  const wakeUp = (): void => {
    advance();
    for (const { physics } of signals.values()) physics?.powerUp();
    startMeasuring();
    measureAll();
  };

  /** Everything in its memory is gone; the sensors are cold. */
  const restart = (boots: DurationMs): void => {
    if (mode === "dead") return;
    stopMeasuring();
    sounder.fallQuiet();
    link.cut();
    link.forget?.();
    seq = 0;
    commandedInterval = undefined;
    cancelBoot();
    isBooting = true;
    cancelBoot = clock.after(boots, () => {
      isBooting = false;
      if (mode === "connected" && !isCutOff) link.open();
      wakeUp();
    });
  };

  const power = createDevicePower(device.power, { clock, onLost: () => enter("dead"), onBack: () => enter("connected") });
  environment.join({
    deviceId: device.id,
    stateOf,
    advance: () => void advance(),
    onMains: (isOn) => power.mainsChanged(isOn),
    onGateway(deviceId, isAlive) {
      if (deviceId !== device.behind || isCutOff === !isAlive) return;
      isCutOff = !isAlive;
      if (isCutOff) link.cut();
      else if (mode === "connected" && !isBooting) link.open();
    },
  });

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
      startMeasuring();
      measureAll();
    },
    async stop() {
      stopMeasuring();
      cancelBoot();
      power.settle();
      faults.clear();
      sounder.fallQuiet();
      await link.close();
    },
    apply(action) {
      advance();
      switch (action.kind) {
        case "set":
          signalNamed(action.signal).set(action.to);
          if (!isDown()) measure(NOTHING_DUE);
          return;
        case "event":
          if (action.door !== undefined) signalNamed(action.door);
          if (!isDown()) tell(action);
          return;
        case "sounder":
          return sounder.become(action.condition);
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
          environment.setPace(device.room, action.factor);
          return;
        case "physics":
          signalNamed(action.signal).physics?.act(action.act);
          return;
        case "surroundings":
          return environment.act(device.room, action.act);
        case "reading-fault":
          return signalNamed(action.signal).faults.add(action.fault, clock.now());
        case "device-fault":
          return faults.apply(action.fault);
        case "faults-over":
          if (action.signal !== undefined) return signalNamed(action.signal).faults.clear();
          for (const signal of signals.values()) signal.faults.clear();
          return faults.clear();
        case "calm": {
          const signal = signalNamed(action.signal);
          signal.setMode("live");
          return signal.calm();
        }
        case "reset":
          timeFactor = 1;
          sounder.become("works");
          sounder.fallQuiet();
          faults.clear();
          power.settle();
          isCutOff = false;
          saidLow = false;
          environment.reset(deps.environment === undefined ? undefined : device.room);
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
      sounderOn: sounder.isOn,
      ...(identifyUntil === undefined ? {} : { identifyUntil }),
      commandsObeyed,
      commandsRefused: { ...commandsRefused },
    }),
  };
}
