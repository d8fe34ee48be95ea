import { Aedes, type Client } from "aedes";
import { type EpochMs, seconds } from "@labcanary/domain/basics";
import type {
  Clock,
  DeviceDirectory,
  DeviceLine,
  FailedSignIns,
  FrameAcceptor,
  GatewayTopics,
  HealthItem,
  HealthSource,
  Logger,
  Metrics,
  Service,
} from "@labcanary/domain/ports";
import type { DeviceId } from "@labcanary/domain/telemetry";
import { checkFilterKind, checkSubscribe } from "./access.ts";
import { forwardOnlyRetained, keepNewestConnection, publishInOrder } from "./aedes-internals.ts";
import { createFailedSignIns } from "./failed-sign-ins.ts";
import { BoundedPersistence } from "./bounded-persistence.ts";
import { GatewayRetained } from "./gateway-retained.ts";
import { type ConnectionDeps, GuardedConnection, LISTENER_NAMES, type Peer } from "./guarded-connection.ts";
import { type ListenerAddress, type Listeners, checkListeners, createListeners } from "./listeners.ts";
import { BROKER_DEFAULTS, type BrokerLimits, type BrokerOptions, MAX_CLIENT_ID_BYTES, MAX_TOPIC_LEVELS } from "./options.ts";
import { createPublishing } from "./publishing.ts";
import { type BrokerRefusal, createRefusalCounter } from "./refusals.ts";
import { createSigningIn, rememberAttempt } from "./signing-in.ts";
import { createSlowDown } from "./slow-down.ts";
import { type TokenBucket, createTokenBucket } from "./token-bucket.ts";

export interface BrokerDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly frames: FrameAcceptor;
  readonly devices: DeviceDirectory;
  readonly gateways: GatewayTopics;
}

export type Broker = Service &
  DeviceLine &
  HealthSource & {
    /** Where it listens; empty before the start. */
    readonly listeners: readonly ListenerAddress[];
    /** Cuts off whoever has signed in as the device, or is about to: by a token that no longer counts. */
    endAccess(deviceId: DeviceId): void;
    /** Open connections, those that have not signed in among them. */
    readonly connections: number;
    /** Who tried to sign in in vain. */
    readonly failedSignIns: FailedSignIns;
  };

interface Running {
  readonly aedes: ReturnType<typeof keepNewestConnection>;
  readonly listeners: Listeners;
  readonly addresses: readonly ListenerAddress[];
  readonly stopSweep: () => void;
}

/** How often deadlines of all connections are looked at: a limit is kept to within this. */
const SWEEP = seconds(1);
/** Addresses and devices whose failures are remembered. Chosen: more than the devices of the budget, at about 100 bytes each. */
const REMEMBERED_FAILURES = 20_000;

/** The MQTT broker: aedes behind a guard that lets through nothing but whole, sound packets of devices that stay within their rights. */
export function createBroker(options: BrokerOptions, deps: BrokerDeps): Broker {
  const { clock, logger } = deps;
  const isOpen = options.open === true;
  const limits: BrokerLimits = { ...BROKER_DEFAULTS, ...options };
  const refusals = createRefusalCounter(deps.metrics);
  const connections = new Set<GuardedConnection>();
  const failedAddresses = createSlowDown(REMEMBERED_FAILURES);
  const setBack = createSlowDown(REMEMBERED_FAILURES);
  const failedSignIns = createFailedSignIns();
  /** Kept over reconnections, so that these do not refill them; at most one per enrolled device. */
  const buckets = new Map<DeviceId, TokenBucket>();
  let isStopping = false;
  let failure: string | undefined;
  let running: Running | undefined;

  const refused = (reason: BrokerRefusal, connection?: GuardedConnection): void => {
    refusals.count(reason);
    const { peer, topics } = connection ?? {};
    logger.debug({ reason, listener: peer?.listener, address: peer?.address, deviceId: topics?.deviceId }, "Refused");
  };

  deps.metrics.gauge("labcanary_connections", () =>
    LISTENER_NAMES.filter((name) => options.listeners[name] !== undefined).map((name) => ({
      labels: [name],
      value: [...connections].filter((connection) => connection.peer.listener === name).length,
    })),
  );

  /** One for all connections. */
  const connectionDeps: ConnectionDeps = {
    clock,
    limits,
    packetLimits: {
      maxPacketBytes: limits.maxPacketBytes,
      maxConnectBytes: limits.maxConnectBytes,
      maxTopicLevels: MAX_TOPIC_LEVELS,
      maxClientIdBytes: MAX_CLIENT_ID_BYTES,
    },
    refused,
    libraryRefused: (error, { topics }) =>
      logger.warn({ error, deviceId: topics?.deviceId }, "The MQTT library refused what the guard had let pass"),
  };

  function connect(aedes: Aedes, peer: Peer): void {
    if (connections.size >= limits.maxConnections) {
      refused("too-many-connections");
      peer.stream.on("error", () => peer.stream.destroy());
      peer.stream.destroy();
      return;
    }
    const connection = new GuardedConnection(peer, connectionDeps);
    connections.add(connection);
    connection.once("close", () => connections.delete(connection));
    aedes.handle(connection);
  }

  function sweep(now: EpochMs): void {
    for (const connection of connections) connection.checkDeadlines(now);
  }

  function createAedes(): Running["aedes"] {
    const persistence = new BoundedPersistence({
      maxSessions: limits.maxSessions,
      maxQueuedMessages: limits.maxQueuedMessages,
      maxInflight: limits.maxInflight,
      mayKeep: (client, filter) => checkFilter(client, filter) === undefined,
      onQueueFull: () => refused("queue-full"),
    });
    const bucketOf = (deviceId: DeviceId): TokenBucket => {
      const bucket = buckets.get(deviceId) ?? createTokenBucket(limits.messagesPerSecond, limits.messageBurst, clock.now());
      buckets.set(deviceId, bucket);
      return bucket;
    };
    const signingIn = createSigningIn({
      clock,
      devices: deps.devices,
      gateways: deps.gateways,
      maxGatewayPacketBytes: limits.maxGatewayPacketBytes,
      keepAliveLimit: limits.keepAliveLimit,
      isOpen,
      failedAddresses,
      failedSignIns,
      setBack,
      refused,
      bucketOf,
      isConnected: (deviceId) => aedes.clients[deviceId] !== undefined,
      openSession: (client) => persistence.openSession(client),
    });
    const publishing = createPublishing({
      frames: deps.frames,
      logger,
      gateways: deps.gateways,
      retained: new GatewayRetained(limits),
      maxRetainedBytes: limits.maxRetainedBytes,
      isOpen,
      refused,
      setBack: (deviceId) => void setBack.failed(deviceId, clock.now()),
      windowOf: (client) => persistence.windowOf(client),
      isStopping: () => isStopping,
    });
    const aedes = keepNewestConnection(
      new Aedes({
        persistence,
        concurrency: 0, // a subscriber that does not read would otherwise hold up the delivery to all others
        drainTimeout: limits.drainTimeout,
        connectTimeout: limits.connectTimeout,
        maxClientsIdLength: MAX_CLIENT_ID_BYTES,
        maxTopicLevels: MAX_TOPIC_LEVELS,
        maxInflightInbound: limits.maxInflight,
        // aedes' own keepaliveLimit answers with a CONNACK code that MQTT 3.1.1 does not have; the sign-in checks it instead.
        preConnect: safely((client, packet, callback) => {
          rememberAttempt(client, packet);
          callback(null, true);
        }),
        authenticate: safely((client, _username, _password, callback) => signingIn(client, callback)),
        authorizePublish: safely(publishing),
        authorizeForward: (client, packet) => (mayHear(client, packet.topic) ? packet : null),
        authorizeSubscribe: safely((client, subscription, callback) => {
          const wrong = checkFilter(client, subscription.topic);
          if (wrong !== undefined) refused(wrong, connectionOf(client));
          callback(null, wrong === undefined ? subscription : null); // null is answered with 0x80
        }),
      }),
    );
    publishInOrder(aedes);
    if (!isOpen) forwardOnlyRetained(aedes);
    aedes.on("clientReady", (client) => connectionOf(client).open());
    aedes.on("keepaliveTimeout", (client) => connectionOf(client).refuse("keep-alive-timeout"));
    (aedes as NodeJS.EventEmitter).on("error", (error: Error) => fail("the MQTT library", error));
    return aedes;
  }

  /** A hook that throws ends the process, or, without its callback, stalls its client for ever: it ends the connection instead. */
  function safely<Hook extends (client: Client & null, ...rest: never[]) => unknown>(hook: Hook): Hook {
    return ((client: Client & null, ...rest: never[]) => {
      try {
        return hook(client, ...rest);
      } catch (error) {
        logger.error({ error }, "Deciding about a packet threw; its connection is cut");
        if (client !== null) connectionOf(client).refuse("hook-failed");
        return undefined;
      }
    }) as Hook;
  }

  /** Something fails that no device caused. It is said in the log, and stays in sight as long as the broker runs. */
  function fail(what: string, error: Error): void {
    failure = `${what} failed: ${error.message}`;
    logger.error({ error }, failure);
  }

  function checkFilter(client: Client, filter: string): BrokerRefusal | undefined {
    const topics = connectionOf(client).topics;
    return topics === undefined ? checkFilterKind(filter) : checkSubscribe(topics, filter, deps.gateways);
  }

  /** Asked with every message: a gateway's subscription outlives its right when the site takes that away. */
  function mayHear(client: Client, topic: string): boolean {
    const topics = connectionOf(client).topics;
    return topics === undefined || topic === topics.commands || deps.gateways.hears(topics.deviceId, topic);
  }

  function health(): readonly HealthItem[] {
    if (running === undefined)
      return [{ name: "broker", state: "down", detail: "not listening", says: { code: "not-listening", values: {} } }];
    const values = { connections: connections.size, refusals: refusals.total };
    const figures = `${connections.size} connections, ${refusals.total} refusals since start`;
    if (isOpen)
      return [
        {
          name: "broker",
          state: "degraded",
          detail: `OPEN: no sign-in, no topic limits, loopback only; ${figures}`,
          says: { code: "open", values },
        },
      ];
    if (failure !== undefined)
      return [{ name: "broker", state: "degraded", detail: `${failure}; ${figures}`, says: { code: "connections", values } }];
    return [{ name: "broker", state: "ok", detail: figures, says: { code: "connections", values } }];
  }

  return {
    name: "broker",
    get listeners() {
      return running?.addresses ?? [];
    },
    get connections() {
      return connections.size;
    },
    failedSignIns,
    health,
    async start() {
      checkListeners(options.listeners, isOpen);
      isStopping = false;
      failure = undefined;
      const aedes = createAedes();
      await aedes.listen();
      const listeners = createListeners(options.listeners, {
        limits,
        connected: (peer) => connect(aedes, peer),
        refused: (reason, address) => {
          refusals.count(reason);
          logger.debug({ reason, address }, "Refused");
        },
        failed: (name, error) => fail(`listener ${name}`, error),
      });
      const addresses = await listeners.open().catch(async (error: unknown) => {
        await listeners.close();
        aedes.close();
        throw error;
      });
      running = { aedes, listeners, addresses, stopSweep: clock.every(SWEEP, () => sweep(clock.now())) };
    },
    async stop() {
      if (running === undefined) return;
      const { aedes, listeners, stopSweep } = running;
      running = undefined;
      isStopping = true; // from here on nothing is accepted, and no will is published
      stopSweep();
      await listeners.close();
      for (const connection of connections) connection.destroy();
      await new Promise<void>((resolve) => aedes.close(resolve));
    },
    endAccess(deviceId) {
      for (const connection of connections) if (connection.deviceId === deviceId) connection.refuse("access-ended");
    },
    isConnected: (deviceId) => running?.aedes.clients[deviceId] !== undefined,
    publish({ topic, payload, retain }) {
      return new Promise((resolve, reject) => {
        if (running === undefined) return reject(new Error("the broker is not running"));
        running.aedes.publish({ cmd: "publish", topic, payload: Buffer.from(payload), qos: 1, retain, dup: false }, (error) => {
          if (error) reject(error);
        });
        // aedes calls back when every subscriber has taken it; by then the platform would have waited for one that does not read.
        setImmediate(resolve);
      });
    },
  };
}

function connectionOf(client: Client): GuardedConnection {
  return client.conn as GuardedConnection;
}
