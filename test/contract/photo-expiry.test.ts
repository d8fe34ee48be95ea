import { existsSync, mkdirSync, readdirSync, rmdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createPersonalData, createPhotoRecords } from "@labcanary/alerting";
import { days, type EpochMs, epochMs, hours, minus, minutes, plus } from "@labcanary/domain/basics";
import { DEFAULT_RETENTION, years } from "@labcanary/domain/governance";
import type { PhotoUse } from "@labcanary/domain/ports";
import { describe, expect, onTestFinished, test } from "vitest";
import { createSettableClock } from "../support/clock.ts";
import { temporaryFolder } from "../support/files.ts";
import { createTestLogger } from "../support/observing.ts";
import { writtenJournal } from "../support/written-journal.ts";
import { openDatabase } from "../../alerting/src/store/database.ts";
import { createPhotoExpiry } from "../../dashboard/src/photos/photo-expiry.ts";
import { createPhotoStore } from "../../dashboard/src/photos/photo-store.ts";

const AT = epochMs(Date.UTC(2026, 10, 22, 8));

/** Photos of a data folder, and the looks that take them away: each by a clock that stands at its time. */
async function start() {
  const dataFolder = temporaryFolder();
  const folder = join(dataFolder, "photos");
  const journal = writtenJournal(dataFolder);
  const photos = createPhotoStore({ folder, budgetBytes: 1000 });
  const records = createPhotoRecords(dataFolder, DEFAULT_RETENTION);
  const lines: { kind: string; detail: Readonly<Record<string, unknown>> }[] = [];
  const open = new Set<string>();
  const fileOf = (sha256: string): string => join(folder, sha256.slice(0, 2), sha256);
  async function keep(text: string): Promise<string> {
    let sha256 = "";
    await photos.keep(Buffer.from(text), (hash) => {
      sha256 = hash;
      return { ok: true };
    });
    utimesSync(fileOf(sha256), AT / 1000, AT / 1000);
    return sha256;
  }
  return {
    dataFolder,
    folder,
    journal,
    photos,
    records,
    lines,
    keep,
    fileOf,
    open: (record: string) => open.add(record),
    close: (record: string) => open.delete(record),
    ofRecord: (sha256: string, record: string, at: EpochMs = AT) =>
      journal.append({
        at,
        kind: `${record.split("/")[0]}-recorded` as "hazard-recorded",
        actor: "user:mei",
        detail: { record, zone: "lab", act: { act: "photographed", photo: { sha256, type: "image/png" } } },
      }),
    ofAlarm: (sha256: string, alarmId: string, at: EpochMs = AT) =>
      journal.append({ at, kind: "photo-added", actor: "user:mei", alarmId, detail: { sha256, type: "image/png" } }),
    async look(at: EpochMs, store = photos) {
      const clock = createSettableClock(minus(at, hours(12)));
      const expiry = createPhotoExpiry({
        clock,
        logger: createTestLogger(),
        desk: { record: (line) => void lines.push(line) },
        photos: store,
        records,
        isOpen: ({ record }: PhotoUse) => record !== undefined && open.has(`${record.ledger}/${record.number}`),
      });
      expiry.start();
      clock.advance(hours(12));
      await expiry.stop();
    },
  };
}

describe("a photo is kept", () => {
  test.each([
    { of: "an alarm", show: "ofAlarm", id: "a-1" },
    { of: "a hazard", show: "ofRecord", id: "hazard/1" },
    { of: "a check", show: "ofRecord", id: "check/1" },
    { of: "a report from a door", show: "ofRecord", id: "public-report/1" },
  ] as const)(
    "of $of as long as the last line of it is, then deleted with its hash in the journal, and never a hole",
    async ({ show, id }) => {
      const bench = await start();
      const sha256 = await bench.keep("picture");
      bench[show](sha256, id);
      const lastAt = plus(AT, days(40));
      bench.journal.append(
        show === "ofAlarm"
          ? { at: lastAt, kind: "commented", actor: "user:mei", alarmId: id, detail: { comment: "later" } }
          : { at: lastAt, kind: "hazard-recorded", actor: "user:mei", detail: { record: id, act: { act: "commented", words: "later" } } },
      );
      await bench.look((plus(lastAt, years(5)) - 1) as EpochMs);
      expect(await bench.photos.read(sha256)).toMatchObject({ ok: true });
      expect(bench.lines).toEqual([]);
      await bench.look(plus(lastAt, years(5)));
      expect(await bench.photos.read(sha256)).toEqual({ ok: false, error: "PHOTO_EXPIRED" });
      expect(existsSync(bench.fileOf(sha256))).toBe(false);
      expect(bench.lines).toEqual([{ kind: "photos-expired", actor: "system", detail: { count: 1, hashes: [sha256] } }]);
      expect(await bench.photos.room()).toMatchObject({ bytes: 0 });
    },
  );

  test("while the record that shows it is open, the alarm is not over, somebody is on hold, or another line shows the same", async () => {
    const bench = await start();
    const [open, standing, held, twice] = [await bench.keep("1"), await bench.keep("2"), await bench.keep("3"), await bench.keep("4")];
    bench.ofRecord(open, "hazard/1");
    bench.open("hazard/1");
    bench.ofAlarm(standing, "a-1");
    const database = openDatabase(bench.dataFolder);
    onTestFinished(() => database.close());
    database.exec(`INSERT INTO alarms (id, code, annunciation, priority, condition_active, raised_at, raised_received_at, body)
      VALUES ('a-1', 'K1', 'unacknowledged', 'low', 0, 0, 0, '{}')`);
    bench.ofRecord(held, "check/1");
    bench.journal.append({ at: AT, kind: "check-recorded", actor: "user:other", detail: { record: "check/2", act: {} } });
    const data = createPersonalData(bench.dataFolder, DEFAULT_RETENTION);
    data.holdPerson(["user:mei"], { reason: "case", by: "user:li", at: AT });
    bench.ofRecord(twice, "hazard/2");
    const later = plus(AT, years(6));
    bench.ofRecord(twice, "hazard/3", later);
    await bench.look(later);
    expect(bench.lines).toEqual([]);
    data.liftHold("user:mei");
    bench.close("hazard/1");
    database.exec("UPDATE alarms SET annunciation = 'normal'");
    await bench.look(later);
    expect(bench.lines).toMatchObject([{ detail: { count: 3 } }]);
    expect(await bench.photos.read(twice)).toMatchObject({ ok: true });
    await bench.look(plus(later, years(5)));
    expect(await bench.photos.read(twice)).toEqual({ ok: false, error: "PHOTO_EXPIRED" });
  });

  test("a day where no line shows it, as a crash leaves it", async () => {
    const bench = await start();
    const sha256 = await bench.keep("nobody's");
    await bench.look((plus(AT, days(1)) - 1) as EpochMs);
    expect(await bench.photos.read(sha256)).toMatchObject({ ok: true });
    await bench.look(plus(AT, days(1)));
    expect(bench.lines).toMatchObject([{ detail: { hashes: [sha256] } }]);
  });
});

test("one that was marked when the process was killed is not given out, and goes with the next look", async () => {
  const bench = await start();
  const sha256 = await bench.keep("marked");
  bench.ofRecord(sha256, "hazard/1");
  mkdirSync(join(bench.folder, sha256.slice(0, 2)), { recursive: true });
  writeFileSync(`${bench.fileOf(sha256)}.gone`, JSON.stringify({ at: AT, because: "removed" }));
  expect(await bench.photos.read(sha256)).toEqual({ ok: false, error: "PHOTO_REMOVED" });
  await bench.look(AT);
  expect(readdirSync(join(bench.folder, sha256.slice(0, 2)))).toEqual([`${sha256}.gone`]);
  expect(await bench.photos.gone(sha256)).toEqual({ at: AT, because: "removed" });
});

test("one that a line says is removed, and nothing marks, as a crash or a full disk leaves it, is not given out from the start on", async () => {
  const bench = await start();
  const sha256 = await bench.keep("removed");
  bench.ofRecord(sha256, "hazard/1");
  bench.journal.append({ at: AT, kind: "photo-removed", actor: "user:officer", detail: { sha256, reason: "asked", shown: ["hazard/1"] } });
  expect(await bench.photos.read(sha256)).toMatchObject({ ok: true });
  const expiry = createPhotoExpiry({
    clock: createSettableClock(AT),
    logger: createTestLogger(),
    desk: { record: () => undefined },
    photos: bench.photos,
    records: bench.records,
    isOpen: () => true,
  });
  expiry.start();
  await expiry.stop();
  expect(await bench.photos.gone(sha256)).toEqual({ at: AT, because: "removed" });
  expect(existsSync(bench.fileOf(sha256))).toBe(false);
});

test("one whose mark cannot be written is given to nobody from then on, and is gone a minute after it can", async () => {
  const bench = await start();
  const sha256 = await bench.keep("removed");
  bench.ofRecord(sha256, "hazard/1");
  const clock = createSettableClock(AT);
  const logger = createTestLogger();
  const expiry = createPhotoExpiry({
    clock,
    logger,
    desk: { record: () => undefined },
    photos: bench.photos,
    records: bench.records,
    isOpen: () => true,
  });
  expiry.start();
  // What is to become the mark cannot be opened, as on a full disk.
  mkdirSync(`${bench.fileOf(sha256)}.gone.next`);
  await expect(bench.photos.remove(sha256, { at: AT, because: "removed" }, () => true)).rejects.toThrow(/EISDIR/);
  expect(await bench.photos.read(sha256)).toEqual({ ok: false, error: "PHOTO_REMOVED" });
  expect(await bench.photos.gone(sha256)).toEqual({ at: AT, because: "removed" });
  expect(await bench.photos.keep(Buffer.from("removed"), () => ({ ok: true }))).toEqual({ ok: false, error: "PHOTO_REMOVED" });
  clock.advance(minutes(1));
  await expect
    .poll(() => logger.lines)
    .toContainEqual(expect.objectContaining({ level: "error", text: expect.stringContaining("tried again in a minute") }));
  expect(existsSync(bench.fileOf(sha256))).toBe(true);
  rmdirSync(`${bench.fileOf(sha256)}.gone.next`);
  clock.advance(minutes(1));
  await expiry.stop();
  expect(existsSync(bench.fileOf(sha256))).toBe(false);
  expect([bench.photos.heldBack().size, await bench.photos.gone(sha256)]).toEqual([0, { at: AT, because: "removed" }]);
});

test("once the store is stopped nothing is written: what was under way is done, and what comes from a cut request is refused", async () => {
  const bench = await start();
  const [one, two] = [
    bench.photos.keep(Buffer.from("one"), () => ({ ok: true })),
    bench.photos.keep(Buffer.from("two"), () => ({ ok: true })),
  ];
  await bench.photos.stop();
  const written = readdirSync(bench.folder, { recursive: true }).length;
  await expect(bench.photos.keep(Buffer.from("three"), () => ({ ok: true }))).rejects.toThrow("stopping");
  expect(await Promise.all([one, two])).toMatchObject([{ ok: true }, { ok: true }]);
  expect(readdirSync(bench.folder, { recursive: true })).toHaveLength(written);
});

test("one that expired and is taken again while it is looked stays; its mark goes before a line shows it", async () => {
  const bench = await start();
  const sha256 = await bench.keep("again");
  writeFileSync(`${bench.fileOf(sha256)}.gone`, JSON.stringify({ at: AT, because: "expired" }));
  const takenAgain = async () => {
    let isMarked: boolean | undefined;
    await bench.photos.keep(Buffer.from("again"), () => {
      isMarked = existsSync(`${bench.fileOf(sha256)}.gone`);
      bench.ofRecord(sha256, "hazard/1");
      return { ok: true };
    });
    return isMarked;
  };
  let isMarked: boolean | undefined;
  const list = async () => {
    const all = await bench.photos.list();
    isMarked ??= await takenAgain();
    return all;
  };
  await bench.look(AT, { ...bench.photos, list });
  expect(isMarked).toBe(false);
  expect(await bench.photos.read(sha256)).toMatchObject({ ok: true });
});

test("one that expired, and whose taking is refused, has expired still", async () => {
  const bench = await start();
  const sha256 = await bench.keep("refused");
  await bench.photos.remove(sha256, { at: AT, because: "expired" }, () => true);
  await bench.photos.keep(Buffer.from("refused"), () => ({ ok: false }));
  expect(await bench.photos.read(sha256)).toEqual({ ok: false, error: "PHOTO_EXPIRED" });
  expect(existsSync(bench.fileOf(sha256))).toBe(false);
});

test("more than a slice goes in one look, and what is kept meanwhile stays", async () => {
  const bench = await start();
  const gone = await Promise.all(Array.from({ length: 120 }, (_, index) => bench.keep(`n${index}`)));
  const kept = await bench.keep("kept");
  bench.ofRecord(kept, "hazard/1", plus(AT, days(2)));
  await bench.look(plus(AT, days(2)));
  const hashes = bench.lines.flatMap(({ detail }) => detail["hashes"] as string[]);
  expect(hashes.toSorted()).toEqual(gone.toSorted());
  expect(statSync(bench.fileOf(kept)).isFile()).toBe(true);
});
