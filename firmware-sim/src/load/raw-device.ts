import { createConnection, type Socket } from "node:net";
import type { DurationMs, EpochMs } from "@labcanary/domain/basics";
import { generate } from "mqtt-packet";
import { createAnswerReader } from "./answers.ts";
import { AT_DIGITS, FIRST_SEQ, type PayloadTemplate, SEQ_DIGITS, writeDigits } from "./template.ts";

export interface RawDeviceOptions {
  readonly host: string;
  readonly port: number;
  readonly deviceId: string;
  readonly token: string;
  readonly payload: PayloadTemplate;
  /** Publishes on the way at once, 1 to 65 534. Their packets are kept ready, so this is also what a device costs in memory. */
  readonly window: number;
  readonly keepAlive: DurationMs;
  /** Retained status on connecting, and a will, as a real device has. */
  readonly announces: boolean;
  /** Where bytes are read to; all devices of a process can share one, it is used up before the next read. */
  readonly readBuffer: Uint8Array;
  /** After each read, wait for `resume` before the next. */
  readonly pausesAfterReading: boolean;
}

export interface RawDeviceHandlers {
  /** `count` publishes were acknowledged in one go. */
  onAcknowledged(count: number): void;
  /** From a publish being written to its acknowledgement being read. */
  onLatency(milliseconds: number): void;
  /** The connection is gone and with it so many publishes without acknowledgement. Not called for what was closed from this side. */
  onLost(reason: RawDeviceLoss, unacknowledged: number): void;
}

/** Why there is no connection: not reached, refused by its CONNACK, or cut later. */
export type RawDeviceLoss = "unreachable" | "refused" | "cut";

/** One device on a bare socket with every packet encoded beforehand: cheap in memory and in time. */
export interface RawDevice {
  /** Resolves when it is connected, or is known not to be. */
  connect(): Promise<void>;
  /** Publishes up to `wanted`; the answer is how many the window had room for, 0 while it is not connected. */
  publish(wanted: number, at: EpochMs): number;
  ping(): void;
  /** Reads on, if it was waiting for that. */
  resume(): void;
  /** Says goodbye. Resolves when the server has hung up. */
  close(): Promise<void>;
  /** Hangs up without waiting, also for the answer to a goodbye. */
  abandon(): void;
  readonly connected: boolean;
  readonly onTheWire: number;
}

/** Packet id of the status message; telemetry uses 1 to `window`. */
const STATUS_PACKET_ID = 65_535;
const PINGREQ = Uint8Array.of(0xc0, 0);
const DISCONNECT = Uint8Array.of(0xe0, 0);

/**
 * The window is a ring of ready packets, slot i with packet id i + 1. A slot is written over only after its PUBACK, so bytes the
 * kernel has not taken yet are never touched, and a packet id is never in use twice.
 */
export function createRawDevice(options: RawDeviceOptions, handlers: RawDeviceHandlers, now: () => number): RawDevice {
  const { window, payload } = options;
  const branch = `v1/devices/${options.deviceId}`;
  const packetLength = publishPacket(`${branch}/telemetry`, payload.bytes, 1).length;
  const payloadAt = packetLength - payload.bytes.length;
  const sentAt = new Float64Array(window);
  let packets: Uint8Array | undefined;
  let socket: Socket | undefined;
  let leaving: Socket | undefined;
  let connected = false;
  let next = 0;
  let onTheWire = 0;
  let seq = FIRST_SEQ;

  const connect = (): Promise<void> =>
    new Promise((resolve) => {
      const onRead = (length: number): boolean => {
        readAt = now();
        acknowledged = 0;
        if (options.pausesAfterReading) opened.pause();
        read(options.readBuffer.subarray(0, length));
        if (acknowledged === 0 || socket !== opened) return true;
        onTheWire -= acknowledged;
        handlers.onAcknowledged(acknowledged);
        return true;
      };
      const { host, port, readBuffer } = options;
      const opened = createConnection({ host, port, noDelay: true, onread: { buffer: readBuffer, callback: onRead } });
      socket = opened;
      let loss: RawDeviceLoss = "unreachable";
      let acknowledged = 0;
      let readAt = 0;
      const read = createAnswerReader({
        onConnack(returnCode) {
          loss = returnCode === 0 ? "cut" : "refused";
          if (returnCode !== 0) return void opened.destroy();
          connected = true;
          if (options.announces) opened.write(statusPacket(branch, "online"));
          resolve();
        },
        onPuback(packetId) {
          const sent = sentAt[packetId - 1];
          if (sent === undefined || sent === 0) return;
          sentAt[packetId - 1] = 0;
          acknowledged++;
          handlers.onLatency(readAt - sent);
        },
      });
      opened.on("connect", () => opened.write(connectPacket(options, branch)));
      opened.on("error", () => opened.destroy());
      opened.on("close", () => {
        if (socket === opened) {
          const unacknowledged = onTheWire;
          forget();
          handlers.onLost(loss, unacknowledged);
        }
        resolve();
      });
    });

  const forget = (): void => {
    socket = undefined;
    connected = false;
    sentAt.fill(0);
    next = 0;
    onTheWire = 0;
  };

  /** Writes `count` packets from slot `first` on, in one piece. */
  const write = (to: Socket, first: number, count: number, at: EpochMs): void => {
    packets ??= ring(`${branch}/telemetry`, payload.bytes, window);
    const time = now();
    for (let slot = first; slot < first + count; slot++) {
      const start = slot * packetLength + payloadAt;
      if (payload.atOffset !== undefined) writeDigits(packets, start + payload.atOffset, AT_DIGITS, at);
      if (payload.seqOffset !== undefined) writeDigits(packets, start + payload.seqOffset, SEQ_DIGITS, seq);
      seq++;
      sentAt[slot] = time;
    }
    to.write(packets.subarray(first * packetLength, (first + count) * packetLength));
  };

  return {
    connect,
    publish(wanted, at) {
      if (socket === undefined || !connected) return 0;
      let sent = 0;
      while (sent < wanted) {
        const run = freeRun(sentAt, next, Math.min(wanted - sent, window - next));
        if (run === 0) break;
        write(socket, next, run, at);
        next = (next + run) % window;
        sent += run;
        onTheWire += run;
      }
      return sent;
    },
    ping: () => void (connected && socket?.write(PINGREQ)),
    resume: () => void socket?.resume(),
    close() {
      const former = socket;
      leaving = former;
      const wasConnected = connected;
      forget();
      if (former === undefined) return Promise.resolve();
      return new Promise((resolve) => {
        former.once("close", resolve);
        former.resume();
        if (!wasConnected) return void former.destroy();
        if (options.announces) former.write(statusPacket(branch, "offline"));
        former.end(DISCONNECT);
      });
    },
    abandon() {
      socket?.destroy();
      leaving?.destroy();
    },
    get connected() {
      return connected;
    },
    get onTheWire() {
      return onTheWire;
    },
  };
}

/** How many slots from `start` on are free, at most `most`. */
function freeRun(sentAt: Float64Array, start: number, most: number): number {
  let count = 0;
  while (count < most && sentAt[start + count] === 0) count++;
  return count;
}

function ring(topic: string, payload: Uint8Array, window: number): Uint8Array {
  return Buffer.concat(Array.from({ length: window }, (_, slot) => publishPacket(topic, payload, slot + 1)));
}

function publishPacket(topic: string, payload: Uint8Array, messageId: number): Buffer {
  return generate({ cmd: "publish", topic, payload: Buffer.from(payload), qos: 1, retain: false, dup: false, messageId });
}

function statusPacket(branch: string, state: "online" | "offline"): Buffer {
  const payload = JSON.stringify({ state });
  return generate({ cmd: "publish", topic: `${branch}/status`, payload, qos: 1, retain: true, dup: false, messageId: STATUS_PACKET_ID });
}

function connectPacket({ deviceId, token, keepAlive, announces }: RawDeviceOptions, branch: string): Buffer {
  return generate({
    cmd: "connect",
    protocolId: "MQTT",
    protocolVersion: 4,
    clean: true,
    clientId: deviceId,
    username: deviceId,
    password: Buffer.from(token),
    keepalive: keepAlive / 1000,
    ...(announces ? { will: { topic: `${branch}/status`, payload: '{"state":"offline"}', qos: 1, retain: true } } : {}),
  });
}
