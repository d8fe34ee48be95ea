import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

/** What a provider was asked, as it came over the wire. */
export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What people receive, when the provider takes it. */
  readonly text?: string;
}

/** A provider on a loopback port. */
export interface ProviderServer {
  readonly url: string;
  /** All but probes, in order. */
  readonly asked: Asked[];
  /** What people have received. */
  readonly received: string[];
  /** Said to everything instead of the provider's own judgement; `silent` never answers. */
  says: Answer | "silent" | undefined;
  /** It takes what it is asked for, and no answer arrives. */
  losesAnswers: boolean;
  stop(): Promise<void>;
}

/** A server that answers as `judge` does, which checks signature and shape from the provider's documentation. */
export async function startProvider(judge: (asked: Asked) => Answer, port = 0): Promise<ProviderServer> {
  const server = createServer((incoming, response) => {
    const pieces: Buffer[] = [];
    incoming.on("data", (piece: Buffer) => void pieces.push(piece));
    incoming.on("end", () => {
      const url = new URL(incoming.url ?? "/", `http://${incoming.headers.host ?? "provider"}`);
      const asked = { method: incoming.method ?? "", url, headers: incoming.headers, body: Buffer.concat(pieces).toString() };
      const isProbe = asked.method === "GET" && url.pathname === "/";
      if (!isProbe) provider.asked.push(asked);
      if (provider.says === "silent") return;
      const { status, body, headers, text } = isProbe ? { status: 404, body: "" } : (provider.says ?? judge(asked));
      if (text !== undefined) provider.received.push(text);
      if (!provider.losesAnswers) response.writeHead(status, headers).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const provider: ProviderServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    received: [],
    says: undefined,
    losesAnswers: false,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
  return provider;
}

export const json = (status: number, body: object, text?: string): Answer => ({
  status,
  body: JSON.stringify(body),
  headers: { "content-type": "application/json" },
  ...(text === undefined ? {} : { text }),
});

/** The object of a JSON body; empty when it is none. */
export function jsonBody({ body, headers }: Asked): Readonly<Record<string, unknown>> {
  if (!(headers["content-type"] ?? "").startsWith("application/json")) return {};
  return JSON.parse(body) as Readonly<Record<string, unknown>>;
}
