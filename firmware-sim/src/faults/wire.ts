import { createConnection, type Socket } from "node:net";
import { Duplex } from "node:stream";
import { milliseconds } from "@labcanary/domain/basics";
import type { Clock } from "@labcanary/domain/ports";
import { brokenPacket, halfPacket } from "./broken-packet.ts";
import type { WireFault } from "./fault.ts";

/** A device's wires, one after another, and what is wrong with them. A half-open or slow one stays so over new connections until it heals. */
export interface Wires {
  /** A new connection, as a stream. */
  open(host: string, port: number): Duplex;
  injure(fault: WireFault): void;
  /** The wire is whole again, and connections nobody hung up on are gone. */
  heal(): void;
}

export interface WiresOptions {
  /** Where broken packets claim to publish. */
  readonly topic: string;
}

/** A slow link lets bytes through this often. */
const TICK = milliseconds(50);

export function createWires({ topic }: WiresOptions, { clock }: { readonly clock: Clock }): Wires {
  let open: Wire | undefined;
  let isHalfOpen = false;
  let bytesPerSecond: number | undefined;
  const forgotten = new Set<Socket>();
  return {
    open(host, port) {
      // A half-open connection is one that stood: whoever connects anew gets through.
      isHalfOpen = false;
      const made: Wire = createWire(createConnection({ host, port, noDelay: true }), clock, {
        isHalfOpen: () => isHalfOpen && open === made,
        bytesPerSecond: () => bytesPerSecond,
        forget: (socket) => void forgotten.add(socket),
      });
      open = made;
      return made.stream;
    },
    injure(fault) {
      switch (fault.kind) {
        case "corrupt-packet":
          open?.socket.write(brokenPacket(fault.form, topic));
          return;
        case "truncated-packet":
          // The half must be on its way before the line is cut.
          open?.socket.end(halfPacket(topic));
          return;
        case "half-open":
          isHalfOpen = true;
          return;
        case "slow-link":
          bytesPerSecond = fault.bytesPerSecond;
      }
    },
    heal() {
      isHalfOpen = false;
      bytesPerSecond = undefined;
      for (const socket of forgotten) socket.destroy();
      forgotten.clear();
    },
  };
}

interface Wire {
  readonly socket: Socket;
  readonly stream: Duplex;
}

interface WireState {
  isHalfOpen(): boolean;
  bytesPerSecond(): number | undefined;
  /** Nobody listens to this one any more, and nobody hung up. */
  forget(socket: Socket): void;
}

/** A stream over a socket that loses, delays or passes on what is written and read. */
function createWire(socket: Socket, clock: Clock, state: WireState): Wire {
  const cancels = new Set<() => void>();

  /** Writes a piece each tick, so that the rate is kept; `done` when all is written. */
  const trickle = (chunk: Buffer, done: (failure?: Error | null) => void): void => {
    const rate = state.bytesPerSecond();
    if (state.isHalfOpen()) return done();
    if (rate === undefined) return void socket.write(chunk, done);
    const most = Math.max(1, Math.round((rate * TICK) / 1000));
    socket.write(chunk.subarray(0, most));
    const rest = chunk.subarray(most);
    if (rest.length === 0) return done();
    const cancel = clock.after(TICK, () => {
      cancels.delete(cancel);
      trickle(rest, done);
    });
    cancels.add(cancel);
  };

  const stream = new Duplex({
    write: (chunk: Buffer, _encoding, done) => trickle(chunk, done),
    read: () => socket.resume(),
    final(done) {
      if (!state.isHalfOpen()) socket.end();
      done();
    },
    destroy(failure, done) {
      for (const cancel of cancels) cancel();
      // Whoever lets go of a half-open connection is not heard either; the other end finds out by itself.
      if (state.isHalfOpen()) state.forget(socket);
      else socket.destroy();
      done(failure);
    },
  });
  socket.on("data", (bytes) => {
    if (!state.isHalfOpen() && !stream.push(bytes)) socket.pause();
  });
  socket.once("end", () => void (state.isHalfOpen() || stream.push(null)));
  socket.on("error", (failure) => stream.destroy(failure));
  socket.once("close", () => void (state.isHalfOpen() || stream.destroy()));
  return { socket, stream };
}
