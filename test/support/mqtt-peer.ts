import { type Socket, connect } from "node:net";
import type { Duplex } from "node:stream";
import { onTestFinished } from "vitest";

/** One end of a connection, with its bytes in the test's hands. */
export interface MqttPeer {
  send(...packets: readonly (Uint8Array | readonly number[])[]): void;
  /** Everything that came so far. */
  readonly received: Buffer;
  /** Resolves with everything that came, as soon as it is `count` bytes or more. Rejects when the connection ends before. */
  receive(count: number): Promise<Buffer>;
  /** Resolves with everything that came, when the other side has ended the connection. */
  readonly closed: Promise<Buffer>;
  /** Stops reading, as a frozen device does. */
  freeze(): void;
  /** Says that nothing more will be sent. */
  end(): void;
  /** Ends the connection without a word. */
  drop(): void;
}

export async function connectPeer(port: number): Promise<MqttPeer> {
  const socket: Socket = connect(port, "127.0.0.1");
  await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  socket.setNoDelay(true);
  return peerOn(socket);
}

/** The same over any stream. */
export function peerOn(stream: Duplex): MqttPeer {
  let received = Buffer.alloc(0);
  let isClosed = false;
  let waiting: (() => void)[] = [];
  const wake = (): void => {
    const woken = waiting;
    waiting = [];
    for (const each of woken) each();
  };
  const closed = new Promise<Buffer>((resolve) => {
    stream.once("close", () => {
      isClosed = true;
      resolve(received);
      wake();
    });
  });
  stream.on("data", (bytes: Buffer) => {
    received = Buffer.concat([received, bytes]);
    wake();
  });
  stream.on("error", () => stream.destroy());
  stream.on("end", () => stream.destroy());
  onTestFinished(() => void stream.destroy());

  return {
    send(...packets) {
      stream.write(Buffer.concat(packets.map((packet) => Buffer.from(packet))));
    },
    get received() {
      return received;
    },
    async receive(count) {
      while (received.length < count) {
        if (isClosed) throw new Error(`closed after ${received.length} of ${count} bytes: ${received.toString("hex")}`);
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
      return received;
    },
    closed,
    freeze: () => void stream.pause(),
    end: () => void stream.end(),
    drop: () => void stream.destroy(),
  };
}
