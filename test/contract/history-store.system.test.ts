import { join } from "node:path";
import {
  createInfluxHistory,
  createSqliteHistory,
  createSqliteHistoryInWorker,
  MAX_BUCKETS,
  type Retention,
} from "../../ingest/src/history/index.ts";
import { type EpochMs, epochMs, hours, milliseconds, minutes, plus, seconds } from "@labcanary/domain/basics";
import type { HistoryBucket, HistoryPoint, HistoryStore } from "@labcanary/domain/ports";
import { POINT_STATES, QUALITIES, type SignalKey } from "@labcanary/domain/telemetry";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { createSettableClock, type SettableClock } from "../support/clock.ts";
import { temporaryFolder } from "../support/files.ts";
import { type InfluxServer, startInflux } from "../support/influx-server.ts";

const RETENTION: Retention = { raw: hours(48), minutes: hours(96), hours: hours(24 * 30) };
/** Longer than any store waits before it rolls up what was written. */
const SETTLED = minutes(5);

interface Subject {
  readonly store: HistoryStore;
  /** Another instance on the same data, as a query thread has. */
  readonly other: HistoryStore;
  readonly clock: SettableClock;
}

let influx: InfluxServer;
let databases = 0;
beforeAll(async () => {
  influx = await startInflux();
});
afterAll(() => influx.stop());

/** InfluxDB drops by its own clock, so the test's starts with the real one. */
const startOfTest = (): EpochMs => epochMs(Math.floor(Date.now() / 3_600_000) * 3_600_000);
const tagsOf = (signal: SignalKey) => ({ zone: "zone of " + signal, device: signal.split("/")[0] ?? "", signal, quantity: "%LEL" });

const ADAPTERS: Record<string, (clock: SettableClock) => readonly [HistoryStore, HistoryStore]> = {
  "SQLite in the calling thread": (clock) => {
    const options = { file: join(temporaryFolder(), "new folder", "history.db"), retention: RETENTION };
    return [createSqliteHistory(options, { clock }), createSqliteHistory(options, { clock })];
  },
  "SQLite in a worker": (clock) => {
    const options = { file: join(temporaryFolder(), "history.db"), retention: RETENTION };
    return [createSqliteHistoryInWorker(options, { clock }), createSqliteHistoryInWorker(options, { clock })];
  },
  "InfluxDB 1.x": (clock) => influxPair(clock, false),
  "InfluxDB 1.x with gzip": (clock) => influxPair(clock, true),
};

function influxPair(clock: SettableClock, gzip: boolean): readonly [HistoryStore, HistoryStore] {
  const options = {
    url: influx.url,
    database: `contract_${databases++}`,
    site: "a site, =\"'\\",
    retention: RETENTION,
    gzip,
    timeout: seconds(10),
  };
  return [createInfluxHistory(options, { clock, describe: tagsOf }), createInfluxHistory(options, { clock, describe: tagsOf })];
}

describe.each(Object.keys(ADAPTERS))("a history store: %s", (name) => {
  let subject: Subject;
  let now: EpochMs;
  beforeEach(async () => {
    const clock = createSettableClock(startOfTest());
    now = clock.now();
    const [store, other] = ADAPTERS[name]?.(clock) ?? [];
    if (store === undefined || other === undefined) throw new Error(name);
    subject = { store, other, clock };
    onTestFinished(async () => {
      await store.close();
      await other.close();
    });
    await store.open();
    await other.open();
  });

  const point = (over: Partial<HistoryPoint> = {}): HistoryPoint => ({
    signal: "cab-17/vapour",
    at: now,
    tieBreak: 0,
    receivedAt: plus(now, milliseconds(20)),
    value: 12.5,
    quality: "good",
    ...over,
  });
  const pointOrFault = (over: Partial<HistoryPoint>, value: number | null): HistoryPoint => {
    const { value: _value, ...fault } = point(over);
    return value === null ? fault : { ...fault, value };
  };
  const ago = (span: number, over: Partial<HistoryPoint> = {}): HistoryPoint => point({ at: epochMs(now - span), ...over });
  const everything = (signal: SignalKey = "cab-17/vapour", limit = 1000): Promise<readonly HistoryPoint[]> =>
    subject.other.range({ signal, from: epochMs(now - hours(100)), to: epochMs(now + hours(100)), limit });
  const write = async (...points: HistoryPoint[]): Promise<void> => {
    expect(await subject.store.write(points)).toMatchObject({ kind: "stored", stored: points.length, refused: [] });
  };
  const buckets = (every: number, from: number = now - hours(40), to: number = now + hours(1)): Promise<readonly HistoryBucket[]> =>
    subject.other.aggregate({ signal: "cab-17/vapour", from: epochMs(from), to: epochMs(to), every: milliseconds(every) });

  test("gives back what was written, to the last digit, whatever the quality", async () => {
    const points = QUALITIES.map((quality, index) => ago(1000 - index, { quality, tieBreak: index * 200_003, value: 0.1 + index * 1e-9 }));
    await write(...points);
    expect(await everything()).toEqual(points);
  });

  test("gives back what a device said beside a value, or instead of one", async () => {
    const over = ago(1000, { quality: "uncertain", value: 100, state: "over-range" });
    const others = POINT_STATES.filter((state) => state !== "over-range");
    const faults = others.map((state, index) => pointOrFault({ at: epochMs(now - 900 + index), quality: "bad", state }, null));
    await write(over, ...faults);
    expect(await everything()).toEqual([over, ...faults]);
  });

  test("keeps the device's own time beside the time it was placed at", async () => {
    const points = [ago(2, { deviceAt: epochMs(10_000) }), ago(1), point({ deviceAt: epochMs(Date.UTC(2100, 0)) })];
    await write(...points);
    expect(await everything()).toEqual(points);
  });

  test.each([0, -0.5, -79.8, 1, 1e-300, 1.7e308, 5e-324, 123456789.123])("keeps the value %d", async (value) => {
    await write(point({ value }));
    expect((await everything())[0]?.value).toBe(value);
  });

  test("a fault is a point without a value and counts in no bucket", async () => {
    const fault = pointOrFault({ quality: "bad" }, null);
    await write(fault, ago(1, { value: 3 }));
    expect(await everything()).toEqual([ago(1, { value: 3 }), fault]);
    expect(await buckets(60_000)).toMatchObject([{ count: 1, mean: 3 }]);
    expect(await buckets(1000, now - hours(1))).toMatchObject([{ count: 1, mean: 3 }]);
  });

  test("two samples of one signal in one millisecond both survive, in the order of their tie-break", async () => {
    await write(point({ tieBreak: 999_999, value: 2 }), point({ tieBreak: 0, value: 1 }));
    expect((await everything()).map(({ tieBreak, value }) => [tieBreak, value])).toEqual([
      [0, 1],
      [999_999, 2],
    ]);
    expect(await buckets(60_000)).toMatchObject([{ count: 2, last: 2, mean: 1.5 }]);
  });

  test("the same batch again changes nothing", async () => {
    const batch = [ago(5000), ago(4000, { value: -1 }), point()];
    await write(...batch);
    const before = [await everything(), await buckets(60_000)];
    const again = await subject.store.write(batch);
    expect(again).toMatchObject({ kind: "stored", refused: [] });
    if (again.kind === "stored") expect(again.stored + again.duplicates).toBe(3);
    await subject.store.write([point({ value: 7, at: epochMs(now - 90_000) }), ...batch]);
    expect((await everything()).length).toBe(4);
    expect([(await everything()).slice(1), (await buckets(60_000)).slice(1)]).toEqual(before);
  });

  test("a range is oldest first, from inclusive, to exclusive, at most limit, of the one signal", async () => {
    await write(
      ago(1000, { value: 3 }),
      ago(3000, { value: 1 }),
      ago(2000, { value: 2 }),
      point({ value: 4 }),
      ago(2000, { signal: "cab-17/door" }),
    );
    const query = { signal: "cab-17/vapour", from: epochMs(now - 3000), to: now, limit: 10 };
    const values = async (over: object): Promise<unknown> => (await subject.other.range({ ...query, ...over })).map(({ value }) => value);
    expect(await values({})).toEqual([1, 2, 3]);
    expect(await values({ limit: 2 })).toEqual([1, 2]);
    expect(await values({ from: epochMs(now - 2999) })).toEqual([2, 3]);
    expect(await values({ to: epochMs(now + 1) })).toEqual([1, 2, 3, 4]);
    expect(await values({ to: query.from })).toEqual([]);
    expect(await values({ signal: "nobody/knows" })).toEqual([]);
  });

  test("a query without bounds is refused", async () => {
    const query = { signal: "cab-17/vapour", from: epochMs(now - hours(40)), to: now };
    await expect(subject.other.range({ ...query, limit: Number.POSITIVE_INFINITY })).rejects.toThrow(RangeError);
    await expect(subject.other.range({ ...query, limit: 0 })).rejects.toThrow(RangeError);
    await expect(subject.other.aggregate({ ...query, every: milliseconds(999) })).rejects.toThrow(RangeError);
    await expect(subject.other.aggregate({ ...query, from: epochMs(0), every: seconds(1) })).rejects.toThrow(String(MAX_BUCKETS));
  });

  test("buckets start at multiples of every, and those that start in from..to are whole", async () => {
    await write(...[0, 59_999, 60_000, 119_999, 120_000].map((after) => ago(hours(2) - after, { value: after })));
    const start = now - hours(2);
    expect(await buckets(60_000, start - 1, start + 60_001)).toEqual([
      { at: start, min: 0, max: 59_999, mean: 29_999.5, last: 59_999, count: 2 },
      { at: start + 60_000, min: 60_000, max: 119_999, mean: 89_999.5, last: 119_999, count: 2 },
    ]);
    expect((await buckets(60_000, start + 1, start + 120_000)).map(({ at }) => at)).toEqual([start + 60_000]);
  });

  test("a late point changes its bucket, before and after roll-up, and is its last only when it is the newest in it", async () => {
    const at = (second: number, value: number): HistoryPoint => ago(hours(30) - second * 1000, { value });
    const expected = { min: -4, max: 10, mean: 3, last: 3, count: 3 };
    await write(at(10, 10), at(50, 3));
    await write(at(5, -4));
    expect(await buckets(60_000)).toMatchObject([expected]);
    subject.clock.advance(SETTLED);
    await subject.store.applyRetention(subject.clock.now());
    expect(await buckets(60_000)).toMatchObject([expected]);
    await write(at(20, 100));
    expect(await buckets(60_000)).toMatchObject([{ ...expected, max: 100, mean: 27.25, count: 4 }]);
    expect(await buckets(3_600_000)).toMatchObject([{ ...expected, max: 100, mean: 27.25, count: 4 }]);
    subject.clock.advance(SETTLED);
    await subject.store.applyRetention(subject.clock.now());
    await write(at(59, 0));
    subject.clock.advance(SETTLED);
    await subject.store.applyRetention(subject.clock.now());
    expect(await buckets(3_600_000)).toMatchObject([{ min: -4, max: 100, mean: 21.8, last: 0, count: 5 }]);
  });

  test("any points, in any order and any batches, rolled up at any moment, come to what a plain recomputation gives", async () => {
    let run = 0;
    const aPoint = fc.record({
      second: fc.integer({ min: 0, max: 8 * 3600 }),
      tieBreak: fc.integer({ min: 0, max: 999_999 }),
      value: fc.option(fc.integer({ min: -1000, max: 1000 }).map((value) => value / 8)),
    });
    const batches = fc.array(fc.record({ points: fc.array(aPoint, { maxLength: 12 }), rollUp: fc.boolean() }), {
      minLength: 1,
      maxLength: 4,
    });
    const every = fc.constantFrom(1000, 7000, 60_000, 420_000, 3_600_000, 5_400_000, 7_200_000);
    const span = fc.tuple(fc.integer({ min: 0, max: 8 * 3600 }), fc.integer({ min: 0, max: 8 * 3600 }), fc.boolean());
    await fc.assert(
      fc.asyncProperty(batches, every, span, async (plan, every, [first, length, long]) => {
        const signal = `run-${run++}/any`;
        const start = now - hours(40);
        const written = new Map<string, HistoryPoint>();
        for (const { points, rollUp } of plan) {
          const batch = points
            .map(({ second, tieBreak, value }) => pointOrFault({ signal, tieBreak, at: epochMs(start + second * 1000) }, value))
            .filter((candidate) => {
              const identity = `${candidate.at}.${candidate.tieBreak}`;
              return !written.has(identity) && written.set(identity, candidate);
            });
          await write(...batch);
          if (!rollUp) continue;
          subject.clock.advance(minutes(4));
          await subject.store.applyRetention(subject.clock.now());
        }
        const from = start + first * 1000;
        const to = long && every >= 60_000 ? now + hours(1) : from + length * 1000;
        const answer = await subject.other.aggregate({ signal, from: epochMs(from), to: epochMs(to), every: milliseconds(every) });
        expect(answer).toEqual(naiveBuckets([...written.values()], from, to, every));
      }),
      { numRuns: 40 },
    );
  });

  test("what is past its age is gone, raw before minutes before hours", async () => {
    await write(ago(hours(1), { value: 5 }), ago(hours(1) - 1000, { value: 6 }));
    const reading = { from: now - hours(2), to: now };
    subject.clock.advance(SETTLED);
    await subject.store.applyRetention(subject.clock.now());
    subject.clock.advance(milliseconds(RETENTION.raw - hours(1)));
    await subject.store.applyRetention(subject.clock.now());
    expect(await everything()).toEqual([]);
    expect(await buckets(60_000, reading.from, reading.to)).toMatchObject([{ count: 2, mean: 5.5 }]);
    subject.clock.advance(RETENTION.minutes);
    await subject.store.applyRetention(subject.clock.now());
    expect(await buckets(60_000, reading.from, reading.to)).toEqual([]);
    expect(await buckets(3_600_000, reading.from, reading.to)).toMatchObject([{ count: 2, last: 6 }]);
    subject.clock.advance(RETENTION.hours);
    await subject.store.applyRetention(subject.clock.now());
    expect(await buckets(3_600_000, reading.from, reading.to)).toEqual([]);
  });

  test.each([
    { over: { at: epochMs(0) }, reason: "HISTORY_TOO_OLD" },
    { over: { at: epochMs(Date.UTC(2100, 0)) }, reason: "HISTORY_IN_FUTURE" },
    { over: { at: epochMs(Number.NaN) }, reason: "HISTORY_TIME" },
    { over: { at: epochMs(startOfTest() - 0.5) }, reason: "HISTORY_TIME" },
    { over: { tieBreak: 1_000_000 }, reason: "HISTORY_TIME" },
    { over: { tieBreak: -1 }, reason: "HISTORY_TIME" },
    { over: { receivedAt: epochMs(Number.POSITIVE_INFINITY) }, reason: "HISTORY_TIME" },
    { over: { value: Number.NaN }, reason: "HISTORY_NOT_FINITE" },
    { over: { value: Number.NEGATIVE_INFINITY }, reason: "HISTORY_NOT_FINITE" },
    { over: { signal: "half \ud800" }, reason: "HISTORY_SIGNAL_NAME" },
  ])("a point with $over is put aside for $reason, its neighbours are stored", async ({ over, reason }) => {
    const bad = point(over);
    const outcome = await subject.store.write([ago(1), bad, ago(2)]);
    expect(outcome).toEqual({ kind: "stored", stored: 2, duplicates: 0, refused: [{ point: bad, reason }] });
    expect((await everything()).length).toBe(2);
  });

  test.each([
    "a,b=c d",
    "comma,",
    "trailing\\",
    "\\",
    "two\\\\",
    "back\\,slash",
    'quo"te',
    "quo'te",
    "' OR 1=1 --",
    "x' OR '1'='1",
    "line\nbreak",
    "cr\r\nlf",
    "nul\u0000",
    "tab\t",
    "cab\nsample,device=forged,signal=forged value=1,received=1i",
    "a value=1i 1\nsample",
    "; DROP MEASUREMENT sample",
    '"; DROP DATABASE x; --',
    "$signal",
    "%000a",
    "%",
    "温度计 №3 🧪",
    "__proto__",
    "constructor",
    "/.*/",
    "#comment",
    " ",
    "{}",
    "l".repeat(1000),
  ])("the signal name %j is only a name", async (signal) => {
    const decoys = ["line%000abreak", "forged", "sample", "%"].filter((decoy) => decoy !== signal);
    await write(...decoys.map((decoy) => point({ signal: decoy, value: -1 })), point({ signal, value: 42 }), ago(1, { signal, value: 41 }));
    expect(await everything(signal)).toEqual([ago(1, { signal, value: 41 }), point({ signal, value: 42 })]);
    for (const decoy of decoys) expect(await everything(decoy)).toEqual([point({ signal: decoy, value: -1 })]);
    const query = { signal, from: epochMs(now - hours(30)), to: epochMs(now + 1), every: seconds(60) };
    expect(await subject.other.aggregate(query)).toMatchObject([
      { count: 1, last: 41 },
      { count: 1, last: 42 },
    ]);
    subject.clock.advance(SETTLED);
    await subject.store.applyRetention(subject.clock.now());
    expect(await subject.other.aggregate(query)).toMatchObject([
      { count: 1, last: 41 },
      { count: 1, last: 42 },
    ]);
  });

  test("an empty batch is stored", async () => {
    expect(await subject.store.write([])).toEqual({ kind: "stored", stored: 0, duplicates: 0, refused: [] });
  });

  test("a probe says that it takes writes, and leaves no reading behind", async () => {
    expect(await subject.store.probe()).toMatchObject({ healthy: true });
    expect(await everything()).toEqual([]);
  });

  test("writes and queries at the same time disturb neither", async () => {
    const batches = Array.from({ length: 20 }, (_, batch) => Array.from({ length: 50 }, (_, index) => ago(batch * 50 + index)));
    const outcomes = await Promise.all(batches.flatMap((batch) => [subject.store.write(batch), everything()]));
    expect(outcomes.filter((outcome) => "kind" in outcome && outcome.kind === "stored").length).toBe(20);
    expect((await everything()).length).toBe(1000);
    expect((await buckets(3_600_000)).reduce((count, bucket) => count + bucket.count, 0)).toBe(1000);
  });
});

/** The definition of a bucket, straight from the points. */
function naiveBuckets(points: readonly HistoryPoint[], from: number, to: number, every: number): readonly HistoryBucket[] {
  const inOrder = points.filter(({ value }) => value !== undefined).sort((a, b) => a.at - b.at || a.tieBreak - b.tieBreak);
  const starts = [...new Set(inOrder.map(({ at }) => Math.floor(at / every) * every))].filter((start) => start >= from && start < to);
  return starts.map((start) => {
    const values = inOrder.filter(({ at }) => at >= start && at < start + every).map(({ value }) => value ?? Number.NaN);
    const sum = values.reduce((total, value) => total + value, 0);
    return {
      at: epochMs(start),
      min: Math.min(...values),
      max: Math.max(...values),
      mean: sum / values.length,
      last: values.at(-1) ?? Number.NaN,
      count: values.length,
    };
  });
}
