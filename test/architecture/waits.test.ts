import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const tests = globSync("{domain,broker,ingest,alerting,dashboard,governance,documents,firmware-sim,app,test}/**/*.ts", {
  cwd: ROOT,
  exclude: (name) => name === "node_modules" || name === "dist",
}).filter((file) => file !== "test/architecture/waits.test.ts" && /\.test\.ts$|^test\//.test(file));

/** Waits in a hook, where `expect.poll` is refused, with as much patience. */
const IN_HOOKS = ["app/src/doctor/doctor.system.test.ts"];

/** Vitest's other two waits give up after a second, which a busy machine does not always have: `expect.poll` has one patience for all (vitest.config.ts). */
test("what is waited for is polled, and nothing that is polled for is given up sooner than everywhere else", () => {
  expect(tests.length).toBeGreaterThan(500);
  const impatient = tests.filter((file) => {
    const source = readFileSync(join(ROOT, file), "utf8");
    return (
      /\bvi\s*\.wait(?:For|Until)\b/.test(source) ||
      /(?:\.poll\([^;]*|\b(?:soon|SOON) = )\{ timeout: (?:\d|[\d_]{2,5}|[12]\d_000)[ ,]/.test(source)
    );
  });
  expect(impatient).toEqual(IN_HOOKS);
});
