import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setImmediate as turn } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { epochMs, hours, milliseconds } from "@labcanary/domain/basics";
import type { HistoryPoint, HistoryStore } from "@labcanary/domain/ports";
import { expect, onTestFinished, test } from "vitest";
import { createSettableClock } from "../../../../test/support/clock.ts";
import { temporaryFolder } from "../../../../test/support/files.ts";
import { DEFAULT_RETENTION } from "../retention.ts";
import { HistoryUnavailableError } from "../unavailable.ts";
import { createHistoryInThread, createSqliteHistoryInWorker } from "./in-worker.ts";
import { createSqliteHistory } from "./store.ts";

const clock = createSettableClock();
const NOW = clock.now();
const point = (before: number, over: Partial<HistoryPoint> = {}): HistoryPoint => ({
  signal: "cab-17/vapour",
  at: epochMs(NOW - before),
  tieBreak: 0,
  receivedAt: NOW,
  value: before,
  quality: "good",
  ...over,
});
const points = (count: number, from = 0): HistoryPoint[] => Array.from({ length: count }, (_, index) => point(from + index));

function storeOn(file: string, maxBytes?: number): HistoryStore {
  const options = { file, retention: DEFAULT_RETENTION, ...(maxBytes === undefined ? {} : { maxBytes }) };
  const store = createSqliteHistory(options, { clock });
  onTestFinished(() => store.close());
  return store;
}
const newFile = (): string => join(temporaryFolder(), "history.db");
/** Raw points and what the hour rollups count, which must always agree. */
async function counted(store: HistoryStore, signal = "cab-17/vapour"): Promise<readonly [number, number]> {
  const span = { signal, from: epochMs(NOW - hours(48)), to: epochMs(NOW + 1) };
  const buckets = await store.aggregate({ ...span, every: hours(1) });
  return [(await store.range({ ...span, limit: 100_000 })).length, buckets.reduce((count, bucket) => count + bucket.count, 0)];
}

test("a full disk: the batch waits whole, and is stored once there is room", async () => {
  const file = newFile();
  const small = storeOn(file, 400_000);
  let written = 0;
  let outcome = await small.write(points(1000));
  for (; outcome.kind === "stored"; outcome = await small.write(points(1000, written))) written += 1000;
  expect(outcome).toMatchObject({ kind: "retry", reason: "disk-full", after: 500 });
  expect(await counted(small)).toEqual([written, written]);
  expect(await small.write(points(1000, written))).toMatchObject({ kind: "retry", after: 1000 });
  await small.close();
  const roomy = storeOn(file);
  expect(await roomy.write(points(1000, written))).toMatchObject({ kind: "stored", stored: 1000, duplicates: 0 });
  expect(await counted(roomy)).toEqual([written + 1000, written + 1000]);
});

test("another transaction holds the file: the batch waits", async () => {
  const file = newFile();
  const store = storeOn(file);
  await store.write(points(1));
  const other = new DatabaseSync(file);
  onTestFinished(() => other.close());
  other.exec("BEGIN IMMEDIATE");
  expect(await store.write(points(5))).toMatchObject({ kind: "retry", reason: "overloaded" });
  expect(await store.probe()).toMatchObject({ healthy: false });
  expect(await counted(store)).toEqual([1, 1]); // reading goes on
  other.exec("COMMIT");
  expect(await store.write(points(5))).toMatchObject({ kind: "stored", stored: 4, duplicates: 1 });
});

test.each([
  { what: "a folder in its place", reason: "unreachable", spoil: (file: string) => mkdirSync(file, { recursive: true }) },
  { what: "a file for its folder", reason: "unreachable", spoil: (file: string) => writeFileSync(dirname(file), "") },
  {
    what: "something else in its place",
    reason: "server-error",
    spoil: (file: string) => {
      mkdirSync(dirname(file));
      writeFileSync(file, "x".repeat(8192));
    },
  },
])("$what: open succeeds, writes wait, queries say so", async ({ reason, spoil }) => {
  const file = join(temporaryFolder(), "sub", "history.db");
  spoil(file);
  const store = storeOn(file);
  await store.open();
  expect(await store.write(points(1))).toMatchObject({ kind: "retry", reason });
  expect(await store.probe()).toMatchObject({ healthy: false });
  await expect(counted(store)).rejects.toThrow(HistoryUnavailableError);
  await expect(store.applyRetention(NOW)).rejects.toThrow(HistoryUnavailableError);
});

test("killed while writing: what was answered for is there, once, and agrees with its rollups", async () => {
  const file = newFile();
  const program = `
    import { createSqliteHistory, DEFAULT_RETENTION } from ${JSON.stringify(new URL("../index.ts", import.meta.url).href)};
    const store = createSqliteHistory({ file: ${JSON.stringify(file)}, retention: DEFAULT_RETENTION }, { clock: { now: () => ${NOW} } });
    for (let batch = 0; ; batch++) {
      const points = Array.from({ length: 200 }, (_, index) => (
        { signal: "cab-17/vapour", at: ${NOW} - batch * 200 - index, tieBreak: 0, receivedAt: ${NOW}, value: 1, quality: "good" }));
      const outcome = await store.write(points);
      process.send(outcome.stored);
      await new Promise((resolve) => setImmediate(resolve));
    }`;
  const script = join(temporaryFolder(), "writer.mts");
  writeFileSync(script, program);
  const child = fork(script, { execArgv: ["--conditions=development"] });
  let answered = 0;
  child.on("message", (stored) => {
    answered += Number(stored);
    if (answered >= 6000) child.kill("SIGKILL");
  });
  await once(child, "exit");
  const [raw, rolledUp] = await counted(storeOn(file));
  expect(raw).toBeGreaterThanOrEqual(answered);
  expect(raw % 200).toBe(0);
  expect(rolledUp).toBe(raw);
});

test("retention deletes in slices, and writes go on between them", async () => {
  const store = storeOn(newFile());
  const old = Array.from({ length: 30_000 }, (_, index) => point(index, { signal: `device-${index % 3}/t` }));
  await store.write(old);
  let ended = false;
  const later = epochMs(NOW + DEFAULT_RETENTION.raw + hours(1));
  const deleting = store.applyRetention(later).then(() => (ended = true));
  let between = 0;
  for (; !ended; await turn()) {
    expect(await store.write([point(between, { signal: "device-9/t" })])).toMatchObject({ kind: "stored" });
    if (!ended) between++;
  }
  await deleting;
  expect(between).toBeGreaterThan(10);
  expect((await counted(store, "device-0/t"))[0]).toBe(0);
});

test("a query in the worker leaves the caller's event loop free", async () => {
  const file = newFile();
  await storeOn(file).write(points(50_000));
  const store = createSqliteHistoryInWorker({ file, retention: DEFAULT_RETENTION }, { clock });
  onTestFinished(() => store.close());
  await store.open();
  let ended = false;
  let turns = 0;
  const asking = store
    .aggregate({ signal: "cab-17/vapour", from: epochMs(NOW - hours(1)), to: NOW, every: milliseconds(1000) })
    .then((buckets) => {
      ended = true;
      return buckets.length;
    });
  for (; !ended; await turn()) turns++;
  expect(await asking).toBe(50);
  expect(turns).toBeGreaterThan(3);
});

test("a thread that ends: calls say so, and the next is made in a new thread", async () => {
  const real = new URL("./worker.ts", import.meta.url);
  let threads = 0;
  const startThread = (): Worker =>
    threads++ === 0
      ? new Worker('require("node:worker_threads").parentPort.once("message", () => process.exit(3))', { eval: true })
      : new Worker(real, { workerData: { file, retention: DEFAULT_RETENTION } });
  const file = newFile();
  const store = createHistoryInThread(startThread, { clock });
  onTestFinished(() => store.close());
  expect(await Promise.all([store.write(points(1)), store.probe()])).toMatchObject([
    { kind: "retry", reason: "unreachable" },
    { healthy: false },
  ]);
  expect(await store.write(points(1))).toMatchObject({ kind: "stored", stored: 1 });
  expect(await counted(store)).toEqual([1, 1]);
  await expect(store.range({ signal: "a", from: NOW, to: NOW, limit: -1 })).rejects.toThrow(RangeError);
  expect(threads).toBe(2);
});

test("a broken file in the worker is unavailable there too", async () => {
  const file = newFile();
  mkdirSync(file);
  const store = createSqliteHistoryInWorker({ file, retention: DEFAULT_RETENTION }, { clock });
  onTestFinished(() => store.close());
  await store.open();
  await expect(counted(store)).rejects.toThrow(HistoryUnavailableError);
  expect(await store.write(points(1))).toMatchObject({ kind: "retry", reason: "unreachable" });
});
