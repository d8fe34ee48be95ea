import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";

/** What a Kannel was asked. */
export interface SendRequest {
  readonly path: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
}

/** What it says to that; `silent` never answers. */
export type StubReply = { readonly status: number; readonly body: string; readonly headers?: Readonly<Record<string, string>> } | "silent";

/** An HTTP server that answers as Kannel would, for what a real one cannot be made to say. */
export interface GatewayStub {
  readonly url: string;
  /** All but probes, in order. */
  readonly requests: SendRequest[];
  reply: StubReply;
  /** Called with each request as it arrives. */
  onRequest: (request: SendRequest) => void;
  stop(): Promise<void>;
}

/** `delay` in milliseconds is how long each answer takes. */
export async function startGatewayStub(delay = 0): Promise<GatewayStub> {
  const server = createServer((incoming, response) => {
    const url = new URL(incoming.url ?? "/", "http://stub");
    if (url.pathname === "/") {
      response.writeHead(404).end("Unknown request.");
      return;
    }
    const request = { path: url.pathname, fields: Object.fromEntries(url.searchParams), headers: incoming.headers };
    stub.requests.push(request);
    stub.onRequest(request);
    const { reply } = stub;
    if (reply === "silent") return;
    void wait(delay).then(() => response.writeHead(reply.status, reply.headers).end(reply.body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stub: GatewayStub = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    reply: { status: 202, body: "0: Accepted for delivery" },
    onRequest: () => {},
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
  return stub;
}
