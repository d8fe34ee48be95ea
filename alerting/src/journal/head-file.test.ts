import { mkdtempSync, rmSync, watch } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { createHeadFile, readHeadFile } from "./head-file.ts";

const HASH = "0".repeat(64);

function openHeadFile() {
  const folder = mkdtempSync(join(tmpdir(), "labcanary-head-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "head.json");
  // Each writing puts a new file in the place of the old one.
  let written = 0;
  const watching = watch(folder, (event, name) => {
    if (event === "rename" && name === "head.json") written += 1;
  });
  onTestFinished(() => watching.close());
  return { file, head: createHeadFile(file), written: () => written };
}
const kept = (file: string) => {
  const read = readHeadFile(file);
  return read.ok ? read.value : read.error;
};

test("the first head is written at once, and of those that follow in a hurry only the last", async () => {
  const { file, head, written } = openHeadFile();
  await head.advance({ number: 1, hash: HASH });
  expect(kept(file)).toEqual({ number: 1, hash: HASH, closed: false });
  const last = Promise.all(Array.from({ length: 50 }, (_, index) => head.advance({ number: 2 + index, hash: HASH })));
  expect(kept(file)).toMatchObject({ number: 1 });
  await last;
  expect(kept(file)).toMatchObject({ number: 51 });
  await expect.poll(written).toBe(2);
});

test("an orderly stop waits for no time to be up", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const { file, head } = openHeadFile();
  await head.advance({ number: 1, hash: HASH });
  void head.advance({ number: 2, hash: HASH });
  expect(vi.getTimerCount()).toBe(1);
  await head.close({ number: 3, hash: HASH });
  expect(kept(file)).toEqual({ number: 3, hash: HASH, closed: true });
});
