import { Duplex } from "node:stream";
import { type DurationMs, type EpochMs, elapsed, seconds } from "@labcanary/domain/basics";
import type { Clock } from "@labcanary/domain/ports";
import type { DeviceTopics } from "./access.ts";
import type { BrokerLimits } from "./options.ts";
import type { PacketLimits } from "./packet-check.ts";
import { createPacketScanner, type PacketScanner } from "./packet-scanner.ts";
import { type BrokerRefusal, type GuardRefusal, RefusedError } from "./refusals.ts";
import type { SignInAttempt } from "./sign-in.ts";
import type { TokenBucket } from "./token-bucket.ts";

export const LISTENER_NAMES = ["tcp", "tls", "ws", "wss"] as const;
export type ListenerName = (typeof LISTENER_NAMES)[number];

/** A connection as a listener hands it over. */
export interface Peer {
  readonly stream: Duplex;
  readonly listener: ListenerName;
  readonly address: string;
  readonly certificate?: SignInAttempt["certificate"];
}

export interface ConnectionDeps {
  readonly clock: Clock;
  readonly limits: BrokerLimits;
  readonly packetLimits: PacketLimits;
  readonly refused: (reason: BrokerRefusal, connection: GuardedConnection) => void;
  /** aedes ended the connection for what the guard had let pass. */
  readonly libraryRefused: (error: Error, connection: GuardedConnection) => void;
}

/** CONNACK with return code (MQTT 3.1.1, 3.2): type and flags, remaining length 2, session present 0, code. */
const connack = (returnCode: number): Buffer => Buffer.from([0x20, 2, 0, returnCode]);
/** What the guard answers itself, as the library would only hang up. */
const ANSWERS: Partial<Record<GuardRefusal, Buffer>> = { "protocol-level": connack(1), "client-id": connack(2) };

/** Time for a refused peer to take its answer. Chosen: a round trip over a poor mobile link. */
const LINGER = seconds(1);

// Why reading from the peer is paused; it goes on when none is left.
const CONSUMER_FULL = 1;
const SIGNING_IN = 2;
const OVER_RATE = 4;
const IN_FLIGHT = 8;

/** Of a large packet, what is charged as one of usual size. Chosen: about the largest of a device, so that gateways alone pay more than once. */
const CHARGED_BYTES = 65_536;

/**
 * Stands between a peer and aedes, which sees nothing but whole packets that passed the scanner. Reading pauses while the device
 * signs in, is above its rate, or has too much waiting for the log: what it sends then stays in its own buffers, nothing is dropped.
 */
export class GuardedConnection extends Duplex {
  readonly peer: Peer;
  /** Set by the sign-in. */
  topics: DeviceTopics | undefined;
  bucket: TokenBucket | undefined;
  /** Who it has shown itself to be; it may still have to wait. */
  deviceId: string | undefined;
  /** What the hook that runs before authentication saw of CONNECT. */
  attempt: SignInAttempt | undefined;

  readonly #deps: ConnectionDeps;
  readonly #scanner: PacketScanner;
  readonly #packetLimits: { -readonly [Limit in keyof PacketLimits]: PacketLimits[Limit] };
  readonly #openedAt: EpochMs;
  #phase: "awaiting-connect" | "signing-in" | "open" = "awaiting-connect";
  #paused = 0;
  /** What arrived behind CONNECT while it is being decided on. */
  #early: { readonly run: Buffer; readonly count: number }[] = [];
  #partialSince: EpochMs | undefined;
  #blockedSince: EpochMs | undefined;
  #writeDone: (() => void) | undefined;
  #inflight = 0;
  #inflightBytes = 0;
  #cancelRate: (() => void) | undefined;
  #answered = false;

  constructor(peer: Peer, deps: ConnectionDeps) {
    super({ readableHighWaterMark: deps.limits.maxPacketBytes, allowHalfOpen: false });
    this.peer = peer;
    this.#deps = deps;
    this.#openedAt = deps.clock.now();
    this.#packetLimits = { ...deps.packetLimits };
    this.#scanner = createPacketScanner(this.#packetLimits, {
      connect: (packet) => {
        this.#phase = "signing-in";
        this.#pause(SIGNING_IN);
        this.push(packet);
      },
      packets: (run, count) => {
        if (this.#phase === "open") this.#handOn(run, count);
        else this.#early.push({ run, count });
      },
    });
    peer.stream.on("data", (chunk: Buffer) => this.#take(chunk));
    peer.stream.on("end", () => this.push(null));
    peer.stream.on("error", () => this.destroy());
    peer.stream.on("close", () => {
      // What came before an orderly end is still read, or a DISCONNECT behind other packets would be lost and the will be published.
      if (!peer.stream.readableEnded || this.readableLength === 0) this.destroy();
    });
    peer.stream.on("drain", () => this.#drained());
  }

  /** The device is signed in: what it sent behind its CONNECT goes on now. */
  open(): void {
    this.#phase = "open";
    const early = this.#early;
    this.#early = [];
    for (const { run, count } of early) this.#handOn(run, count);
    this.#resume(SIGNING_IN);
  }

  /** Ends the connection for a reason that is counted here, once. */
  refuse(reason: BrokerRefusal): void {
    if (this.destroyed) return;
    this.#deps.refused(reason, this);
    const answer = this.#phase === "awaiting-connect" ? ANSWERS[reason as GuardRefusal] : undefined;
    if (answer !== undefined) {
      this.#answered = true;
      this.peer.stream.write(answer);
    }
    this.destroy();
  }

  /** Lets packets be as large as this from now on, where that is more than they may be. */
  allowPackets(maxBytes: number): void {
    this.#packetLimits.maxPacketBytes = Math.max(this.#packetLimits.maxPacketBytes, maxBytes);
  }

  /** One more PUBLISH, with a payload of so many bytes, waits for the log. */
  publishBegun(bytes: number): void {
    this.#inflight++;
    this.#inflightBytes += bytes;
    const { maxInflight, maxInflightBytes } = this.#deps.limits;
    if (this.#inflight >= maxInflight || this.#inflightBytes >= maxInflightBytes) this.#pause(IN_FLIGHT);
  }

  publishSettled(bytes: number): void {
    this.#inflight--;
    this.#inflightBytes -= bytes;
    const { maxInflight, maxInflightBytes } = this.#deps.limits;
    if (this.#inflight <= maxInflight / 2 && this.#inflightBytes <= maxInflightBytes / 2) this.#resume(IN_FLIGHT);
  }

  /** Ends the connection when it has kept the broker waiting for too long. Called about once a second. */
  checkDeadlines(now: EpochMs): void {
    const { limits } = this.#deps;
    const isOver = (since: EpochMs | undefined, limit: DurationMs): boolean => since !== undefined && elapsed(since, now) > limit;
    if (this.#phase === "awaiting-connect" && isOver(this.#openedAt, limits.connectTimeout)) this.refuse("connect-timeout");
    else if (this.#paused === 0 && isOver(this.#partialSince, limits.packetTimeout)) this.refuse("packet-timeout");
    else if (isOver(this.#blockedSince, limits.drainTimeout)) this.refuse("frozen");
  }

  #take(chunk: Buffer): void {
    if (this.destroyed) return;
    const packetsBefore = this.#scanner.packetCount;
    const wasPartial = this.#scanner.isPartial;
    const refusal = this.#scanner.push(chunk);
    if (refusal !== undefined) return this.refuse(refusal);
    if (!this.#scanner.isPartial) this.#partialSince = undefined;
    else if (!wasPartial || this.#scanner.packetCount > packetsBefore) this.#partialSince = this.#deps.clock.now();
  }

  #handOn(run: Buffer, count: number): void {
    if (this.destroyed) return;
    if (!this.push(run)) this.#pause(CONSUMER_FULL);
    if (this.bucket === undefined) return;
    const now = this.#deps.clock.now();
    const wait = this.bucket.take(Math.max(count, Math.ceil(run.length / CHARGED_BYTES)), now);
    if (wait === 0) return;
    if (this.bucket.overdrawnFor(now) > this.#deps.limits.overRateLimit) {
      this.bucket.forgive(); // it comes back and is held back again before it is cut off again
      return this.refuse("rate-exceeded");
    }
    if ((this.#paused & OVER_RATE) === 0) this.#deps.refused("rate-limited", this);
    this.#pause(OVER_RATE);
    this.#cancelRate?.();
    this.#cancelRate = this.#deps.clock.after(wait, () => this.#resume(OVER_RATE));
  }

  #pause(why: number): void {
    if (this.#paused === 0) this.peer.stream.pause();
    this.#paused |= why;
  }

  #resume(why: number): void {
    if ((this.#paused & why) === 0) return;
    this.#paused &= ~why;
    if (this.#paused !== 0 || this.destroyed) return;
    if (this.#partialSince !== undefined) this.#partialSince = this.#deps.clock.now(); // the peer could not go on while it was paused
    this.peer.stream.resume();
  }

  #drained(): void {
    this.#blockedSince = undefined;
    const done = this.#writeDone;
    this.#writeDone = undefined;
    done?.();
  }

  /** aedes ended the connection: by a timer of its own that was faster than ours, or for a packet it does not like. */
  #countLibraryError(error: Error): void {
    if (this.#blockedSince !== undefined) this.#deps.refused("frozen", this);
    else if (this.#phase === "awaiting-connect") this.#deps.refused("connect-timeout", this);
    else {
      this.#deps.refused("protocol-error", this);
      this.#deps.libraryRefused(error, this);
    }
  }

  override _read(): void {
    this.#resume(CONSUMER_FULL);
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.peer.stream.write(bytes)) return done();
    this.#blockedSince = this.#deps.clock.now();
    this.#writeDone = done;
  }

  /** aedes writes an acknowledgement as three small pieces, and those of one tick are corked: they leave as one. */
  override _writev(pieces: { chunk: Buffer; encoding: BufferEncoding }[], done: (error?: Error | null) => void): void {
    this._write(Buffer.concat(pieces.map((piece) => piece.chunk)), "binary", done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.peer.stream.end();
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#cancelRate?.();
    const { stream } = this.peer;
    if (error !== null && !(error instanceof RefusedError)) this.#countLibraryError(error);
    if (this.#blockedSince !== undefined || (stream.writableLength === 0 && !this.#answered)) stream.destroy();
    else {
      stream.removeAllListeners("data");
      stream.resume(); // unread bytes would turn the end into a reset, and the answer would be lost
      stream.end();
      const cancel = this.#deps.clock.after(LINGER, () => stream.destroy());
      stream.once("close", cancel);
    }
    // Errors of a peer are its own affair and are counted where they are found; aedes only has to know that it is over.
    done(null);
  }
}
