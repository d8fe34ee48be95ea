import { readdir, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type DurationMs, epochMs, hours, milliseconds, minutes, seconds } from "@labcanary/domain/basics";
import type { LogPosition, LogRecord, NewLogRecord } from "@labcanary/domain/telemetry";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { append, appendAll, frame, fromFiles, opened, readAll, said, segmentsOf } from "../../../test/support/accepted-log.ts";
import { temporaryFolder } from "../../../test/support/files.ts";
import type { OpenLog } from "./accepted-log.ts";

const REMARKABLE = { deviceId: "d-1", topic: "v1/devices/d-1/events", qos: 2, retain: true, duplicate: true } as const;

const newRecords = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.uint8Array({ maxLength: 300 }).map((payload): NewLogRecord => ({ kind: "frame", frame: { ...REMARKABLE, payload } })),
    },
    { weight: 1, arbitrary: fc.constant<NewLogRecord>({ kind: "tick" }) },
    { weight: 1, arbitrary: fc.constant<NewLogRecord>({ kind: "started" }) },
    { weight: 1, arbitrary: fc.string().map((version): NewLogRecord => ({ kind: "site", version })) },
    {
      weight: 1,
      arbitrary: fc
        .record({ id: fc.string(), door: fc.string(), people: fc.array(fc.string()) })
        .map((leave): NewLogRecord => ({ kind: "authorisation", authorisation: { ...leave, from: epochMs(1), to: epochMs(2) } })),
    },
  ),
  { minLength: 1, maxLength: 40 },
);

const plain = (records: readonly LogRecord[]): unknown[] =>
  records.map((record) =>
    record.kind === "frame" ? { ...record, frame: { ...record.frame, payload: [...record.frame.payload] } } : record,
  );

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
      expect((await readAll(files, after, 64)).map(said)).toEqual(
        Array.from({ length: 20 - after }, (_, index) => String(after + 1 + index)),
      );
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
    expect((await readAll(again.log)).map(({ position }) => position)).toEqual(
      Array.from({ length: 13 - firstKept }, (_, index) => firstKept + index),
    );
    expect(again.conditions).toMatchObject([{ name: "log-damaged", active: true }]);
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
