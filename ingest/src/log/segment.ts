import { crc32 } from "node:zlib";
import { type EpochMs, epochMs } from "@labcanary/domain/basics";
import type { DoorAuthorisation, LogPosition, LogRecord, NewLogRecord } from "@labcanary/domain/telemetry";

/**
 * A segment file of the accepted log. All numbers little-endian.
 *
 * Header, 16 bytes: magic `LCLOG\0\0\1` (8), position of the first record (uint64).
 * Record: body length (uint32), CRC-32 of the body begun with the low 32 bits of the position (uint32), body.
 * Body: kind (uint8: 1 frame, 2 tick, 3 started, 4 site, 5 authorisation), received at (float64, epoch ms), then
 *   frame: flags (uint8: bits 0–1 QoS, 2 retain, 3 DUP), device id length (uint8), topic length (uint16), device id, topic, payload;
 *   site: version, UTF-8;
 *   authorisation: DoorAuthorisation, JSON in UTF-8.
 * The position is not written: it is the first one's plus the count; a record in the wrong place fails its checksum.
 */
const MAGIC = Buffer.from("LCLOG\0\0\u0001", "latin1");
export const SEGMENT_HEADER_BYTES = 16;
const RECORD_HEADER_BYTES = 8;
const BODY_HEAD_BYTES = 9;
const FRAME_HEAD_BYTES = 4;

/**
 * A length beyond this is damage, not a record, so nothing longer may be written. Chosen: twice the largest packet of a gateway, since a
 * body has what a record adds to it.
 */
export const LARGEST_BODY_BYTES = 2 << 20;

const KINDS = ["frame", "tick", "started", "site", "authorisation"] as const satisfies readonly LogRecord["kind"][];
const codeOf = (kind: LogRecord["kind"]): number => KINDS.indexOf(kind) + 1;

const SEGMENT_NAME = /^(\d{16})\.log$/;
export const segmentName = (first: LogPosition): string => `${String(first).padStart(16, "0")}.log`;

/** Position of the first record of a segment, from its file name; undefined for any other file. */
export function firstOfSegmentName(name: string): LogPosition | undefined {
  const match = SEGMENT_NAME.exec(name);
  return match === null ? undefined : Number(match[1]);
}

export function segmentHeader(first: LogPosition): Buffer {
  const header = Buffer.alloc(SEGMENT_HEADER_BYTES);
  MAGIC.copy(header);
  header.writeBigUInt64LE(BigInt(first), MAGIC.length);
  return header;
}

export function isSegmentHeader(header: Uint8Array, first: LogPosition): boolean {
  return Buffer.compare(header, segmentHeader(first)) === 0;
}

/** The most bytes a record can take once written. Texts are counted as if every UTF-16 unit took three bytes. */
export function largestSize(record: NewLogRecord): number {
  const head = RECORD_HEADER_BYTES + BODY_HEAD_BYTES;
  switch (record.kind) {
    case "frame": {
      const { deviceId, topic, payload } = record.frame;
      return head + FRAME_HEAD_BYTES + 3 * (deviceId.length + topic.length) + payload.length;
    }
    case "site":
      return head + 3 * record.version.length;
    case "authorisation":
      return head + 3 * JSON.stringify(record.authorisation).length;
    case "tick":
    case "started":
      return head;
  }
}

/** Whether {@link readRecord} would take the record for damage, and all that stands after it with it. */
export function isTooLarge(record: NewLogRecord): boolean {
  if (largestSize(record) - RECORD_HEADER_BYTES <= LARGEST_BODY_BYTES) return false;
  if (record.kind !== "frame") return true;
  const { deviceId, topic, payload } = record.frame;
  return BODY_HEAD_BYTES + FRAME_HEAD_BYTES + deviceId.length + Buffer.byteLength(topic) + payload.length > LARGEST_BODY_BYTES;
}

/** Writes a record at `offset` and returns where it ends. The caller has made sure of {@link largestSize} bytes. */
export function writeRecord(target: Buffer, offset: number, record: NewLogRecord, position: LogPosition, receivedAt: number): number {
  const body = offset + RECORD_HEADER_BYTES;
  target[body] = codeOf(record.kind);
  target.writeDoubleLE(receivedAt, body + 1);
  let end = body + BODY_HEAD_BYTES;
  if (record.kind === "site") {
    end += target.write(record.version, end, "utf8");
  } else if (record.kind === "authorisation") {
    end += target.write(JSON.stringify(record.authorisation), end, "utf8");
  } else if (record.kind === "frame") {
    const { deviceId, topic, payload, qos, retain, duplicate } = record.frame;
    target[end] = qos | (retain ? 4 : 0) | (duplicate ? 8 : 0);
    const texts = end + FRAME_HEAD_BYTES;
    // Device ids are ASCII by contract.
    const idBytes = target.write(deviceId, texts, "latin1");
    const topicBytes = target.write(topic, texts + idBytes, "utf8");
    target[end + 1] = idBytes;
    target.writeUInt16LE(topicBytes, end + 2);
    end = texts + idBytes + topicBytes;
    target.set(payload, end);
    end += payload.length;
  }
  target.writeUInt32LE(end - body, offset);
  target.writeUInt32LE(crc32(target.subarray(body, end), position >>> 0), offset + 4);
  return end;
}

export interface ReadRecord {
  /** Undefined: its checksum is good and its kind none of those known here. A newer release wrote it, and has acknowledged it. */
  readonly record: LogRecord | undefined;
  readonly receivedAt: EpochMs;
  /** Offset of the byte after it. */
  readonly end: number;
}

/** The record at `offset`; `short` when the bytes end before it does; `damaged` when it is none, or not the one of this position. */
export function readRecord(bytes: Buffer, offset: number, position: LogPosition): ReadRecord | "short" | "damaged" {
  const body = offset + RECORD_HEADER_BYTES;
  if (body > bytes.length) return "short";
  const length = bytes.readUInt32LE(offset);
  if (length < BODY_HEAD_BYTES || length > LARGEST_BODY_BYTES) return "damaged";
  const end = body + length;
  if (end > bytes.length) return "short";
  if (crc32(bytes.subarray(body, end), position >>> 0) !== bytes.readUInt32LE(offset + 4)) return "damaged";
  const receivedAt = epochMs(bytes.readDoubleLE(body + 1));
  return { record: readBody(bytes, body, end, position, receivedAt), receivedAt, end };
}

function readBody(bytes: Buffer, body: number, end: number, position: LogPosition, receivedAt: EpochMs): LogRecord | undefined {
  const kind = KINDS[(bytes[body] as number) - 1];
  const rest = body + BODY_HEAD_BYTES;
  switch (kind) {
    case "frame": {
      const flags = bytes[rest] as number;
      const idEnd = rest + FRAME_HEAD_BYTES + (bytes[rest + 1] as number);
      const topicEnd = idEnd + bytes.readUInt16LE(rest + 2);
      return {
        kind,
        position,
        receivedAt,
        frame: {
          deviceId: bytes.toString("latin1", rest + FRAME_HEAD_BYTES, idEnd),
          topic: bytes.toString("utf8", idEnd, topicEnd),
          payload: bytes.subarray(topicEnd, end),
          qos: (flags & 3) as 0 | 1 | 2,
          retain: (flags & 4) !== 0,
          duplicate: (flags & 8) !== 0,
        },
      };
    }
    case "site":
      return { kind, position, receivedAt, version: bytes.toString("utf8", rest, end) };
    case "authorisation":
      // Under its checksum, and written by nobody else.
      return { kind, position, receivedAt, authorisation: JSON.parse(bytes.toString("utf8", rest, end)) as DoorAuthorisation };
    case "tick":
    case "started":
      return { kind, position, receivedAt };
    default:
      return undefined;
  }
}
