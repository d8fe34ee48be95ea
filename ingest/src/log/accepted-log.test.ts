import { type FileHandle, open, readdir, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type DurationMs, hours, milliseconds, minutes, seconds } from "@labcanary/domain/basics";
import type { AcceptRefusal } from "@labcanary/domain/ports";
import type { SystemCondition } from "@labcanary/domain/messages";
import type { LogPosition, LogRecord, NewLogRecord } from "@labcanary/domain/telemetry";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { createSettableClock } from "../../../test/support/clock.ts";
import { temporaryFolder } from "../../../test/support/files.ts";
import { createTestLogger, createTestMetrics } from "../../../test/support/observing.ts";
import { type AcceptedLogOptions, type OpenLog, openAcceptedLog } from "./accepted-log.ts";
import { LogFiles, type MissingRecords } from "./log-files.ts";
import { durableOf } from "./shared-log.ts";

const MIB = 2 ** 20;

async function opened(over: Partial<AcceptedLogOptions> = {}, openSegment?: (path: string) => Promise<FileHandle>) {
  const folder = over.folder ?? temporaryFolder();
  const clock = createSettableClock();
  const conditions: SystemCondition[] = [];
  const log = await openAcceptedLog(
    { segmentBytes: MIB, budgetBytes: 64 * MIB, forensicWindow: hours(24), ...over, folder },
    {
      clock,
      logger: createTestLogger(),
      metrics: createTestMetrics(),
      conditions: { takeSystemCondition: (condition) => void conditions.push(condition) },
      ...(openSegment === undefined ? {} : { open: openSegment }),
    },
  );
  onTestFinished(() => log.close());
  const atOpening = conditions.splice(0);
  return { folder, clock, atOpening, conditions, log };
}

const frame = (payload: string, deviceId = "cab-17"): NewLogRecord => ({
  kind: "frame",
  frame: {
    deviceId,
    topic: `v1/devices/${deviceId}/telemetry`,
    payload: Buffer.from(payload),
    qos: 1,
    retain: false,
    duplicate: false,
  },
});

function append(log: OpenLog, record: NewLogRecord): Promise<LogPosition | AcceptRefusal> {
  return new Promise((resolve) => log.append(record, (outcome) => resolve(outcome.ok ? outcome.value : outcome.error)));
}

const appendAll = (log: OpenLog, records: readonly NewLogRecord[]) => Promise.all(records.map((record) => append(log, record)));

async function readAll(log: Pick<OpenLog, "read">, after = 0, maxBytes = 4096): Promise<LogRecord[]> {
  const all: LogRecord[] = [];
  for (;;) {
    const records = await log.read(all.at(-1)?.position ?? after, maxBytes);
    if (records.length === 0) return all;
    all.push(...records);
  }
}

const said = (record: LogRecord): string => (record.kind === "frame" ? Buffer.from(record.frame.payload).toString() : record.kind);

/** Reads past the memory of the log, as another thread does. */
function fromFiles(folder: string, log: OpenLog) {
  const missing: MissingRecords[] = [];
  const files = new LogFiles(folder, (gap) => missing.push(gap));
  onTestFinished(() => files.close());
  return { missing, read: (after: LogPosition, maxBytes: number) => files.read(after, durableOf(log.shared), maxBytes) };
}

const segmentsOf = async (folder: string): Promise<string[]> => (await readdir(folder)).filter((name) => name.endsWith(".log")).sort();

const REMARKABLE = { deviceId: "d-1", topic: "v1/devices/d-1/events", qos: 2, retain: true, duplicate: true } as const;

const newRecords = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.uint8Array({ maxLength: 300 }).map((payload): NewLogRecord => ({ kind: "frame", frame: { ...REMARKABLE, payload } })) },
    { weight: 1, arbitrary: fc.constant<NewLogRecord>({ kind: "tick" }) },
    { weight: 1, arbitrary: fc.constant<NewLogRecord>({ kind: "started" }) },
    { weight: 1, arbitrary: fc.string().map((version): NewLogRecord => ({ kind: "site", version })) },
  ),
  { minLength: 1, maxLength: 40 },
);

const plain = (records: readonly LogRecord[]): unknown[] =>
  records.map((record) => (record.kind === "frame" ? { ...record, frame: { ...record.frame, payload: [...record.frame.payload] } } : record));

describe("what was appended", () => {
  it("is settled with its position only when it is durable", async () => {
    const { log } = await opened();
    const seen: [LogPosition, LogPosition][] = [];
    await Promise.all(
      ["a", "b", "c"].map(
        (text) =>
          new Promise<void>((resolve) =>
            log.append(frame(text), (outcome) => {
              if (outcome.ok) seen.push([outcome.value, log.durablePosition()]);
              resolve();
            }),
          ),
      ),
    );
    expect(seen).toEqual([
      [1, 3],
      [2, 3],
      [3, 3],
    ]);
  });

  it("comes back the same from memory, from the files and after a restart, whatever it is", async () => {
    await fc.assert(
      fc.asyncProperty(newRecords, async (records) => {
        const folder = temporaryFolder();
        const { log } = await opened({ folder, segmentBytes: 500 });
        for (const record of records) await append(log, record);
        const fromMemory = plain(await readAll(log));
        expect(fromMemory).toHaveLength(records.length);
        expect(plain(await readAll(fromFiles(folder, log)))).toEqual(fromMemory);
        await log.close();
        const again = await opened({ folder, segmentBytes: 500 });
        expect(plain(await readAll(again.log))).toEqual(fromMemory);
        await again.log.close();
      }),
      { numRuns: 30 },
    );
  });

  it("is read from any position on", async () => {
    const { folder, log } = await opened({ segmentBytes: 300 });
    for (let number = 1; number <= 20; number++) await append(log, frame(String(number)));
    for (let after = 0; after <= 20; after++) {
      const files = fromFiles(folder, log);
      expect((await readAll(files, after, 64)).map(said)).toEqual(Array.from({ length: 20 - after }, (_, index) => String(after + 1 + index)));
      expect(files.missing).toEqual([]);
    }
  });

  it("never goes back in time, though the clock does", async () => {
    const { log, clock } = await opened();
    await append(log, frame("first"));
    const [first] = await readAll(log);
    clock.advance(milliseconds(-3_600_000) as DurationMs);
    await append(log, frame("second"));
    expect((await readAll(log, 1))[0]?.receivedAt).toBe(first?.receivedAt);
  });

  it("follows a clock that was set back while the platform was down, from the start on", async () => {
    const { folder, log, clock: before } = await opened();
    before.advance(minutes(60));
    await append(log, frame("an hour ahead"));
    await log.close();
    const { log: again, clock } = await opened({ folder });
    await append(again, { kind: "started" });
    clock.advance(seconds(1));
    await append(again, { kind: "tick" });
    const start = clock.now() - 1000;
    expect((await readAll(again)).map(({ receivedAt }) => receivedAt - start)).toEqual([3_600_000, 0, 1000]);
  });

  it("tells time in which nobody could be heard as a start, so that no device counts as silent for it", async () => {
    const { log, clock } = await opened();
    await append(log, frame("a"));
    clock.advance(seconds(10));
    await append(log, frame("b"));
    // Set forward by an hour, or asleep for one.
    clock.advance(hours(1));
    await append(log, frame("c"));
    expect((await readAll(log)).map(said)).toEqual(["a", "b", "started", "c"]);
  });

  it("wakes whoever waits for it", async () => {
    const { log } = await opened();
    const woken = log.waitFor(0);
    await append(log, frame("a"));
    await woken;
    expect(log.durablePosition()).toBe(1);
  });
});

describe("after a crash", () => {
  it("the log is what was whole, and goes on from there, wherever the last segment was cut", async () => {
    const source = temporaryFolder();
    const { log } = await opened({ folder: source });
    const texts = ["a", "bb", "", "dddd"];
    for (const text of texts) await append(log, frame(text));
    await log.close();
    const [name = ""] = await segmentsOf(source);
    const bytes = await readFile(join(source, name));
    let wholeBefore = -1;
    for (let length = 0; length <= bytes.length; length++) {
      const folder = temporaryFolder();
      await writeFile(join(folder, name), bytes.subarray(0, length));
      const again = await opened({ folder });
      const whole = (await readAll(again.log)).map(said);
      expect(whole).toEqual(texts.slice(0, whole.length));
      expect(whole.length).toBeGreaterThanOrEqual(wholeBefore);
      wholeBefore = whole.length;
      expect(await append(again.log, frame("next"))).toBe(whole.length + 1);
      await again.log.close();
      const third = await opened({ folder });
      expect((await readAll(third.log)).map(said)).toEqual([...whole, "next"]);
      await third.log.close();
    }
    expect(wholeBefore).toBe(texts.length);
  });

  it("a damaged byte costs the record it is in and those after it in the segment; the bytes are put aside", async () => {
    const source = temporaryFolder();
    const { log } = await opened({ folder: source });
    for (const text of ["a", "b", "c"]) await append(log, frame(text));
    await log.close();
    const [name = ""] = await segmentsOf(source);
    const bytes = await readFile(join(source, name));
    for (let at = 16; at < bytes.length; at += 7) {
      const folder = temporaryFolder();
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] as number) ^ 0x40;
      await writeFile(join(folder, name), damaged);
      const again = await opened({ folder });
      const whole = (await readAll(again.log)).map(said);
      expect(["a", "b", "c"].slice(0, whole.length)).toEqual(whole);
      expect(whole.length).toBeLessThan(3);
      expect((await readdir(folder)).filter((file) => file.endsWith(".torn"))).toHaveLength(1);
      await again.log.close();
    }
  });

  it("a damaged older segment is told and stepped over, never a reason to stop", async () => {
    const { folder, log } = await opened({ segmentBytes: 200 });
    for (let number = 1; number <= 12; number++) await append(log, frame(`reading ${number}`));
    await log.close();
    const [first = "", second = ""] = await segmentsOf(folder);
    await truncate(join(folder, first), 60);
    const again = await opened({ folder, segmentBytes: 200 });
    const firstKept = Number(second.slice(0, 16));
    expect((await readAll(again.log)).map(({ position }) => position)).toEqual(Array.from({ length: 13 - firstKept }, (_, index) => firstKept + index));
    expect(again.conditions).toMatchObject([{ name: "log-damaged", active: true }]);
  });
});

describe("positions", () => {
  it("are never given out twice, also when damage has taken records that readers had done with", async () => {
    const { folder, log } = await opened();
    await appendAll(log, [frame("a"), frame("b"), frame("c")]);
    await log.commit("rules", 3);
    await log.close();
    const [name = ""] = await segmentsOf(folder);
    await truncate(join(folder, name), 60);
    const again = await opened({ folder });
    expect(again.atOpening).toContainEqual(expect.objectContaining({ name: "log-damaged", active: true, detail: "records 1 to 3 cannot be read" }));
    expect(await append(again.log, frame("d"))).toBe(4);
  });

  it("a reader gets past records that cannot be read any more, and asks for them once", async () => {
    const { folder, log } = await opened();
    for (const text of ["a", "b", "c"]) await append(log, frame(text));
    const [name = ""] = await segmentsOf(folder);
    await truncate(join(folder, name), 100);
    const files = fromFiles(folder, log);
    const read = await readAll(files);
    expect(read.map(said)).toEqual(["a", "tick"]);
    expect(read.at(-1)).toMatchObject({ position: 3, receivedAt: read[0]?.receivedAt });
    expect(files.missing).toEqual([{ from: 2, to: 3 }]);
  });
});

describe("alarms of a former process", () => {
  it("end when the log is opened and the matter is over", async () => {
    const { atOpening } = await opened();
    expect(atOpening.map(({ name, active }) => [name, active])).toEqual([
      ["log-write-failed", false],
      ["log-damaged", false],
      ["log-budget-reached", false],
    ]);
  });

  it("a budget that is still reached is still told", async () => {
    const small = { segmentBytes: 2000, budgetBytes: 10_000 };
    const { folder, log } = await opened(small);
    while ((await append(log, frame("x".repeat(400)))) !== "log-full");
    await log.close();
    const { atOpening } = await opened({ ...small, folder });
    expect(atOpening.at(-1)).toMatchObject({ name: "log-budget-reached", active: true });
    const raised = await opened({ ...small, budgetBytes: 100_000, folder });
    expect(raised.atOpening.at(-1)).toMatchObject({ name: "log-budget-reached", active: false });
  });
});

describe("a disk that fails", () => {
  /** A segment whose writes fail while `fails` says so, after having written half. */
  function failing(fails: () => boolean) {
    return async (path: string): Promise<FileHandle> => {
      const file = await open(path, "w");
      const write = file.write.bind(file) as (...words: unknown[]) => Promise<unknown>;
      Object.assign(file, {
        write: async (bytes: Buffer, from: number, length: number, at: number) => {
          if (!fails()) return write(bytes, from, length, at);
          await write(bytes, from, Math.floor(length / 2), at);
          throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
        },
      });
      return file;
    };
  }

  it("refuses what it could not keep, says so, and goes on without a gap once it can", async () => {
    let full = false;
    const { folder, log, conditions } = await opened({}, failing(() => full));
    expect(await appendAll(log, [frame("a"), frame("b")])).toEqual([1, 2]);
    full = true;
    const refused = appendAll(log, [frame("c"), frame("d")]);
    expect(await refused).toEqual(["log-failed", "log-failed"]);
    full = false;
    await expect.poll(() => log.refusal()).toBeUndefined();
    expect(await append(log, frame("e"))).toBe(3);
    expect((await readAll(fromFiles(folder, log))).map(said)).toEqual(["a", "b", "e"]);
    expect(conditions.map(({ name, active }) => [name, active])).toEqual([
      ["log-write-failed", true],
      ["log-write-failed", false],
    ]);
    await log.close();
    const again = await opened({ folder });
    expect((await readAll(again.log)).map(said)).toEqual(["a", "b", "e"]);
  });

  it("raises one alarm for as long as it lasts, however often it is tried again", async () => {
    let full = false;
    const { log, clock, conditions } = await opened({}, failing(() => full));
    full = true;
    expect(await append(log, frame("a"))).toBe("log-failed");
    for (let second = 0; second < 60; second++) {
      clock.advance(seconds(1));
      expect(await append(log, { kind: "tick" })).toBe("log-failed");
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(conditions.map(({ active }) => active)).toEqual([true]);
    full = false;
    await expect
      .poll(() => {
        clock.advance(seconds(1));
        return log.refusal();
      })
      .toBeUndefined();
    expect(conditions.map(({ active }) => active)).toEqual([true, false]);
  });

  it("takes time in which nothing could be written for time in which nobody could be heard", async () => {
    let full = false;
    const { log, clock } = await opened({}, failing(() => full));
    await append(log, frame("a"));
    full = true;
    for (let second = 0; second < 60; second++) {
      clock.advance(seconds(1));
      await append(log, { kind: "tick" });
    }
    full = false;
    await expect
      .poll(() => {
        clock.advance(seconds(1));
        return log.refusal();
      })
      .toBeUndefined();
    await append(log, frame("b"));
    expect((await readAll(log)).map(said)).toEqual(["a", "started", "b"]);
  });

  it("a segment that could not be begun is taken away again, lest it hide what goes on in the one before", async () => {
    let full = false;
    const opens: FileHandle[] = [];
    const { folder, log } = await opened({ segmentBytes: 300 }, async (path) => {
      const file = await open(path, "w");
      opens.push(file);
      const datasync = file.datasync.bind(file);
      const isFirst = opens.length === 1;
      Object.assign(file, { datasync: () => (full && !isFirst ? Promise.reject(new Error("no space left on device")) : datasync()) });
      return file;
    });
    full = true;
    const texts = Array.from({ length: 20 }, (_, index) => `reading ${index}`);
    for (const text of texts) expect(await append(log, frame(text))).toBeTypeOf("number");
    expect(opens.length).toBeGreaterThan(5);
    // Closed, every one: a disk that stays full must not use up the descriptors.
    expect(opens.slice(1).map(({ fd }) => fd)).toEqual(opens.slice(1).map(() => -1));
    const files = fromFiles(folder, log);
    expect((await readAll(files, 10)).map(said)).toEqual(texts.slice(10));
    await log.close();
    const again = await opened({ folder });
    expect((await readAll(again.log)).map(said)).toEqual(texts);
  });

  it("an empty segment a crash left in the middle hides nothing", async () => {
    const { folder, log } = await opened();
    for (const text of ["a", "b", "c"]) await append(log, frame(text));
    await log.close();
    const [name = ""] = await segmentsOf(folder);
    const stray = Buffer.from((await readFile(join(folder, name))).subarray(0, 16));
    stray.writeBigUInt64LE(2n, 8);
    await writeFile(join(folder, name.replace("1.log", "2.log")), stray);
    const again = await opened({ folder });
    const files = fromFiles(folder, again.log);
    expect((await readAll(files, 1)).map(said)).toEqual(["b", "c"]);
    expect(files.missing).toEqual([]);
  });
});

describe("the disk budget", () => {
  const small = { segmentBytes: 2000, budgetBytes: 10_000 };

  async function fill(log: OpenLog): Promise<number> {
    for (let count = 0; ; count++) {
      const outcome = await append(log, frame("x".repeat(400)));
      if (outcome === "log-full") return count;
      expect(typeof outcome).toBe("number");
    }
  }

  it("stops accepting readings, but not the platform's own records, and says so", async () => {
    const { log, conditions } = await opened(small);
    await fill(log);
    expect(await append(log, { kind: "tick" })).toBeTypeOf("number");
    expect(conditions).toMatchObject([{ name: "log-budget-reached", active: true }]);
    expect(log.bytes()).toBeLessThan(small.budgetBytes + small.segmentBytes);
  });

  it("accepts again when both readers have gone on, which gives up the forensic window first", async () => {
    const { folder, log, conditions } = await opened(small);
    await fill(log);
    await log.commit("rules", log.durablePosition());
    expect(log.refusal()).toBe("log-full");
    await log.commit("history", log.durablePosition());
    expect(log.refusal()).toBeUndefined();
    expect(conditions.map(({ active }) => active)).toEqual([true, false]);
    expect(await append(log, frame("again"))).toBe(log.durablePosition());
    expect((await segmentsOf(folder)).length).toBeLessThan(5);
  });

  it("keeps what a reader still needs, whatever the other has done", async () => {
    const { folder, log } = await opened(small);
    await fill(log);
    await log.commit("rules", log.durablePosition());
    await log.commit("history", 3);
    expect((await readAll(fromFiles(folder, log), 3))[0]?.position).toBe(4);
  });

  it("keeps what both have done with for the forensic window", async () => {
    const { folder, log, clock } = await opened({ segmentBytes: 1000 });
    for (let number = 0; number < 10; number++) await append(log, frame("x".repeat(300)));
    const before = await segmentsOf(folder);
    const all = log.durablePosition();
    await log.commit("rules", all);
    await log.commit("history", all);
    expect(await segmentsOf(folder)).toEqual(before);
    // Files carry the machine's own time, which the settable clock must outrun.
    clock.advance(hours(24 * 365 * 30));
    await log.commit("history", all);
    expect((await segmentsOf(folder)).length).toBe(1);
    expect(log.firstPosition()).toBeGreaterThan(1);
  });
});

describe("the readers", () => {
  it("have positions of their own that survive a restart", async () => {
    const { folder, log } = await opened();
    await appendAll(log, [frame("a"), frame("b"), frame("c")]);
    await log.commit("rules", 3);
    await log.commit("history", 1);
    await log.close();
    const again = await opened({ folder });
    expect([again.log.committed("rules"), again.log.committed("history")]).toEqual([3, 1]);
  });

  it("a position that is none is refused instead of guessed", async () => {
    const { folder, log } = await opened();
    await log.close();
    await writeFile(join(folder, "rules.position"), "soon");
    await expect(opened({ folder })).rejects.toThrow("does not hold a position");
  });
});

describe("closing", () => {
  it("settles what was under way and refuses what comes after", async () => {
    const { log } = await opened();
    const underWay = append(log, frame("a"));
    await log.close();
    expect(await underWay).toBe(1);
    expect(await append(log, frame("b"))).toBe("stopping");
    await log.waitFor(1);
  });
});

