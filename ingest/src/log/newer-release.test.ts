import { appendFile, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { epochMs } from "@labcanary/domain/basics";
import type { LogPosition } from "@labcanary/domain/telemetry";
import { expect, test } from "vitest";
import { append, frame, fromFiles, opened, readAll, said, segmentsOf } from "../../../test/support/accepted-log.ts";
import { savePosition } from "./position-file.ts";
import { largestSize, writeRecord } from "./segment.ts";

const AT = epochMs(1_800_000_000_000);

/** A record as a release after this one might write it: whole, with a good checksum, of a kind that is unknown here. */
function newerRecord(position: LogPosition): Buffer {
  const record = { kind: "site", version: "what only a newer release understands" } as const;
  const target = Buffer.alloc(largestSize(record));
  const end = writeRecord(target, 0, record, position, AT);
  target[8] = 200;
  target.writeUInt32LE(crc32(target.subarray(8, end), position >>> 0), 4);
  return target.subarray(0, end);
}

function plainRecord(payload: string, position: LogPosition): Buffer {
  const record = frame(payload);
  const target = Buffer.alloc(largestSize(record));
  return target.subarray(0, writeRecord(target, 0, record, position, AT));
}

/** Readings a and b, a record of a newer release, and reading c, as a former process left them; then half a record, as a crash leaves it. */
async function written(): Promise<{ readonly folder: string; readonly file: string }> {
  const { folder, log } = await opened();
  for (const text of ["a", "b"]) await append(log, frame(text));
  await log.close();
  const [name = ""] = await segmentsOf(folder);
  const file = join(folder, name);
  await appendFile(file, Buffer.concat([newerRecord(3), plainRecord("c", 4), plainRecord("torn", 5).subarray(0, 20)]));
  return { folder, file };
}

test("a log with a record of a newer release is not opened, says what would be right, and is left as it was", async () => {
  const { folder, file } = await written();
  const before = await readFile(file);
  const names = await readdir(folder);
  await expect(opened({ folder })).rejects.toMatchObject({
    code: "LOG_OF_NEWER_RELEASE",
    message: expect.stringMatching(
      /record 3 in .*Start the release that wrote it, or a newer one.*nothing was cut off.*\(LOG_OF_NEWER_RELEASE\)$/,
    ),
  });
  expect(await readFile(file)).toEqual(before);
  expect(await readdir(folder)).toEqual(names);
});

test("nor when it stands before the last segment", async () => {
  const { folder, file } = await written();
  const header = Buffer.from((await readFile(file)).subarray(0, 16));
  header.writeBigUInt64LE(5n, 8);
  await writeFile(file.replace("1.log", "5.log"), Buffer.concat([header, plainRecord("later", 5)]));
  await expect(opened({ folder })).rejects.toMatchObject({ code: "LOG_OF_NEWER_RELEASE" });
});

test("what the rules are past is whole: only the torn end is cut, and a reader behind leaves out that one record and tells it", async () => {
  const { folder } = await written();
  await savePosition(folder, "rules", 3);
  const { log } = await opened({ folder });
  expect(await append(log, frame("d"))).toBe(5);
  const files = fromFiles(folder, log);
  expect((await readAll(files, 0, 64)).map(said)).toEqual(["a", "b", "c", "d"]);
  expect(files.missing).toEqual([{ from: 3, to: 3 }]);
  expect((await readdir(folder)).filter((name) => name.endsWith(".torn"))).toHaveLength(1);
});
