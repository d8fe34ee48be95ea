import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, test } from "vitest";
import { LONG, LongestFirst } from "./longest-first.ts";

const ROOT = join(import.meta.dirname, "../..");
/** What vitest knows of a fresh clone: nothing of earlier runs. */
const FRESH = { cache: { getTestSpecificationResult: () => undefined } };

const specification = (file: string, name = "system") => ({
  moduleId: join(ROOT, file),
  project: { name, config: { isolate: true, sequence: { groupOrder: 0 } } },
});

async function begun(...files: readonly ReturnType<typeof specification>[]): Promise<readonly string[]> {
  const sorted = await new LongestFirst(FRESH as never).sort([...files] as never);
  return sorted.map(({ moduleId }) => relative(ROOT, moduleId));
}

test("a short file that takes long is begun before larger ones, and those by their size", async () => {
  const [long, large, small] = [
    "dashboard/src/every-page.system.test.ts",
    "dashboard/src/duty-console.system.test.ts",
    "firmware-sim/src/main.system.test.ts",
  ];
  expect(await begun(specification(small), specification(large), specification(long))).toEqual([long, large, small]);
});

test("projects follow one another as vitest has them", async () => {
  const [long, other] = ["dashboard/src/every-page.system.test.ts", "test/support/longest-first.test.ts"];
  expect(await begun(specification(long), specification(other, "fast"))).toEqual([other, long]);
});

test("every file that is named is there", () => {
  expect(LONG.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
});
