import { CONNECT, checkBody, checkFirstByte, type PacketLimits } from "./packet-check.ts";
import type { GuardRefusal } from "./refusals.ts";

/** Where the scanner puts what it has found good. */
export interface PacketSink {
  /** The CONNECT packet. */
  connect(packet: Buffer): void;
  /** `count` whole packets behind one another. */
  packets(run: Buffer, count: number): void;
}

/** Cuts a byte stream into whole, checked packets, wherever the stream was split on its way. */
export interface PacketScanner {
  /**
   * Takes the next bytes. Whole packets are handed on as parts of `chunk` itself; only one that is split over chunks is copied.
   * Returns why the connection must end; what came before the bad packet has been handed on, and nothing may be pushed after.
   */
  push(chunk: Buffer): GuardRefusal | undefined;
  /** A packet has begun and not ended. */
  readonly isPartial: boolean;
  /** How many packets have been handed on. */
  readonly packetCount: number;
}

/** The remaining length has at most four bytes (MQTT 3.1.1, 2.2.3). */
const MAX_LENGTH_BYTES = 4;

export function createPacketScanner(limits: PacketLimits, sink: PacketSink): PacketScanner {
  let connected = false;
  let packetCount = 0;
  /** The packet that is split over chunks: its first `heldBytes` bytes. Grows with what arrives, never with what is announced. */
  let held = Buffer.alloc(0);
  let heldBytes = 0;
  // What readHeader found; variables instead of a result object, as it runs once per packet.
  let bodyOffset = 0;
  let packetBytes = 0;

  /** Reads the fixed header at `start` as far as it is there. `packetBytes` is 0 while the length is not known. */
  function readHeader(bytes: Buffer, start: number, end: number): GuardRefusal | undefined {
    const first = bytes[start] as number;
    const isConnect = first >> 4 === CONNECT;
    if (!connected && !isConnect) return "first-packet";
    if (connected && isConnect) return "second-connect";
    const wrong = checkFirstByte(first);
    if (wrong !== undefined) return wrong;

    packetBytes = 0;
    let remaining = 0;
    for (let digits = 0; digits < MAX_LENGTH_BYTES; digits++) {
      const at = start + 1 + digits;
      if (at >= end) return undefined;
      const digit = bytes[at] as number;
      remaining += (digit & 0x7f) * 128 ** digits;
      if (digit < 0x80) {
        if (remaining > (isConnect ? limits.maxConnectBytes : limits.maxPacketBytes)) return "packet-too-large";
        bodyOffset = 2 + digits;
        packetBytes = bodyOffset + remaining;
        return undefined;
      }
    }
    return "remaining-length";
  }

  /** Keeps `bytes[start, end)` behind what is held of the packet. */
  function hold(bytes: Buffer, start: number, end: number): void {
    const needed = heldBytes + end - start;
    if (needed > held.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(needed, held.length * 2, 64));
      held.copy(grown, 0, 0, heldBytes);
      held = grown;
    }
    bytes.copy(held, heldBytes, start, end);
    heldBytes = needed;
  }

  /** Completes the held packet from the head of `chunk`. Returns how much of it was used; all of it when the packet is still not whole. */
  function completeHeld(chunk: Buffer): { readonly used: number; readonly refusal?: GuardRefusal } {
    let used = 0;
    let refusal = readHeader(held, 0, heldBytes);
    while (refusal === undefined && packetBytes === 0 && used < chunk.length) {
      hold(chunk, used, used + 1);
      used++;
      refusal = readHeader(held, 0, heldBytes);
    }
    if (refusal !== undefined) return { used, refusal };
    if (packetBytes === 0) return { used };
    const taken = Math.min(packetBytes - heldBytes, chunk.length - used);
    hold(chunk, used, used + taken);
    used += taken;
    if (heldBytes < packetBytes) return { used };
    const packet = held.subarray(0, heldBytes);
    held = Buffer.alloc(0); // the packet has been given away
    heldBytes = 0;
    refusal = checkBody(packet, packet[0] as number, bodyOffset, packetBytes, limits);
    if (refusal !== undefined) return { used, refusal };
    handOn(packet, 1);
    return { used };
  }

  function handOn(run: Buffer, count: number): void {
    packetCount += count;
    if (connected) sink.packets(run, count);
    else {
      connected = true;
      sink.connect(run);
    }
  }

  /** Hands on the whole packets from `start` on in as few runs as possible and holds what is left. */
  function scanWhole(chunk: Buffer, start: number): GuardRefusal | undefined {
    let runStart = start;
    let at = start;
    let count = 0;
    let refusal: GuardRefusal | undefined;
    while (at < chunk.length) {
      refusal = readHeader(chunk, at, chunk.length);
      if (refusal !== undefined || packetBytes === 0 || at + packetBytes > chunk.length) break;
      refusal = checkBody(chunk, chunk[at] as number, at + bodyOffset, at + packetBytes, limits);
      if (refusal !== undefined) break;
      at += packetBytes;
      count++;
      if (!connected) {
        handOn(chunk.subarray(runStart, at), count);
        runStart = at;
        count = 0;
      }
    }
    if (count > 0) handOn(runStart === 0 && at === chunk.length ? chunk : chunk.subarray(runStart, at), count);
    if (refusal === undefined && at < chunk.length) hold(chunk, at, chunk.length);
    return refusal;
  }

  return {
    push(chunk) {
      if (heldBytes === 0) return scanWhole(chunk, 0);
      const { used, refusal } = completeHeld(chunk);
      return refusal === undefined && used < chunk.length ? scanWhole(chunk, used) : refusal;
    },
    get isPartial() {
      return heldBytes > 0;
    },
    get packetCount() {
      return packetCount;
    },
  };
}
