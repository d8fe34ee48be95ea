import { join } from "node:path";
import { epochMs, seconds } from "@labcanary/domain/basics";
import type { HistoryPoint, HistoryStore, HistoryWriteOutcome } from "@labcanary/domain/ports";
import type { LogRecord, NewLogRecord } from "@labcanary/domain/telemetry";
import { describe, expect, it, onTestFinished } from "vitest";
import { temporaryFolder } from "../../../test/support/files.ts";
import { signal, testSite } from "../../../test/support/site.ts";
import { SiteArchive } from "../site-archive.ts";
import { SnapshotFile } from "../snapshot-file.ts";
import { Aside } from "./aside.ts";
import { HistoryWriter, type WriterState } from "./writer.ts";

const AWAY: HistoryWriteOutcome = { kind: "retry", reason: "unreachable", after: seconds(30), detail: "connection refused" };
const storedAll = (points: readonly HistoryPoint[]): HistoryWriteOutcome => ({
  kind: "stored",
  stored: points.length,
  duplicates: 0,
  refused: [],
});

const FIRST = testSite({ version: "first" });
const MOVED = testSite({ version: "moved", signals: [signal({ zoneId: "room-114" })] });

const reading = (seq: number): NewLogRecord => ({
  kind: "frame",
  frame: {
    deviceId: "cab-17",
    topic: "v1/devices/cab-17/telemetry",
    payload: Buffer.from(JSON.stringify({ at: 1_000_000 + seq, seq, samples: { vapour: seq } })),
    qos: 1,
    retain: false,
    duplicate: false,
  },
});
const site = (version: string): NewLogRecord => ({ kind: "site", version });

interface Bench {
  readonly writer: HistoryWriter;
  /** What happened, in order. */
  readonly story: string[];
  /** Ends the pause that is under way. */
  endPause(): void;
  /** Tells it that there is more in the log. */
  wake(): void;
  readonly ended: Promise<void>;
}

/** A writer over `records`, whose store does as `write` says. */
async function start(
  folder: string,
  records: readonly NewLogRecord[],
  write: (points: readonly HistoryPoint[]) => Promise<HistoryWriteOutcome>,
  over: { readonly probe?: () => boolean; readonly snapshotFile?: string; readonly saveEvery?: number } = {},
): Promise<Bench> {
  const sites = new SiteArchive(join(folder, "sites"));
  await sites.keep(FIRST);
  await sites.keep(MOVED);
  const log = () =>
    records.map((record, index) => ({ ...record, position: index + 1, receivedAt: epochMs(1_000_000 + index) }) as LogRecord);
  const aside = new Aside(join(folder, "aside.sqlite"));
  onTestFinished(() => aside.close());
  const story: string[] = [];
  let release = (): void => undefined;
  let wake = (): void => undefined;
  const store = {
    open: async () => undefined,
    probe: async () => ({ healthy: over.probe?.() ?? true, detail: "no answer" }),
    write: async (points: readonly HistoryPoint[]) => {
      const outcome = await write(points);
      story.push(`${outcome.kind} ${points.map(({ value }) => value).join(" ")}`);
      return outcome;
    },
  } as Partial<HistoryStore> as HistoryStore;
  const writer = new HistoryWriter({
    store,
    aside,
    sites,
    snapshots: new SnapshotFile<WriterState>(over.snapshotFile ?? join(folder, "history.snapshot"), 1),
    read: async (after) => log().slice(after),
    waitFor: () => new Promise((resolve) => void (wake = resolve)),
    commit: async (position) => void story.push(`commit ${position}`),
    pause: (span) => {
      story.push(`pause ${span}`);
      return new Promise((resolve) => void (release = resolve));
    },
    now: () => epochMs(Date.now()),
    signalsChanged: ([first]) => void story.push(`described in ${first?.zoneId}`),
    saveFailed: (error) => void story.push(`not saved: ${(error as NodeJS.ErrnoException).code}`),
  });
  await writer.open();
  const ended = writer.run(over.saveEvery ?? 1e9);
  return { writer, story, ended, endPause: () => release(), wake: () => wake() };
}

async function end({ writer, endPause, wake, ended }: Bench): Promise<void> {
  writer.stop();
  endPause();
  wake();
  await ended;
}

describe("a stop", () => {
  it("while an attempt is on its way does not wait out the pause after it, and keeps no snapshot of what was not stored", async () => {
    const folder = temporaryFolder();
    const answer = Promise.withResolvers<HistoryWriteOutcome>();
    const away = await start(folder, [site("first"), reading(1)], () => answer.promise);
    await expect.poll(() => away.story).toContain("described in cabinet-17");
    away.writer.stop();
    answer.resolve(AWAY);
    await away.ended;
    expect(away.story).toEqual(["described in cabinet-17", "retry 1"]);
    const back = await start(folder, [site("first"), reading(1)], async (points) => storedAll(points));
    await expect.poll(() => back.writer.report()).toMatchObject({ position: 2, stored: 1 });
    await end(back);
    expect(back.story).toEqual(["described in cabinet-17", "stored 1", "commit 2"]);
  });
});

it("lets gather what comes after it has caught up, and stores it together", async () => {
  const records: NewLogRecord[] = [site("first")];
  const bench = await start(temporaryFolder(), records, async (points) => storedAll(points));
  await expect.poll(() => bench.writer.report().position).toBe(1);
  records.push(reading(1));
  bench.wake();
  await expect.poll(() => bench.story).toContain("pause 100");
  records.push(reading(2));
  bench.endPause();
  await expect.poll(() => bench.writer.report().position).toBe(3);
  expect(bench.story).toEqual(["described in cabinet-17", "pause 100", "stored 1 2"]);
  await end(bench);
});

describe("a store that is away", () => {
  it("gets the same batch again, described as it was when it was read, though the site has changed since", async () => {
    let isAway = true;
    const bench = await start(temporaryFolder(), [site("first"), reading(1), site("moved"), reading(2)], async (points) =>
      isAway ? AWAY : storedAll(points),
    );
    await expect.poll(() => bench.story).toContain("pause 30000");
    expect(bench.writer.report().failure).toEqual({ reason: "unreachable", detail: "connection refused" });
    isAway = false;
    bench.endPause();
    await expect.poll(() => bench.writer.report().position).toBe(4);
    expect(bench.story).toEqual(["described in cabinet-17", "retry 1", "pause 30000", "stored 1", "described in room-114", "stored 2"]);
    expect(bench.writer.report().failure).toBeUndefined();
    await end(bench);
  });

  it("at our start is a failure before anything is to be written, and over as soon as it answers", async () => {
    let isThere = false;
    const records: NewLogRecord[] = [site("first")];
    const bench = await start(temporaryFolder(), records, async (points) => storedAll(points), { probe: () => isThere });
    expect(bench.writer.report().failure).toEqual({ reason: "unreachable", detail: "no answer" });
    await expect.poll(() => bench.writer.report().position).toBe(1);
    expect(bench.writer.report().failure).toBeDefined();
    await end(bench);
    isThere = true;
    const again = await start(temporaryFolder(), records, async (points) => storedAll(points), { probe: () => isThere });
    expect(again.writer.report().failure).toBeUndefined();
    await end(again);
  });
});

describe("a snapshot that cannot be kept", () => {
  it("is told, and the writing goes on", async () => {
    const folder = temporaryFolder();
    const bench = await start(folder, [site("first"), reading(1)], async (points) => storedAll(points), {
      snapshotFile: join(folder, "gone", "history.snapshot"),
      saveEvery: 0,
    });
    await expect.poll(() => bench.writer.report().stored).toBe(1);
    await end(bench);
    expect(bench.story).toContain("not saved: ENOENT");
  });
});
