import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { epochMs, milliseconds, minutes } from "@labcanary/domain/basics";
import type { HealthItem } from "@labcanary/domain/ports";
import type { UnknownAnswer } from "@labcanary/dashboard";
import { expect, onTestFinished, test } from "vitest";
import type { Heartbeat } from "../canary/canary.ts";
import { diagnosis } from "../../../test/support/doctor-world.ts";
import { createMetrics } from "./metrics.ts";
import { createOperations } from "./operations.ts";

const ok: HealthItem = { name: "log", state: "ok", detail: "1 of 10 MiB" };

const BEATS: Heartbeat = {
  beats: true,
  at: epochMs(20_000),
  every: minutes(5),
  lastCompletedAt: epochMs(19_000),
  latencyMs: milliseconds(40),
};

const unknown = (): UnknownAnswer => ({
  signals: [{ deviceId: "zigbee", address: "0x1", signal: "contact", firstAt: epochMs(1), lastAt: epochMs(2), count: 2, value: "closed" }],
  dropped: 0,
  failedSignIns: [],
  failedSignInsDropped: 0,
});

async function serve(health: () => readonly HealthItem[] = () => [ok], heartbeat: () => Heartbeat = () => BEATS) {
  const metrics = createMetrics();
  const operations = createOperations({ port: 0 }, { metrics, health, heartbeat, unknown, diagnosis: async () => diagnosis("/data") });
  await operations.start();
  onTestFinished(() => operations.stop());
  const get = (path: string, method = "GET") => fetch(`http://127.0.0.1:${operations.port}${path}`, { method });
  return { metrics, operations, get };
}

test("/healthz: the process answers", async () => {
  const { get } = await serve(() => [{ ...ok, state: "down" }]);
  const response = await get("/healthz");
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ status: "alive" });
});

test.each([
  { states: [], status: 200 },
  { states: ["ok", "ok"], status: 200 },
  { states: ["ok", "degraded"], status: 200, because: "it still does its work" },
  { states: ["ok", "down"], status: 503 },
] as const)("/readyz of parts that are $states is $status", async ({ states, status }) => {
  const parts = states.map((state, index): HealthItem => ({ name: index === 0 ? "broker" : "log", state, detail: `it is ${state}` }));
  const { get } = await serve(() => parts);
  const response = await get("/readyz?verbose");
  expect(response.status).toBe(status);
  expect(await response.json()).toEqual({
    ready: status === 200,
    dependencies: Object.fromEntries(parts.map(({ name, state, detail }) => [name, { state, detail }])),
  });
});

test("/readyz recovers by itself", async () => {
  let state: HealthItem["state"] = "down";
  const { get } = await serve(() => [{ ...ok, state }]);
  expect((await get("/readyz")).status).toBe(503);
  state = "ok";
  expect((await get("/readyz")).status).toBe(200);
});

test("/heartbeat: the last run of the canary, while it came through in time", async () => {
  const { get } = await serve();
  const response = await get("/heartbeat");
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ at: 20_000, every: 300_000, lastCompletedAt: 19_000, latencyMs: 40 });
});

test("/heartbeat: what is missing, when it did not", async () => {
  const lost = { lastSeen: "acknowledged", missing: "evaluated", detail: "the rules did not evaluate it" } as const;
  const { get } = await serve(undefined, () => ({ ...BEATS, beats: false, ...lost }));
  const response = await get("/heartbeat");
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({ lastCompletedAt: 19_000, ...lost });
});

test("/metrics: in the Prometheus text format", async () => {
  const { metrics, get } = await serve();
  metrics.counter("labcanary_refused_total", "decode", "DECODE_SHAPE").inc(3);
  const response = await get("/metrics");
  expect(response.headers.get("content-type")).toMatch(/^text\/plain/);
  expect(await response.text()).toContain('labcanary_refused_total{where="decode",reason="DECODE_SHAPE"} 3\n');
});

test.each([
  { method: "GET", path: "/", status: 404 },
  { method: "GET", path: "/constructor", status: 404 },
  { method: "POST", path: "/readyz", status: 405 },
])("$method $path is $status with a code", async ({ method, path, status }) => {
  const { get } = await serve();
  const response = await get(path, method);
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ code: expect.stringMatching(/^[A-Z_]+$/) });
});

test.each(["//", "//[", "http://[", "*", "/%", `/${"x".repeat(4000)}`])(
  "a request for %j, which no URL parser takes for a path, is answered",
  async (target) => {
    const { operations, get } = await serve();
    const socket = connect(operations.port, "127.0.0.1");
    socket.end(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 404 /);
    expect((await get("/healthz")).status).toBe(200);
  },
);

test("it says so when its port is taken", async () => {
  const { operations } = await serve();
  const second = createOperations(
    { port: operations.port },
    { metrics: createMetrics(), health: () => [], heartbeat: () => BEATS, unknown, diagnosis: async () => diagnosis("/data") },
  );
  await expect(second.start()).rejects.toMatchObject({ code: "EADDRINUSE" });
  await second.stop();
});

test("/diagnosis: what the doctor asks", async () => {
  const { get } = await serve();
  const response = await get("/diagnosis");
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual(JSON.parse(JSON.stringify(diagnosis("/data"))));
});

test("/unknown: who speaks and is not described", async () => {
  const { get } = await serve();
  expect(await (await get("/unknown")).json()).toEqual(unknown());
});
