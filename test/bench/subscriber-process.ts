import { createConnection } from "node:net";
import { generate } from "mqtt-packet";
import { readOrder, startHelper } from "./helper.ts";

/** One QoS 1 subscriber to everything devices publish. */
export interface SubscriberOrder {
  readonly port: number;
}

/** What it says: at once when it is subscribed, and then every 100 ms. */
export interface SubscriberNews {
  readonly received: number;
  /** From the first message to the newest. */
  readonly milliseconds: number;
  /** Processor time so far: a subscriber that is busy all the time would itself be the limit. */
  readonly cpuSeconds: number;
}

export const startSubscriber = (order: SubscriberOrder) => startHelper<SubscriberNews>("subscriber-process.ts", order);

const SAY_EVERY_MS = 100;

/** Room for thousands of messages: one read, one write of all their acknowledgements. */
const READ_BYTES = 1024 * 1024;

const TYPE = 0xf0;
const PUBLISH = 0x30;
const SUBACK = 0x90;
const PUBACK_BYTES = 4;

function run({ port }: SubscriberOrder): void {
  const buffer = Buffer.alloc(READ_BYTES);
  let kept = Buffer.alloc(0);
  let received = 0;
  let firstAt = 0;
  let lastAt = 0;
  const say = (): void => {
    const { user, system } = process.cpuUsage();
    const news: SubscriberNews = { received, milliseconds: lastAt - firstAt, cpuSeconds: (user + system) / 1e6 };
    process.stdout.write(`${JSON.stringify(news)}\n`);
  };
  const socket = createConnection({
    host: "127.0.0.1",
    port,
    noDelay: true,
    onread: {
      buffer,
      callback(length) {
        const bytes = kept.length === 0 ? buffer.subarray(0, length) : Buffer.concat([kept, buffer.subarray(0, length)]);
        const { acknowledgements, end, subscribed } = readPackets(bytes);
        kept = Buffer.from(bytes.subarray(end));
        if (subscribed) {
          say();
          setInterval(say, SAY_EVERY_MS);
        }
        if (acknowledgements.length === 0) return true;
        lastAt = performance.now();
        if (received === 0) firstAt = lastAt;
        received += acknowledgements.length / PUBACK_BYTES;
        socket.write(acknowledgements);
        return true;
      },
    },
  });
  socket.write(generate({ cmd: "connect", protocolId: "MQTT", protocolVersion: 4, clean: true, clientId: "counter", keepalive: 0 }));
  socket.write(generate({ cmd: "subscribe", messageId: 1, subscriptions: [{ topic: "v1/devices/+/telemetry", qos: 1 }] }));
  socket.on("error", (error) => {
    process.stderr.write(`the counting subscriber: ${error.message}\n`);
    process.exit(1);
  });
  process.once("SIGTERM", () => process.exit());
}

/** Steps over the whole packets in `bytes`; every message is a QoS 1 one, its packet id follows the topic (MQTT 3.1.1, 3.3.2). */
function readPackets(bytes: Buffer): { readonly acknowledgements: Buffer; readonly end: number; readonly subscribed: boolean } {
  const acknowledgements = Buffer.allocUnsafe(bytes.length);
  let written = 0;
  let subscribed = false;
  let at = 0;
  for (;;) {
    const body = bodyOf(bytes, at);
    if (body === undefined || body.end > bytes.length) break;
    const type = (bytes[at] as number) & TYPE;
    if (type === SUBACK) subscribed = true;
    if (type === PUBLISH) {
      const idAt = body.start + 2 + bytes.readUInt16BE(body.start);
      acknowledgements[written] = 0x40;
      acknowledgements[written + 1] = 2;
      acknowledgements[written + 2] = bytes[idAt] as number;
      acknowledgements[written + 3] = bytes[idAt + 1] as number;
      written += PUBACK_BYTES;
    }
    at = body.end;
  }
  return { acknowledgements: acknowledgements.subarray(0, written), end: at, subscribed };
}

/** Where the body of the packet at `start` begins and ends; undefined while its length is not all there. */
function bodyOf(bytes: Buffer, start: number): { readonly start: number; readonly end: number } | undefined {
  let length = 0;
  for (let index = 0; index < 4; index++) {
    const byte = bytes[start + 1 + index];
    if (byte === undefined) return undefined;
    length += (byte & 0x7f) * 128 ** index;
    if (byte < 0x80) return { start: start + 2 + index, end: start + 2 + index + length };
  }
  throw new Error("the server sent a malformed length");
}

if (import.meta.main) run(await readOrder<SubscriberOrder>());
