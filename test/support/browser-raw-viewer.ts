import { once } from "node:events";
import { connect } from "node:net";
import { randomBytes } from "node:crypto";

/** A console that speaks WebSocket by hand, so that it can stop reading while its connection stays open. */
export interface RawViewer {
  freeze(): void;
  thaw(): void;
  /** Bytes read so far. */
  readonly bytes: number;
  /** Whether the newest of what was read mentions the text. */
  readsAtLast(text: string): boolean;
  readonly closed: boolean;
  close(): void;
}

const TAIL_CHARACTERS = 100_000;
const ALIVE_EVERY_MS = 1000;

/** Opens `/live` with a session cookie over a bare TCP connection; resolves when the server has answered the namespace. */
export async function openRawViewer(url: string, cookie: string): Promise<RawViewer> {
  const { hostname, port, host } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  await once(socket, "connect");
  let bytes = 0;
  let tail = "";
  let closed = false;
  socket.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    tail = (tail + chunk.toString("latin1")).slice(-TAIL_CHARACTERS);
  });
  socket.on("close", () => {
    closed = true;
  });
  socket.on("error", () => {});

  const key = randomBytes(16).toString("base64");
  socket.write(
    `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\nCookie: ${cookie}\r\n\r\n`,
  );
  const until = async (text: string): Promise<void> => {
    while (!tail.includes(text)) await once(socket, "data");
  };
  await until('"sid"');
  // What does not read cannot answer a ping. It is answered unasked, so that a freeze does not end by the ping's time on a busy machine.
  const alive = setInterval(() => socket.write(textFrame("3")), ALIVE_EVERY_MS);
  socket.on("close", () => clearInterval(alive));
  socket.write(textFrame("40/live,"));
  await until("snapshot");

  return {
    freeze: () => void socket.pause(),
    thaw: () => void socket.resume(),
    get bytes() {
      return bytes;
    },
    readsAtLast: (text) => tail.includes(text),
    get closed() {
      return closed;
    },
    close: () => void socket.destroy(),
  };
}

/** A masked text frame of fewer than 126 bytes (RFC 6455, 5.2). */
function textFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const mask = randomBytes(4);
  const masked = payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0));
  return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length]), mask, masked]);
}
