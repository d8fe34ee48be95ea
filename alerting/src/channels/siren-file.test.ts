import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { epochMs } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/support/files.ts";
import type { SirenState } from "./siren-calls.ts";
import { createSirenFile } from "./siren-file.ts";

const siren = (soundsUntil: number): SirenState => ({ deviceId: "siren-1", calls: [], soundsUntil: epochMs(soundsUntil) });

test("of many writes at once the last is kept, and all of them hear of it", async () => {
  const file = join(temporaryFolder(), "sirens.json");
  const sirens = createSirenFile(file);
  const outcomes = await Promise.all(Array.from({ length: 500 }, (_, index) => sirens.write([siren(index)])));
  expect(outcomes.every(({ ok }) => ok)).toBe(true);
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual([siren(499)]);
  expect(createSirenFile(file).read()).toEqual({ ok: true, value: [siren(499)] });
  await sirens.write([]);
  expect(createSirenFile(file).read()).toEqual({ ok: true, value: [] });
});

test("without a file there is nothing, and a folder that is gone is made again", async () => {
  const folder = temporaryFolder();
  const sirens = createSirenFile(join(folder, "sirens.json"));
  expect(sirens.read()).toEqual({ ok: true, value: [] });
  rmSync(folder, { recursive: true });
  expect(await sirens.write([siren(1)])).toEqual({ ok: true, value: undefined });
});
