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

/** What no packet is held in: one for all connections. */
const NOTHING = Buffer.alloc(0);

export function createPacketScanner(limits: PacketLimits, sink: PacketSink): PacketScanner {
  return new Scanner(limits, sink);
}

/** A class, as each of ten thousand connections has one: its functions would be closures of their own for each. */
class Scanner implements PacketScanner {
  readonly #limits: PacketLimits;
  readonly #sink: PacketSink;
  #connected = false;
  #packetCount = 0;
  /** The packet that is split over chunks: its first `#heldBytes` bytes. Grows with what arrives, never with what is announced. */
  #held = NOTHING;
  #heldBytes = 0;
  // What #readHeader found; kept here instead of in a result object, as it runs once per packet.
  #bodyOffset = 0;
  #packetBytes = 0;

  constructor(limits: PacketLimits, sink: PacketSink) {
    this.#limits = limits;
    this.#sink = sink;
  }

  get isPartial(): boolean {
    return this.#heldBytes > 0;
  }

  get packetCount(): number {
    return this.#packetCount;
  }

  push(chunk: Buffer): GuardRefusal | undefined {
    if (this.#heldBytes === 0) return this.#scanWhole(chunk, 0);
    const { used, refusal } = this.#completeHeld(chunk);
    return refusal === undefined && used < chunk.length ? this.#scanWhole(chunk, used) : refusal;
  }

  /** Reads the fixed header at `start` as far as it is there. `#packetBytes` is 0 while the length is not known. */
  #readHeader(bytes: Buffer, start: number, end: number): GuardRefusal | undefined {
    const first = bytes[start] as number;
    const isConnect = first >> 4 === CONNECT;
    if (!this.#connected && !isConnect) return "first-packet";
    if (this.#connected && isConnect) return "second-connect";
    const wrong = checkFirstByte(first);
    if (wrong !== undefined) return wrong;

    this.#packetBytes = 0;
    let remaining = 0;
    for (let digits = 0; digits < MAX_LENGTH_BYTES; digits++) {
      const at = start + 1 + digits;
      if (at >= end) return undefined;
      const digit = bytes[at] as number;
      remaining += (digit & 0x7f) * 128 ** digits;
      if (digit < 0x80) {
        if (remaining > (isConnect ? this.#limits.maxConnectBytes : this.#limits.maxPacketBytes)) return "packet-too-large";
        this.#bodyOffset = 2 + digits;
        this.#packetBytes = this.#bodyOffset + remaining;
        return undefined;
      }
    }
    return "remaining-length";
  }

  /** Keeps `bytes[start, end)` behind what is held of the packet. */
  #hold(bytes: Buffer, start: number, end: number): void {
    const needed = this.#heldBytes + end - start;
    if (needed > this.#held.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#held.length * 2, 64));
      this.#held.copy(grown, 0, 0, this.#heldBytes);
      this.#held = grown;
    }
    bytes.copy(this.#held, this.#heldBytes, start, end);
    this.#heldBytes = needed;
  }

  /** Completes the held packet from the head of `chunk`. Returns how much of it was used; all of it when the packet is still not whole. */
  #completeHeld(chunk: Buffer): { readonly used: number; readonly refusal?: GuardRefusal } {
    let used = 0;
    let refusal = this.#readHeader(this.#held, 0, this.#heldBytes);
    while (refusal === undefined && this.#packetBytes === 0 && used < chunk.length) {
      this.#hold(chunk, used, used + 1);
      used++;
      refusal = this.#readHeader(this.#held, 0, this.#heldBytes);
    }
    if (refusal !== undefined) return { used, refusal };
    if (this.#packetBytes === 0) return { used };
    const taken = Math.min(this.#packetBytes - this.#heldBytes, chunk.length - used);
    this.#hold(chunk, used, used + taken);
    used += taken;
    if (this.#heldBytes < this.#packetBytes) return { used };
    const packet = this.#held.subarray(0, this.#heldBytes);
    this.#held = NOTHING; // the packet has been given away
    this.#heldBytes = 0;
    refusal = checkBody(packet, packet[0] as number, this.#bodyOffset, this.#packetBytes, this.#limits);
    if (refusal !== undefined) return { used, refusal };
    this.#handOn(packet, 1);
    return { used };
  }

  #handOn(run: Buffer, count: number): void {
    this.#packetCount += count;
    if (this.#connected) this.#sink.packets(run, count);
    else {
      this.#connected = true;
      this.#sink.connect(run);
    }
  }

  /** Hands on the whole packets from `start` on in as few runs as possible and holds what is left. */
  #scanWhole(chunk: Buffer, start: number): GuardRefusal | undefined {
    let runStart = start;
    let at = start;
    let count = 0;
    let refusal: GuardRefusal | undefined;
    while (at < chunk.length) {
      refusal = this.#readHeader(chunk, at, chunk.length);
      if (refusal !== undefined || this.#packetBytes === 0 || at + this.#packetBytes > chunk.length) break;
      refusal = checkBody(chunk, chunk[at] as number, at + this.#bodyOffset, at + this.#packetBytes, this.#limits);
      if (refusal !== undefined) break;
      at += this.#packetBytes;
      count++;
      if (!this.#connected) {
        this.#handOn(chunk.subarray(runStart, at), count);
        runStart = at;
        count = 0;
      }
    }
    if (count > 0) this.#handOn(runStart === 0 && at === chunk.length ? chunk : chunk.subarray(runStart, at), count);
    if (refusal === undefined && at < chunk.length) this.#hold(chunk, at, chunk.length);
    return refusal;
  }
}
