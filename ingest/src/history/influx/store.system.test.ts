import { once } from "node:events";
import { createServer as createHttpServer, type RequestListener } from "node:http";
import { type AddressInfo, connect, createServer as createTcpServer, type Server } from "node:net";
import { epochMs, hours, milliseconds, minutes, seconds } from "@labcanary/domain/basics";
import type { HistoryPoint, HistoryStore } from "@labcanary/domain/ports";
import { describe, expect, onTestFinished, test } from "vitest";
import { createSettableClock } from "../../../../test/support/clock.ts";
import { type InfluxServer, type InfluxServerOptions, startInflux } from "../../../../test/support/influx-server.ts";
import { DEFAULT_RETENTION } from "../retention.ts";
import { HistoryUnavailableError } from "../unavailable.ts";
import type { SignalTags } from "./line-protocol.ts";
import type { InfluxHistoryOptions } from "./options.ts";
import { createInfluxHistory } from "./store.ts";

const NOW = epochMs(Math.floor(Date.now() / 3_600_000) * 3_600_000); // the server judges retention by the real time
const WEEK = hours(7 * 24);

const point = (after: number, over: Partial<HistoryPoint> = {}): HistoryPoint => ({
  signal: "cab-17/vapour",
  at: epochMs(NOW + after),
  tieBreak: 0,
  receivedAt: NOW,
  value: after,
  quality: "good",
  ...over,
});
const points = (count: number): HistoryPoint[] => Array.from({ length: count }, (_, index) => point(index));

async function server(options: InfluxServerOptions = {}): Promise<InfluxServer> {
  const influx = await startInflux(options);
  onTestFinished(() => influx.stop());
  return influx;
}

function store(url: string, over: Partial<InfluxHistoryOptions> = {}, describeSignal?: () => SignalTags) {
  const tags = { zone: "cabinet-17", device: "cab-17", signal: "vapour", quantity: "gas-concentration" };
  const clock = createSettableClock(NOW);
  const options = { url, database: "labcanary", site: "test", retention: DEFAULT_RETENTION, gzip: false, timeout: seconds(5), ...over };
  const history = createInfluxHistory(options, { clock, describe: describeSignal ?? (() => tags) });
  onTestFinished(() => history.close());
  return { history, clock };
}

const stored = (history: HistoryStore): Promise<readonly HistoryPoint[]> =>
  history.range({ signal: "cab-17/vapour", from: epochMs(NOW - hours(200 * 24)), to: epochMs(NOW + hours(1)), limit: 100_000 });

/** A statement by the administrator, behind the store's back. */
async function administer(url: string, statement: string): Promise<unknown[][]> {
  const response = await fetch(`${url}/query?${new URLSearchParams({ q: statement, db: "labcanary" })}`, { method: "POST" });
  const { results } = (await response.json()) as { results: { series?: { values?: unknown[][] }[] }[] };
  return results[0]?.series?.flatMap(({ values }) => values ?? []) ?? [];
}

const byText = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

/** A server on loopback that is gone with the test; gives its URL. */
async function listening(listener: Server | ReturnType<typeof createHttpServer>): Promise<string> {
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  onTestFinished(async () => {
    if ("closeAllConnections" in listener) listener.closeAllConnections();
    await new Promise((resolve) => listener.close(resolve));
  });
  return `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
}
const answering = (listener: RequestListener): Promise<string> => listening(createHttpServer(listener));

/** Forwards to the server; `cut` says of each answer whether the connection is cut instead, with part of it passed on. */
function proxy(target: string, cut: (request: string) => false | "before" | "within"): Promise<string> {
  return listening(
    createTcpServer((client) => {
      const upstream = connect(Number(new URL(target).port), "127.0.0.1");
      let request = "";
      client.on("data", (data) => {
        request += data.toString("latin1");
        upstream.write(data);
      });
      upstream.on("data", (data) => {
        const where = cut(request);
        request = "";
        if (where === false) client.write(data);
        else client.end(where === "within" ? data.subarray(0, data.length - 10) : "", () => client.destroy());
      });
      for (const [one, other] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        one.on("error", () => other.destroy());
        one.on("close", () => other.destroy());
      }
    }),
  );
}

describe("a server that goes away", () => {
  test("killed: writes wait, and everything acknowledged before is there after its restart", async () => {
    const influx = await server();
    const { history } = store(influx.url);
    await history.open();
    expect(await history.write(points(500))).toMatchObject({ kind: "stored", stored: 500 });
    await influx.kill();
    expect(await history.write([point(1000)])).toMatchObject({ kind: "retry", reason: "unreachable", after: 500 });
    expect(await history.write([point(1000)])).toMatchObject({ kind: "retry", reason: "unreachable", after: 1000 });
    expect(await history.probe()).toMatchObject({ healthy: false });
    await expect(stored(history)).rejects.toThrow(HistoryUnavailableError);
    await influx.restart();
    expect(await history.write([point(1000)])).toMatchObject({ kind: "stored", stored: 1 });
    expect((await stored(history)).length).toBe(501);
  });

  test("absent at our start: open succeeds, the first write after it appears is stored", async () => {
    const influx = await server({ absent: true });
    const { history } = store(influx.url);
    await history.open();
    expect(await history.write(points(3))).toMatchObject({ kind: "retry", reason: "unreachable" });
    await influx.restart();
    expect(await history.write(points(3))).toMatchObject({ kind: "stored", stored: 3 });
    expect(await stored(history)).toEqual(points(3));
  });

  test("its database dropped while running: made again at once, with its retention, and rolled up from then on", async () => {
    const influx = await server();
    const { history, clock } = store(influx.url);
    await history.open();
    const old = point(-hours(72), { value: 1 });
    await history.write([old]);
    await administer(influx.url, 'DROP DATABASE "labcanary"');
    expect(await history.write([old, point(1)])).toMatchObject({ kind: "stored", stored: 2 });
    expect(await stored(history)).toEqual([old, point(1)]);
    expect((await administer(influx.url, "SHOW RETENTION POLICIES")).map(([name]) => String(name)).sort(byText)).toEqual([
      "autogen",
      "hours",
      "minutes",
      "raw",
    ]);
    const week = { signal: "cab-17/vapour", from: epochMs(NOW - WEEK), to: epochMs(NOW + hours(1)), every: minutes(60) };
    expect((await history.aggregate(week)).length).toBe(2);
    clock.advance(minutes(5));
    await history.applyRetention(clock.now());
    expect((await history.aggregate(week)).length).toBe(2);
  });

  test("an answer lost on the way: the retry stores nothing twice", async () => {
    const influx = await server();
    let lost = 0;
    const through = await proxy(influx.url, (request) => request.includes("sample,") && lost++ === 0 && "before");
    const { history } = store(through);
    await history.open();
    expect(await history.write(points(100))).toMatchObject({ kind: "retry", reason: "unreachable" });
    expect(await stored(store(influx.url).history)).toEqual(points(100));
    expect(await history.write(points(100))).toMatchObject({ kind: "stored" });
    expect(await stored(history)).toEqual(points(100));
  });

  test("an answer to a query cut in the middle is an error within the time limit", async () => {
    const influx = await server();
    const direct = store(influx.url).history;
    await direct.write(points(10));
    const through = await proxy(influx.url, (request) => request.includes("SELECT") && "within");
    await expect(stored(store(through, { timeout: milliseconds(500) }).history)).rejects.toThrow(HistoryUnavailableError);
  });

  test("one that accepts and never answers", async () => {
    const silent = await listening(createTcpServer((client) => client.resume()));
    const { history } = store(silent, { timeout: milliseconds(200) });
    expect(await history.write(points(1))).toMatchObject({ kind: "retry", reason: "timeout" });
  });
});

describe("a server that refuses", () => {
  test.each([
    { status: 500, body: "engine: error writing WAL entry: no space left on device", reason: "disk-full", after: 500 },
    { status: 500, body: "timeout", reason: "server-error", after: 500 },
    { status: 503, body: "", retryAfter: "7", reason: "overloaded", after: 7000 },
    { status: 429, body: "", retryAfter: "3", reason: "overloaded", after: 3000 },
    { status: 401, body: "authorization failed", reason: "server-error", after: 500 },
    { status: 302, body: "", reason: "server-error", after: 500 },
    { status: 404, body: "database not found", reason: "no-database", after: 500 },
  ])("with $status $body: the same bytes again, $reason", async ({ status, body, retryAfter, reason, after }) => {
    const bodies: string[] = [];
    const url = await answering((request, response) => {
      let text = "";
      request.on("data", (data) => (text += data));
      request.on("end", () => {
        if (request.url?.startsWith("/query")) response.end('{"results":[{}]}');
        else if (text.startsWith("rollup")) response.writeHead(204).end();
        else {
          bodies.push(text);
          response.writeHead(status, retryAfter === undefined ? {} : { "retry-after": retryAfter }).end(body);
        }
      });
    });
    const { history } = store(url);
    expect(await history.write(points(2))).toMatchObject({ kind: "retry", reason, after });
    await history.write(points(2));
    expect(bodies.length).toBeGreaterThanOrEqual(2);
    expect(new Set(bodies).size).toBe(1);
  });

  test("some points of a batch (field type conflict in one shard): those alone are put aside, their neighbours stored", async () => {
    const influx = await server();
    const { history } = store(influx.url);
    await history.open();
    const conflicted = NOW - 4 * WEEK;
    await fetch(`${influx.url}/write?db=labcanary&rp=raw`, { method: "POST", body: `sample value="a text" ${conflicted}000000` });
    const bad = [0, 1, 2].map((index) => point(conflicted - NOW + index, { value: index }));
    const { value: _value, ...fault } = point(conflicted - NOW + 10);
    const batch = points(2000);
    for (const [index, one] of [bad[0], fault, bad[1], bad[2]].entries()) if (one !== undefined) batch.splice(index * 600, 0, one);
    const outcome = await history.write(batch);
    expect(outcome).toMatchObject({ kind: "stored", stored: 2001 });
    if (outcome.kind !== "stored") return;
    expect(outcome.refused.map(({ point: one, reason }) => [one, reason])).toEqual(bad.map((one) => [one, "HISTORY_STORE_REFUSED"]));
    expect(outcome.refused[0]?.detail).toContain("field type conflict");
    expect(await stored(history)).toEqual([fault, ...points(2000)]);
  });

  test("a body for its size: smaller ones", async () => {
    const influx = await server({ maxBodySize: 2000 });
    const { history } = store(influx.url);
    expect(await history.write(points(300))).toMatchObject({ kind: "stored", stored: 300 });
    expect(await stored(history)).toEqual(points(300));
  });

  test("roll-up marks that a foreign field of the same name forbids: the points wait, none is dropped", async () => {
    const influx = await server();
    const { history } = store(influx.url);
    await history.open();
    await fetch(`${influx.url}/write?db=labcanary&rp=raw`, { method: "POST", body: `rollup due="a text" ${NOW}000000` });
    expect(await history.write(points(2))).toMatchObject({
      kind: "retry",
      reason: "server-error",
      detail: expect.stringContaining("field type conflict"),
    });
  });
});

test("a wild clock opens no shard", async () => {
  const influx = await server();
  const { history } = store(influx.url);
  await history.write([point(0)]);
  const before = (await administer(influx.url, "SHOW SHARDS")).length;
  const wild = Array.from({ length: 400 }, (_, index) => point((index + 2) * WEEK * (index % 2 === 0 ? 1 : -60)));
  const outcome = await history.write([...wild, point(1)]);
  expect(outcome).toMatchObject({ kind: "stored", stored: 1 });
  expect((await administer(influx.url, "SHOW SHARDS")).length).toBe(before);
});

test("names that look like lines or statements make no measurement, tag or field", async () => {
  const influx = await server();
  const hostile = 'x\nforged,a=b value=1 1\n"; DROP MEASUREMENT sample; --';
  const { history, clock } = store(influx.url, { site: hostile }, () => ({
    zone: hostile,
    device: hostile,
    signal: hostile,
    quantity: hostile,
  }));
  await history.write(points(2));
  clock.advance(minutes(5));
  await history.applyRetention(clock.now());
  await history.probe();
  expect(await stored(history)).toEqual(points(2));
  expect((await administer(influx.url, "SHOW MEASUREMENTS")).flat().map(String).sort(byText)).toEqual([
    "probe",
    "rollup",
    "sample",
    "sample_1h",
    "sample_1m",
  ]);
  expect((await administer(influx.url, 'SHOW TAG KEYS FROM "raw"."sample"')).flat()).toEqual([
    "device",
    "quantity",
    "signal",
    "site",
    "zone",
  ]);
});

test("what is written while a roll-up runs is in the buckets all the same", async () => {
  const influx = await server();
  const { history, clock } = store(influx.url);
  const old = -hours(100);
  const week = { signal: "cab-17/vapour", from: epochMs(NOW - WEEK), to: NOW, every: hours(1) };
  for (let written = 0; written < 400; written += 40) {
    const rollUp = history.applyRetention(clock.now());
    for (let index = 0; index < 40; index += 10) {
      await history.write(Array.from({ length: 10 }, (_, more) => point(old + (written + index + more) * 1000)));
    }
    await rollUp;
    clock.advance(minutes(4));
    expect((await history.aggregate(week)).reduce((count, bucket) => count + bucket.count, 0)).toBe(written + 40);
  }
});

test("a device that moves to another zone stays one signal", async () => {
  const influx = await server();
  const tags = { zone: "old", device: "cab-17", signal: "vapour", quantity: "gas-concentration" };
  let zone = tags;
  const { history, clock } = store(influx.url, {}, () => zone);
  const at = -hours(100);
  await history.write([point(at, { value: 1 }), point(at + 1, { value: 2 })]);
  zone = { ...tags, zone: "new" };
  await history.write([point(at + 1, { value: 2 }), point(at + 2, { value: 3 })]);
  clock.advance(minutes(5));
  await history.applyRetention(clock.now());
  expect((await stored(history)).map(({ value }) => value)).toEqual([1, 2, 3]);
  const week = { signal: "cab-17/vapour", from: epochMs(NOW - WEEK), to: NOW, every: hours(1) };
  expect(await history.aggregate(week)).toMatchObject([{ min: 1, max: 3, last: 3 }]);
});

test.each([
  "no JSON",
  "{}",
  '{"results":[]}',
  '{"results":[{"error":"shard is closed"}]}',
  '{"results":[{"series":[{"columns":["time"],"values":[["2026-11-22T08:00:00Z"]],"partial":true}]}]}',
])("an answer to a query that is none is an error: %s", async (body) => {
  const url = await answering((request, response) => {
    let text = "";
    request.on("data", (data) => (text += data));
    request.on("end", () => response.end(text.includes("SELECT") ? body : '{"results":[{}]}'));
  });
  await expect(stored(store(url).history)).rejects.toThrow(HistoryUnavailableError);
});

test("closing ends a roll-up under way", async () => {
  const influx = await server();
  await store(influx.url).history.write([point(-hours(100))]);
  let closeNow = (): void => undefined;
  const through = await proxy(influx.url, (request) => {
    if (request.includes("INTO")) closeNow();
    return request.includes("INTO") && "within";
  });
  const { history, clock } = store(through);
  closeNow = () => void history.close();
  clock.advance(minutes(5));
  await expect(history.applyRetention(clock.now())).rejects.toThrow(HistoryUnavailableError);
});

test.each(["/behind/a/proxy", "/behind/a/proxy/"])("signs in and finds its server under a path: %s", async (path) => {
  const asked = new Set<string>();
  const url = await answering((request, response) => {
    asked.add(`${request.headers.authorization} ${request.url?.split("?")[0]}`);
    if (request.url?.includes("/query")) response.end('{"results":[{}]}');
    else response.writeHead(204).end();
  });
  const { history } = store(url + path, { username: "lab", password: "p:ä" });
  expect(await history.write(points(1))).toMatchObject({ kind: "stored" });
  const basic = `Basic ${Buffer.from("lab:p:ä").toString("base64")}`;
  expect([...asked].sort()).toEqual([`${basic} /behind/a/proxy/query`, `${basic} /behind/a/proxy/write`]);
});

test.each([{ database: 'x"; DROP DATABASE y' }, { database: "" }, { url: "ftp://127.0.0.1" }, { url: "nonsense" }])(
  "refuses %o at once",
  (over) => {
    expect(() => store("http://127.0.0.1:1", over)).toThrow(TypeError);
  },
);
