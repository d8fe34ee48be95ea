import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Service } from "@labcanary/domain/ports";

/** A text message as a phone would get it. */
export interface ReceivedText {
  readonly to: string;
  readonly text: string;
}

export interface PhoneGatewayOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly onText: (text: ReceivedText) => void;
}

/** Longest request a gateway of ours is sent. Chosen: ten times the longest text with everything around it. */
const LONGEST_REQUEST_BYTES = 64 * 1024;

/**
 * A text-message gateway with phones behind it, simulated: speaks the sendsms interface of Kannel over HTTP on loopback, and reports
 * every text as delivered. For the demo; the tests use a real Kannel.
 */
export function createPhoneGateway({ port, onText }: PhoneGatewayOptions): Service & { readonly url: string } {
  const server = createServer((request, response) => {
    void answer(request, response, onText).catch(() => response.destroy());
  });
  return {
    name: "phone-gateway",
    get url() {
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    start: () =>
      new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, "127.0.0.1", resolve);
      }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, onText: (text: ReceivedText) => void): Promise<void> {
  const address = new URL(request.url ?? "/", "http://loopback");
  const fields = request.method === "POST" ? new URLSearchParams(await bodyOf(request)) : address.searchParams;
  const to = fields.get("to");
  const text = fields.get("text");
  if (!address.pathname.endsWith("/sendsms") || to === null || text === null) {
    response.writeHead(404).end("Unknown request");
    return;
  }
  onText({ to, text });
  response.writeHead(202, { "content-type": "text/plain" }).end("0: Accepted for delivery");
  await report(fields.get("dlr-url"));
}

/** Kannel puts the status in place of `%d`; 1 is delivered to the phone. */
async function report(url: string | null): Promise<void> {
  if (url !== null) await fetch(url.replaceAll("%d", "1"));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LONGEST_REQUEST_BYTES) throw new RangeError("the request is too long");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
