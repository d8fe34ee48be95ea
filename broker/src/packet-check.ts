import { checkTopicFilter, checkTopicName, isTextClean } from "./mqtt-text.ts";
import type { GuardRefusal } from "./refusals.ts";

/** Control packet types (MQTT 3.1.1, table 2.1): the high four bits of the first byte. */
export const CONNECT = 1;
const PUBLISH = 3;
const SUBSCRIBE = 8;
const UNSUBSCRIBE = 10;
const PINGREQ = 12;
const DISCONNECT = 14;

/** Types a client may send, with the flags each must carry (table 2.2); PUBLISH carries its own meaning in them. */
const FLAGS_OF_TYPE: readonly (number | "any" | "never")[] = [
  "never",
  0,
  "never",
  "any",
  0,
  0,
  2,
  0,
  2,
  "never",
  2,
  "never",
  0,
  "never",
  0,
  "never",
];

export interface PacketLimits {
  /** Highest remaining length of a packet. */
  readonly maxPacketBytes: number;
  /** Highest remaining length of CONNECT, whose sender nobody knows yet. */
  readonly maxConnectBytes: number;
  readonly maxTopicLevels: number;
  readonly maxClientIdBytes: number;
}

/** What is wrong with the first byte of a packet, known before anything else of it has arrived. */
export function checkFirstByte(byte: number): GuardRefusal | undefined {
  const expected = FLAGS_OF_TYPE[byte >> 4];
  if (expected === "never") return "packet-type";
  if (expected !== "any") return (byte & 0x0f) === expected ? undefined : "reserved-flags";
  const qos = (byte >> 1) & 3;
  if (qos === 3) return "qos-3";
  return qos === 0 && (byte & 0x08) !== 0 ? "reserved-flags" : undefined; // DUP without QoS, [MQTT-3.3.1-2]
}

/** What is wrong with a whole packet whose first byte has been found good; its variable header starts at `body`. */
export function checkBody(bytes: Buffer, firstByte: number, body: number, end: number, limits: PacketLimits): GuardRefusal | undefined {
  switch (firstByte >> 4) {
    case PUBLISH:
      return checkPublish(bytes, (firstByte & 0x06) !== 0, body, end, limits);
    case CONNECT:
      return checkConnect(bytes, body, end, limits);
    case SUBSCRIBE:
      return checkFilters(bytes, body, end, 1, limits);
    case UNSUBSCRIBE:
      return checkFilters(bytes, body, end, 0, limits);
    case PINGREQ:
    case DISCONNECT:
      return body === end ? undefined : "malformed";
    default: // PUBACK, PUBREC, PUBREL, PUBCOMP: an identifier and nothing else
      if (end - body !== 2) return "malformed";
      return bytes.readUInt16BE(body) === 0 ? "packet-id-zero" : undefined;
  }
}

function checkPublish(bytes: Buffer, hasId: boolean, body: number, end: number, limits: PacketLimits): GuardRefusal | undefined {
  if (end - body < 2) return "malformed";
  const topicStart = body + 2;
  const topicEnd = topicStart + (((bytes[body] as number) << 8) | (bytes[body + 1] as number));
  if (topicEnd + (hasId ? 2 : 0) > end) return "malformed";
  if (hasId && bytes[topicEnd] === 0 && bytes[topicEnd + 1] === 0) return "packet-id-zero";
  return checkTopicName(bytes, topicStart, topicEnd, limits.maxTopicLevels);
}

/** SUBSCRIBE (one byte of options behind each filter) and UNSUBSCRIBE (none). */
function checkFilters(bytes: Buffer, body: number, end: number, optionBytes: number, limits: PacketLimits): GuardRefusal | undefined {
  if (end - body < 2) return "malformed";
  if (bytes.readUInt16BE(body) === 0) return "packet-id-zero";
  let at = body + 2;
  if (at === end) return "malformed"; // at least one filter, [MQTT-3.8.3-3], [MQTT-3.10.3-2]
  while (at < end) {
    const filterEnd = stringEnd(bytes, at, end);
    if (filterEnd === undefined || filterEnd + optionBytes > end) return "malformed";
    const wrong = checkTopicFilter(bytes, at + 2, filterEnd, limits.maxTopicLevels);
    if (wrong !== undefined) return wrong;
    if (optionBytes === 1) {
      const options = bytes[filterEnd] as number;
      if ((options & 0xfc) !== 0) return "reserved-flags";
      if (options === 3) return "qos-3";
    }
    at = filterEnd + optionBytes;
  }
  return undefined;
}

/**
 * CONNECT (MQTT 3.1.1, 3.1): protocol name (string), level (1 byte), flags (1), keep-alive (2), then strings by the flags:
 * client id, will topic, will payload (binary), user name, password (binary).
 */
function checkConnect(bytes: Buffer, body: number, end: number, limits: PacketLimits): GuardRefusal | undefined {
  const nameEnd = stringEnd(bytes, body, end);
  if (nameEnd === undefined || nameEnd + 1 > end) return "malformed";
  const level = bytes[nameEnd] as number;
  const name = bytes.toString("latin1", body + 2, nameEnd);
  if (name !== "MQTT" && name !== "MQIsdp") return "protocol-name";
  if (level !== (name === "MQTT" ? 4 : 3)) return "protocol-level";
  if (nameEnd + 4 > end) return "malformed";
  const flags = bytes[nameEnd + 1] as number;
  const wrongFlags = checkConnectFlags(flags);
  if (wrongFlags !== undefined) return wrongFlags;

  const clientId = nameEnd + 4;
  const clientIdEnd = stringEnd(bytes, clientId, end);
  if (clientIdEnd === undefined) return "malformed";
  const idBytes = clientIdEnd - clientId - 2;
  const keepsSession = (flags & 0x02) === 0;
  if (idBytes > limits.maxClientIdBytes || (idBytes === 0 && keepsSession)) return "client-id";
  if (!isTextClean(bytes, clientId + 2, clientIdEnd)) return "bad-string";

  let at = clientIdEnd;
  if ((flags & 0x04) !== 0) {
    const topicEnd = stringEnd(bytes, at, end);
    if (topicEnd === undefined) return "malformed";
    const wrong = checkTopicName(bytes, at + 2, topicEnd, limits.maxTopicLevels);
    if (wrong !== undefined) return wrong;
    const payloadEnd = stringEnd(bytes, topicEnd, end);
    if (payloadEnd === undefined) return "malformed";
    at = payloadEnd;
  }
  if ((flags & 0x80) !== 0) {
    const userEnd = stringEnd(bytes, at, end);
    if (userEnd === undefined) return "malformed";
    if (!isTextClean(bytes, at + 2, userEnd)) return "bad-string";
    at = userEnd;
  }
  if ((flags & 0x40) !== 0) {
    const passwordEnd = stringEnd(bytes, at, end);
    if (passwordEnd === undefined) return "malformed";
    at = passwordEnd;
  }
  return at === end ? undefined : "malformed";
}

/** Connect flags: user name, password, will retain, will QoS (2 bits), will, clean session, reserved (3.1.2.3). */
function checkConnectFlags(flags: number): GuardRefusal | undefined {
  if ((flags & 0x01) !== 0) return "reserved-flags";
  const willQos = (flags >> 3) & 3;
  if (willQos === 3) return "qos-3";
  const hasWill = (flags & 0x04) !== 0;
  if (!hasWill && (willQos !== 0 || (flags & 0x20) !== 0)) return "reserved-flags";
  const passwordAlone = (flags & 0xc0) === 0x40; // [MQTT-3.1.2-22]
  return passwordAlone ? "reserved-flags" : undefined;
}

/** Where the string or binary field that starts at `at` ends, or undefined when it does not end before `end`. */
function stringEnd(bytes: Buffer, at: number, end: number): number | undefined {
  if (at + 2 > end) return undefined;
  const fieldEnd = at + 2 + bytes.readUInt16BE(at);
  return fieldEnd > end ? undefined : fieldEnd;
}
