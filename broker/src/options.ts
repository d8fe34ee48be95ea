import { type DurationMs, minutes, seconds } from "@labcanary/domain/basics";
import type { RetainedBounds } from "./gateway-retained.ts";

export interface Address {
  readonly host: string;
  /** 0 lets the system choose; `listeners` tells which it was. */
  readonly port: number;
}
export interface TlsMaterial {
  /** PEM. */
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
  /** Authority that signs the devices' certificates. */
  readonly ca?: string | Buffer;
  /** Ask each peer for a certificate, and let one signed by `ca` stand for the token. */
  readonly requestClientCertificate?: boolean;
}
export interface WebSocketAddress extends Address {
  /** Path of the upgrade request, such as `/mqtt`. */
  readonly path: string;
}

export interface BrokerListeners {
  readonly tcp?: Address;
  readonly tls?: Address & TlsMaterial;
  readonly ws?: WebSocketAddress;
  readonly wss?: WebSocketAddress & TlsMaterial;
}

/** Bounds of the broker; each has a default in BROKER_DEFAULTS. */
export interface BrokerLimits extends RetainedBounds {
  /** Highest remaining length of a packet. */
  readonly maxPacketBytes: number;
  /** As of a gateway that has signed in, which tells of all its devices in one message. Over WebSocket the one above holds for it too. */
  readonly maxGatewayPacketBytes: number;
  /** Highest remaining length of a CONNECT. */
  readonly maxConnectBytes: number;
  /** From the connection to a whole CONNECT, and for the TLS handshake before it. */
  readonly connectTimeout: DurationMs;
  /** From the first byte of a packet to its last. */
  readonly packetTimeout: DurationMs;
  /** How long a peer may leave unread what is sent to it. DESIGN 6.1: at most 2 s. */
  readonly drainTimeout: DurationMs;
  /** Longest keep-alive a device may ask for. Zero, "never ask", is refused. */
  readonly keepAliveLimit: DurationMs;
  /** Over all listeners. */
  readonly maxConnections: number;
  /** Packets of any kind that a device may send for ever; a large one counts once for each 64 KiB it has begun. */
  readonly messagesPerSecond: number;
  /** Packets that a device may send at once after a rest. */
  readonly messageBurst: number;
  /** How long a device may stay above its rate, held back, before it is disconnected. */
  readonly overRateLimit: DurationMs;
  /** PUBLISHes of one connection that wait for the accepted log before reading from it pauses; also its open QoS 2 exchanges. */
  readonly maxInflight: number;
  /** Bytes of payload of one connection that wait for the accepted log, likewise. */
  readonly maxInflightBytes: number;
  /** Sessions kept for devices that connect with clean session 0. */
  readonly maxSessions: number;
  /** Messages kept for one such session. */
  readonly maxQueuedMessages: number;
  /** Largest status that is retained. */
  readonly maxRetainedBytes: number;
}

export interface BrokerOptions extends Partial<BrokerLimits> {
  readonly listeners: BrokerListeners;
  /** For conformance suites only: no sign-in, no limit on topics, keep-alive 0. Every listener must be loopback. */
  readonly open?: boolean;
}

export const BROKER_DEFAULTS: BrokerLimits = {
  maxPacketBytes: 65_536, // DESIGN issue 2: 64 KiB; a batch of some 500 samples
  maxGatewayPacketBytes: 1_048_576, // chosen: Zigbee2MQTT's bridge/devices of some 200 devices, which is retained and cannot be left out
  maxConnectBytes: 4_096, // chosen: id, user name, token or a site's own, and a will of a few hundred bytes; unknown peers hold no more
  connectTimeout: seconds(10), // DESIGN 6.1
  packetTimeout: seconds(10), // chosen: 64 KiB in that time needs 52 kbit/s, less than the slowest link a batch is sent on
  drainTimeout: seconds(2), // DESIGN 6.1: a frozen subscriber stalled a broker without it for 49.8 s
  keepAliveLimit: seconds(300), // DESIGN 6.1; a dead device is known after 1.5 times this
  maxConnections: 20_000, // chosen: twice the 10,000 devices of the budget, so that all can reconnect before the dead ones are noticed
  messagesPerSecond: 200, // chosen: a device samples once a second; a gateway of a hundred sensors fits twice
  messageBurst: 2_000, // chosen: what a device stored in half an hour away, at one a second
  overRateLimit: minutes(2), // chosen: 24,000 stored messages are taken in before a device counts as gone wild
  maxInflight: 2_000, // chosen: one read of 64 KiB of the smallest telemetry
  maxInflightBytes: 4_194_304, // chosen: four of a gateway's largest packets; 2,000 of them would be 2 GB
  maxSessions: 10_000, // chosen: the devices of the budget
  maxQueuedMessages: 100, // chosen: commands to one device; older ones are overtaken by newer ones
  maxGatewayRetained: 2_000, // chosen: some ten topics each of 200 devices
  maxGatewayRetainedBytes: 4_194_304, // chosen: four of its largest messages
  maxRetainedBytes: 2_048, // chosen: a status of DESIGN 3.1 is below 500 bytes
};

/** Topic levels a peer may use (DESIGN 6.1); the platform's own topics have four. */
export const MAX_TOPIC_LEVELS = 12;
/** A device id has at most 64 characters of ASCII (DESIGN 3.1), and the client id is the device id. */
export const MAX_CLIENT_ID_BYTES = 64;
