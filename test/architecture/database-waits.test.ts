import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../..");

/**
 * After a kill whoever opens a database first recovers its log, and locks it meanwhile: a start beside `labcanary doctor` must wait then, and
 * not fail. A wait that is set by a pragma afterwards comes too late for that.
 */
test("every connection to a database says from the first how long it waits for a lock", () => {
  const files = globSync("{alerting,app,dashboard,governance,ingest}/src/**/*.ts", { cwd: ROOT }).filter(
    (file) => !file.endsWith(".test.ts"),
  );
  const opened = files.flatMap((file) =>
    [...readFileSync(join(ROOT, file), "utf8").matchAll(/new DatabaseSync\([^;]*;/g)].map(([call]) => ({ file, call })),
  );
  expect(opened.length).toBeGreaterThan(10);
  expect(opened.filter(({ call }) => !call.includes("timeout:"))).toEqual([]);
});
