import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { UnknownAnswer } from "@labcanary/dashboard";
import type { HealthItem, Service } from "@labcanary/domain/ports";
import type { Heartbeat } from "../canary/canary.ts";
import type { Diagnosis } from "../doctor/diagnosis.ts";
import type { PrometheusMetrics } from "./metrics.ts";

/** Operations never leave the machine. */
const HOST = "127.0.0.1";

/** A part as `/readyz` tells of it: those the console shows, and the canary, which it does not. */
type ReadyItem = Omit<HealthItem, "name"> & { readonly name: string };

interface Deps {
  readonly metrics: PrometheusMetrics;
  readonly health: () => readonly ReadyItem[];
  readonly heartbeat: () => Heartbeat;
  readonly unknown: () => UnknownAnswer;
  readonly diagnosis: () => Promise<Diagnosis>;
}

export type Operations = Service & { readonly port: number };

/**
 * `/healthz`: the process answers; `/readyz`: every part by name, 503 unless all of them work; `/heartbeat`: whether a breach comes through
 * the whole chain, 503 unless the last one did in time; `/unknown`: what speaks and is not described, for `labcanary device adopt`;
 * `/diagnosis`: what `labcanary doctor` asks; `/metrics`: Prometheus. Loopback only.
 */
export function createOperations(options: { readonly port: number }, { metrics, health, heartbeat, unknown, diagnosis }: Deps): Operations {
  const server = createServer({ requestTimeout: 5000, connectionsCheckingInterval: 1000 }, (request, response) => {
    // Not parsed as a URL: what is none, such as `//`, would throw.
    const [pathname] = (request.url ?? "/").split("?");
    if (request.method !== "GET") return answer(response, 405, { code: "METHOD_NOT_ALLOWED", message: "only GET" });
    if (pathname === "/healthz") return answer(response, 200, { status: "alive" });
    if (pathname === "/readyz") return ready(response, health());
    if (pathname === "/heartbeat") return beat(response, heartbeat());
    if (pathname === "/unknown") return answer(response, 200, unknown());
    if (pathname === "/diagnosis") {
      diagnosis().then(
        (said) => answer(response, 200, said),
        (error: unknown) => answer(response, 500, { code: "DIAGNOSIS_FAILED", message: String(error) }),
      );
      return undefined;
    }
    if (pathname !== "/metrics")
      return answer(response, 404, {
        code: "NOT_FOUND",
        message: "there are /healthz, /readyz, /heartbeat, /unknown, /diagnosis and /metrics",
      });
    metrics.text().then(
      (text) => response.writeHead(200, { "content-type": metrics.contentType }).end(text),
      (error: unknown) => answer(response, 500, { code: "METRICS_FAILED", message: String(error) }),
    );
  });
  return {
    name: "operations",
    get port() {
      return (server.address() as AddressInfo).port;
    },
    start: () => listen(server, options.port),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const beat = (response: ServerResponse, { beats, ...said }: Heartbeat): void => answer(response, beats ? 200 : 503, said);

function ready(response: ServerResponse, items: readonly ReadyItem[]): void {
  const isReady = items.every(({ state }) => state !== "down");
  answer(response, isReady ? 200 : 503, {
    ready: isReady,
    dependencies: Object.fromEntries(items.map(({ name, state, detail }) => [name, { state, detail }])),
  });
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(`${JSON.stringify(body)}\n`);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, HOST, () => {
      server.off("error", reject);
      resolve();
    });
  });
}
