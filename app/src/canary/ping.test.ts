import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { seconds } from "@labcanary/domain/basics";
import { expect, onTestFinished, test } from "vitest";
import { createSettableClock } from "../../../test/support/clock.ts";
import { createTestLogger, createTestMetrics } from "../../../test/support/observing.ts";
import { freePort } from "../../../test/support/ports.ts";
import { createPing } from "./ping.ts";

async function watchdog(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret`;
}

function pinging(url: string) {
  const deps = { clock: createSettableClock(), logger: createTestLogger(), metrics: createTestMetrics() };
  return { ...deps, ping: createPing(url, deps) };
}

test("a ping that is answered is no trouble, and ends what was", async () => {
  let status = 500;
  const { ping, metrics, logger } = pinging(await watchdog((_request, response) => response.writeHead(status).end("anything")));
  await ping.send();
  await ping.send();
  expect(ping.trouble()).toEqual({ failures: 2, reason: "HTTP 500" });
  status = 204;
  await ping.send();
  expect(ping.trouble()).toBeUndefined();
  expect(metrics.read("labcanary_heartbeat_pings_total", "failed")).toBe(2);
  expect(metrics.read("labcanary_heartbeat_pings_total", "answered")).toBe(1);
  expect(JSON.stringify(logger.lines)).not.toContain("secret");
});

test("a watchdog that does not answer is left after 3 s", async () => {
  let asked = (): void => {};
  const isAsked = new Promise<void>((resolve) => (asked = resolve));
  const { ping, clock } = pinging(await watchdog(() => asked()));
  const sent = ping.send();
  await isAsked;
  clock.advance(seconds(3));
  await sent;
  expect(ping.trouble()).toEqual({ failures: 1, reason: "timeout" });
  expect(clock.waiting).toBe(0);
});

test("an address that sends elsewhere is not followed", async () => {
  const paths: string[] = [];
  const { ping } = pinging(
    await watchdog((request, response) => {
      paths.push(request.url ?? "");
      response.writeHead(302, { location: "/elsewhere" }).end();
    }),
  );
  await ping.send();
  expect(paths).toEqual(["/secret"]);
  expect(ping.trouble()).toEqual({ failures: 1, reason: "HTTP 302" });
});

test("where nobody listens, the reason is the code, without the address", async () => {
  const { ping } = pinging(`http://127.0.0.1:${await freePort()}/secret`);
  await ping.send();
  expect(ping.trouble()).toEqual({ failures: 1, reason: "ECONNREFUSED" });
});
