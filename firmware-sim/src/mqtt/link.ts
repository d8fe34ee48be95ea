import { type DurationMs, seconds } from "@labcanary/domain/basics";
import type { Clock } from "@labcanary/domain/ports";
import { connect, type IClientOptions, MqttClient } from "mqtt";
import type { WireFault } from "../faults/fault.ts";
import { createWires } from "../faults/wire.ts";
import type { Random } from "../random.ts";
import { backoff } from "./backoff.ts";
import { createOutbox, type Outgoing, type Payload } from "./outbox.ts";

/** What goes out beside the queue. */
export interface Letter {
  readonly topic: string;
  readonly payload: Payload;
  readonly retain: boolean;
}

/** What a connection is framed by. */
export interface LinkSession {
  /** What the server says when the connection is lost, and what is said on a goodbye. */
  readonly will: Letter;
  /** What is said first when the connection stands. */
  greet(): readonly Letter[];
  /** It stands no longer. */
  over(): void;
}

export interface LinkOptions {
  readonly url: string;
  readonly deviceId: string;
  /** Password; the user name and client id are the device's id. */
  readonly token: string;
  readonly statusTopic: string;
  readonly commandsTopic: string;
  /** What is retained on the status topic while the connection stands, and what the server is to put there when it is lost. */
  readonly onlineStatus: string;
  readonly offlineStatus: string;
  /**
   * Of a convention in which a connection begins with more than a word: asked for each attempt, in place of the status. What was not acknowledged
   * before is forgotten, as the convention says itself what it has kept.
   */
  readonly session?: () => LinkSession;
  /** Default 30 s. */
  readonly keepAlive?: DurationMs;
  /** How many messages are kept while the server is away. Default 10 000: about 14 h of one message every 5 s. */
  readonly queueLimit?: number;
}

/** Why a connection attempt or a connection ended. */
export type LinkLoss = "refused" | "unreachable" | "closed";

export interface LinkDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly onCommand: (payload: Uint8Array) => void;
}

/** A device's way to the server: what is handed over is kept until acknowledged, through any number of lost connections. */
export interface Link {
  open(): void;
  /** Cuts the wire without a word, so that the server publishes the will. What is handed over from now on is kept. */
  cut(): void;
  /** Waits a little for what is not acknowledged, then says goodbye: status offline, DISCONNECT. Resolves when the connection is gone. */
  close(): Promise<void>;
  /** `retain` is for what the server is to keep: status, and what a faulty firmware takes for it. */
  hand(topic: string, payload: Payload, retain?: boolean): void;
  /** Forgets what is not acknowledged. */
  forget?(): void;
  /** Something is wrong with the wire; absent where there is none. Throws for an address that is not `mqtt://`. */
  injure?(fault: WireFault): void;
  /** The wire is whole again. */
  heal?(): void;
  readonly connected: boolean;
  /** Resolves when a connection stands and the server has granted the commands topic. */
  whenConnected(): Promise<void>;
  /** Resolves when there is no connection, nor an attempt at one: it waits for its next try, or was cut. */
  whenOffline(): Promise<void>;
  /** Resolves when the server has acknowledged everything handed over so far and nothing is waiting. */
  whenDrained(): Promise<void>;
  stats(): LinkStats;
}

export interface LinkStats {
  readonly acknowledged: number;
  /** Handed over and not yet acknowledged. */
  readonly waiting: number;
  readonly dropped: number;
  readonly connections: number;
  /** Connections on which the server still had our session. We subscribe on every connection all the same. */
  readonly sessionsPresent: number;
  readonly losses: Readonly<Record<LinkLoss, number>>;
}

/** A connection that is framed by a status. */
const statusSession = ({ statusTopic: topic, onlineStatus, offlineStatus }: LinkOptions): LinkSession => ({
  will: { topic, payload: offlineStatus, retain: true },
  greet: () => [{ topic, payload: onlineStatus, retain: true }],
  over: () => {},
});

/** What frames the next connection. */
export const sessionOf = (options: LinkOptions): LinkSession => options.session?.() ?? statusSession(options);

/** Messages on the wire at once (chosen: enough to empty a long queue quickly, few enough for a small device's memory). */
const WINDOW = 16;
/** Longest wait for the last messages of a device that is switched off, and again for its goodbye (chosen: a person is waiting). */
const GOODBYE = seconds(2);
/** Registered for MQTT over TCP (IANA). */
const MQTT_PORT = 1883;

/**
 * Each connection is a client of its own: mqtt.js would resend by itself from a queue without a bound, and with `clean: false`
 * it does not subscribe again when the server has lost the session.
 */
export function createLink(options: LinkOptions, deps: LinkDeps): Link {
  const wires = createWires({ topic: options.statusTopic }, deps);
  const { hostname, port, protocol } = new URL(options.url);
  const isBare = protocol === "mqtt:";
  const outbox = createOutbox(options.queueLimit ?? 10_000);
  const losses: Record<LinkLoss, number> = { refused: 0, unreachable: 0, closed: 0 };
  let acknowledged = 0;
  let connections = 0;
  let sessionsPresent = 0;
  let attempt = 0;
  let client: MqttClient | undefined;
  let session: LinkSession | undefined;
  let ready = false;
  let cancelRetry = (): void => {};
  const connectedWaiters: (() => void)[] = [];
  const offlineWaiters: (() => void)[] = [];
  const drainedWaiters: (() => void)[] = [];

  const open = (): void => {
    if (client !== undefined) return;
    cancelRetry();
    const opened = sessionOf(options);
    session = opened;
    const { will } = opened;
    const clientOptions: IClientOptions = {
      clientId: options.deviceId,
      username: options.deviceId,
      password: options.token,
      clean: false,
      reconnectPeriod: 0,
      resubscribe: false,
      connectTimeout: seconds(10),
      keepalive: (options.keepAlive ?? seconds(30)) / 1000,
      will: { topic: will.topic, payload: asBuffer(will.payload), qos: 1, retain: will.retain },
    };
    const current = isBare
      ? new MqttClient(() => wires.open(hostname, port === "" ? MQTT_PORT : Number(port)), clientOptions)
      : connect(options.url, clientOptions);
    client = current;
    current.on("message", (_topic, payload) => deps.onCommand(payload));
    current.on("connect", (connack) => {
      connections++;
      if (connack.sessionPresent) sessionsPresent++;
      attempt = 0;
      if (options.session !== undefined) outbox.clear();
      for (const { topic, payload, retain } of opened.greet()) current.publish(topic, asBuffer(payload), { qos: 1, retain });
      current.subscribe(options.commandsTopic, { qos: 1 }, (failure) => {
        if (client !== current || failure !== null) return;
        ready = true;
        for (const resolve of connectedWaiters.splice(0)) resolve();
      });
      drain();
    });
    current.on("error", (failure) => lost(current, "code" in failure && typeof failure.code === "number" ? "refused" : "unreachable"));
    current.on("close", () => lost(current, "closed"));
  };

  const lost = (from: MqttClient, why: LinkLoss): void => {
    if (client !== from) return;
    losses[why]++;
    cancelRetry = deps.clock.after(backoff(attempt++, deps.random), open);
    release()?.end(true);
  };

  /** Lets go of the present client; its later events and callbacks are those of a stranger. */
  const release = (): MqttClient | undefined => {
    const former = client;
    client = undefined;
    ready = false;
    session?.over();
    outbox.connectionLost();
    for (const resolve of offlineWaiters.splice(0)) resolve();
    return former;
  };

  const sayGoodbye = (former: MqttClient): Promise<void> =>
    new Promise((resolve) => {
      former.once("close", resolve);
      const { topic, payload, retain } = (session ?? sessionOf(options)).will;
      former.publish(topic, asBuffer(payload), { qos: 1, retain }, () => former.end());
    });

  /** Resolves when one of these has happened, or after GOODBYE. */
  const patiently = (...events: readonly Promise<void>[]): Promise<void> =>
    new Promise((resolve) => {
      const cancel = deps.clock.after(GOODBYE, resolve);
      void Promise.race(events).then(() => {
        cancel();
        resolve();
      });
    });

  const whenOffline = (): Promise<void> =>
    client === undefined ? Promise.resolve() : new Promise((resolve) => offlineWaiters.push(resolve));
  const whenDrained = (): Promise<void> => (outbox.size === 0 ? Promise.resolve() : new Promise((resolve) => drainedWaiters.push(resolve)));

  const drain = (): void => {
    const current = client;
    if (current?.connected !== true) return;
    while (outbox.onTheWire < WINDOW) {
      const message = outbox.take();
      if (message === undefined) return;
      send(current, message);
    }
  };

  const send = (current: MqttClient, message: Outgoing): void => {
    current.publish(message.topic, asBuffer(message.payload), { qos: 1, retain: message.retain, dup: message.sentBefore }, (failure) => {
      // A failure means that the connection is going; the message goes out again on the next one.
      if (client !== current || failure) return;
      outbox.acknowledge(message);
      acknowledged++;
      if (outbox.size === 0) for (const resolve of drainedWaiters.splice(0)) resolve();
      else drain();
    });
  };

  return {
    open,
    cut() {
      cancelRetry();
      if (client === undefined) return;
      losses.closed++;
      release()?.end(true);
    },
    async close() {
      if (ready) await patiently(whenDrained(), whenOffline());
      cancelRetry();
      const former = release();
      if (former?.connected === true) await patiently(sayGoodbye(former));
      former?.end(true);
      wires.heal();
    },
    hand(topic, payload, retain) {
      if (outbox.push(topic, payload, retain)) drain();
    },
    forget: () => outbox.clear(),
    injure(fault) {
      if (!isBare) throw new RangeError(`${fault.kind} needs a bare wire: an address that begins with mqtt://`);
      wires.injure(fault);
    },
    heal: () => wires.heal(),
    get connected() {
      return ready;
    },
    whenConnected: () => (ready ? Promise.resolve() : new Promise((resolve) => connectedWaiters.push(resolve))),
    whenOffline,
    whenDrained,
    stats: () => ({ acknowledged, waiting: outbox.size, dropped: outbox.dropped, connections, sessionsPresent, losses: { ...losses } }),
  };
}

const asBuffer = (payload: Payload): Buffer => Buffer.from(payload as Uint8Array);
