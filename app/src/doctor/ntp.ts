import { createSocket } from "node:dgram";
import { milliseconds, type DurationMs } from "@labcanary/domain/basics";

/** Bytes of a message without extensions (RFC 5905, 7.3). */
const MESSAGE_BYTES = 48;
/** Leap indicator 0, version 4, mode 3, client (RFC 5905, 7.3). */
const CLIENT_V4 = 0x23;
const MODE_MASK = 0x07;
const MODE_SERVER = 4;
/** Seconds from 1900, where NTP's first era begins, to 1970 (RFC 5905, figure 4). */
const ERA_0_TO_UNIX = 2_208_988_800;
const RECEIVED_AT = 32;
const SENT_AT = 40;
const ORIGIN_AT = 24;
const NTP_PORT = 123;

/**
 * By how much a time server is ahead of this machine's clock, ms (SNTP, RFC 5905, 14): half of what the way there and back shows.
 * `server` is `host` or `host:port`. Rejects when nothing usable came before the signal is aborted.
 */
export async function clockOffset(server: string, signal: AbortSignal): Promise<DurationMs> {
  const { hostname, port } = new URL(`ntp://${server}`);
  const socket = createSocket(hostname.startsWith("[") ? "udp6" : "udp4");
  const host = hostname.replace(/^\[|\]$/g, "");
  try {
    return await new Promise((resolve, reject) => {
      const request = Buffer.alloc(MESSAGE_BYTES);
      request[0] = CLIENT_V4;
      let sentAt = 0;
      signal.addEventListener("abort", () => reject(new Error(`${server} did not answer`)), { once: true });
      socket.once("error", reject);
      socket.on("message", (answer) => {
        const receivedAt = Date.now();
        // What does not carry back what was sent is somebody else's answer.
        const isOurs = answer.length >= MESSAGE_BYTES && answer.subarray(ORIGIN_AT, ORIGIN_AT + 8).equals(request.subarray(SENT_AT));
        if (!isOurs) return;
        const stratum = answer.readUInt8(1);
        if ((answer.readUInt8(0) & MODE_MASK) !== MODE_SERVER || stratum === 0) {
          reject(new Error(`${server} is not synchronised itself, or asks not to be asked`));
          return;
        }
        resolve(milliseconds((timeIn(answer, RECEIVED_AT) - sentAt + (timeIn(answer, SENT_AT) - receivedAt)) / 2));
      });
      sentAt = Date.now();
      request.writeUInt32BE(Math.floor(sentAt / 1000) + ERA_0_TO_UNIX, SENT_AT);
      request.writeUInt32BE(Math.floor(((sentAt % 1000) / 1000) * 2 ** 32), SENT_AT + 4);
      socket.send(request, port === "" ? NTP_PORT : Number(port), host);
    });
  } finally {
    socket.close();
  }
}

/** 32 bits of seconds since 1900 and 32 of their fraction, as ms since 1970. */
const timeIn = (message: Buffer, offset: number): number =>
  (message.readUInt32BE(offset) - ERA_0_TO_UNIX) * 1000 + (message.readUInt32BE(offset + 4) / 2 ** 32) * 1000;
