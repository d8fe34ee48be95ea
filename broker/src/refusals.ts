import type { Metrics } from "@labcanary/domain/ports";

/** Found in the bytes, the timing or the number of a connection, before anybody's rights come into it. */
const GUARD_REFUSALS = {
  "too-many-connections": "the broker has as many connections as it may have",
  "tls-handshake": "the TLS handshake failed or was not finished in time",
  "websocket-request": "the HTTP request is not a WebSocket request for the MQTT path with subprotocol mqtt",
  "websocket-frame": "a WebSocket frame is too large or malformed",
  "connect-timeout": "no CONNECT arrived in time",
  "packet-timeout": "a packet was begun and not finished in time",
  "keep-alive-timeout": "nothing was heard for one and a half keep-alive periods",
  frozen: "the peer does not read what is sent to it",
  "rate-limited": "more packets a second than a device may send; reading from it was paused, nothing was dropped",
  "rate-exceeded": "the device stayed above its rate for too long and was disconnected",
  "first-packet": "the first packet is not CONNECT",
  "second-connect": "CONNECT was sent twice on one connection",
  "packet-too-large": "the remaining length is above the limit",
  "remaining-length": "the remaining length is not a number of at most four bytes",
  "packet-type": "a reserved packet type, or one that only a server sends",
  "reserved-flags": "reserved bits of a header or of the connect flags are set wrongly",
  "qos-3": "both QoS bits are set",
  "packet-id-zero": "the packet identifier is zero",
  "bad-string": "a string is not UTF-8, or holds NUL or a control character",
  "topic-empty": "a topic name is empty",
  "topic-wildcard": "a topic name holds a wildcard",
  "topic-levels": "a topic has more levels than the limit",
  "filter-malformed": "a topic filter is empty or holds a wildcard where none may be",
  malformed: "the fields of the packet do not add up to its length",
  "protocol-name": "the protocol is not called MQTT",
  "protocol-level": "the protocol level is not one the broker speaks (answered with CONNACK 1)",
  "client-id": "the client id is too long, or empty where a session shall be kept (answered with CONNACK 2)",
  "protocol-error": "the MQTT library refused what the guard had let pass",
  "hook-failed": "deciding about a packet ended in an error of the platform; the connection was cut",
} as const;

/** Why a CONNECT was refused, or ended the connection before it. */
const CONNECT_REFUSALS = {
  "no-credentials": "neither a user name with a token nor a client certificate",
  "unknown-device": "the user name is not that of an enrolled device",
  "wrong-token": "the token is not the device's",
  "token-ended": "the token was the device's until it was given another, and the time to take that is over",
  "certificate-untrusted": "the client certificate is not signed by the authority for devices",
  "certificate-name": "the certificate's common name is not the user name",
  "client-id-mismatch": "the client id is not the login name",
  "keep-alive": "the keep-alive is zero or above the limit",
  "will-topic": "the will's topic is not one the device publishes on, nor one of the gateway's",
  "session-limit": "the broker keeps as many sessions as it may keep",
  "taken-over": "the same device connected again, and its older connection was closed",
  "access-ended": "the device's token was revoked or replaced, and the connection it had by it was cut",
} as const;

/** Why a PUBLISH was refused, or was taken with a remark. */
const PUBLISH_REFUSALS = {
  impersonation: "the topic is another device's; the connection was cut and the next sign-in is slowed",
  "foreign-topic": "the topic is no device's, nor the gateway's own; the connection was cut and the next sign-in is slowed",
  "unknown-leaf": "below the device's own branch, but none of telemetry, status, events; taken, for the decoder to put aside",
  "retain-dropped": "retained where a device must not, too large to retain, or more than a gateway may keep; taken, not retained",
  "log-full": "the accepted log has no room; not acknowledged, the connection was cut and the next sign-in is slowed",
  "log-failed": "the accepted log could not be written; not acknowledged, cut and slowed likewise",
  "record-too-large": "more than a record of the accepted log may have (2 MiB); not acknowledged, cut and slowed likewise",
  stopping: "the platform is going down; not acknowledged",
  "accept-failed": "taking the frame ended in an error of the platform; not acknowledged, the connection was cut",
} as const;

/** Why a filter was answered with 0x80, or a message for a subscriber was not kept. */
const SUBSCRIBE_REFUSALS = {
  "filter-not-allowed": "the filter is not the device's own commands, nor of the gateway's own topics",
  "shared-subscription": "shared subscriptions are not served",
  "system-topic": "$SYS tells who is connected and is not shown",
  "queue-full": "the session's queue is full and its oldest unsent message was dropped",
} as const;

/** Every reason the broker refuses anything for, each counted as `labcanary_refused_total{where,reason}`. */
export const BROKER_REFUSALS = { ...GUARD_REFUSALS, ...CONNECT_REFUSALS, ...PUBLISH_REFUSALS, ...SUBSCRIBE_REFUSALS } as const;
export type GuardRefusal = keyof typeof GUARD_REFUSALS;
export type ConnectRefusal = keyof typeof CONNECT_REFUSALS;
export type BrokerRefusal = keyof typeof BROKER_REFUSALS;

/** The `where` label a reason is counted under. */
export function whereRefused(reason: BrokerRefusal): "guard" | "connect" | "publish" | "subscribe" {
  if (reason in GUARD_REFUSALS) return "guard";
  if (reason in CONNECT_REFUSALS) return "connect";
  return reason in PUBLISH_REFUSALS ? "publish" : "subscribe";
}

/** What aedes is handed when a hook says no; its reason is already counted. `returnCode` is the CONNACK's. */
export class RefusedError extends Error {
  readonly reason: BrokerRefusal;
  readonly returnCode: number;

  constructor(reason: BrokerRefusal, returnCode = 5) {
    super(BROKER_REFUSALS[reason]);
    this.reason = reason;
    this.returnCode = returnCode;
  }
}

export interface RefusalCounter {
  count(reason: BrokerRefusal): void;
  /** All refusals since the process began. */
  readonly total: number;
}

export function createRefusalCounter(metrics: Metrics): RefusalCounter {
  let total = 0;
  return {
    count(reason) {
      total++;
      metrics.counter("labcanary_refused_total", whereRefused(reason), reason).inc();
    },
    get total() {
      return total;
    },
  };
}
