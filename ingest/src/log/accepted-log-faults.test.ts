import { type FileHandle, open, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { seconds } from "@labcanary/domain/basics";
import { describe, expect, it } from "vitest";
import { append, appendAll, frame, fromFiles, opened, readAll, said, segmentsOf } from "../../../test/support/accepted-log.ts";

describe("positions", () => {
  it("are never given out twice, also when damage has taken records that readers had done with", async () => {
    const { folder, log } = await opened();
    await appendAll(log, [frame("a"), frame("b"), frame("c")]);
    await log.commit("rules", 3);
    await log.close();
    const [name = ""] = await segmentsOf(folder);
    await truncate(join(folder, name), 60);
    const again = await opened({ folder });
    expect(again.atOpening).toContainEqual(
      expect.objectContaining({ name: "log-damaged", active: true, detail: "records 1 to 3 cannot be read" }),
    );
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
    const { folder, log, conditions } = await opened(
      {},
      failing(() => full),
    );
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
    const { log, clock, conditions } = await opened(
      {},
      failing(() => full),
    );
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
    const { log, clock } = await opened(
      {},
      failing(() => full),
    );
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
