import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/support/longest-first.ts";

/** Sources are run as they are: the `development` condition points every workspace at its TypeScript. */
const resolve = { conditions: ["development"] };
const ssr = { resolve: { conditions: ["development"], externalConditions: ["development"] } };

/** What is polled for comes when it comes: on a busy machine threads and processes take seconds to start, and one worker keeps another waiting. */
const PATIENCE = { timeout: 30_000 };

/** The second as `app/src/main.ts` has it: threads that load TypeScript come and go here all the time, each with WebAssembly of its own. */
const EXEC_ARGV = ["--conditions=development", "--wasm-wrapper-tiering-budget=2147483647"];

/**
 * Two projects: `fast` holds unit, contract and architecture tests; `system` starts real processes,
 * brokers, browsers and gateways, and is given longer before a test counts as hung.
 */
export default defineConfig({
  test: {
    // Vitest leaves one processor idle by default, on two processors half of them.
    maxWorkers: "100%",
    sequence: { sequencer: LongestFirst },
    coverage: { include: ["domain/src/**"], exclude: ["**/*.test.ts"], thresholds: { branches: 95 } },
    projects: [
      {
        resolve,
        ssr,
        test: {
          name: "fast",
          include: ["*/src/**/*.test.ts", "dashboard/web/**/*.test.ts", "test/{contract,architecture,support}/**/*.test.ts"],
          exclude: ["**/*.system.test.ts", "**/node_modules/**"],
          // Nothing here changes what other files see: no module is replaced, and what is started is stopped by its test.
          isolate: false,
          restoreMocks: true,
          execArgv: EXEC_ARGV,
          // Every processor has a worker of its own, and other work besides.
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: { poll: PATIENCE },
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: "system",
          include: [
            "{domain,broker,ingest,alerting,dashboard,governance,documents,firmware-sim,app,test}/**/*.system.test.ts",
            "test/acceptance/**/*.test.ts",
          ],
          exclude: ["**/node_modules/**"],
          globalSetup: ["test/support/compile-cache.ts", "test/support/fresh-console.ts"],
          execArgv: EXEC_ARGV,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: { poll: PATIENCE },
        },
      },
    ],
  },
});
