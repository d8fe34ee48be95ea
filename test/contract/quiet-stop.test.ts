import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { hours } from "@labcanary/domain/basics";
import { createIngest, DEFAULT_RETENTION, LOG_DEFAULTS, SAVE_EVERY } from "@labcanary/ingest";
import { expect, onTestFinished, test, vi } from "vitest";
import { WriterHost } from "../../ingest/src/history-writer/host.ts";
import { RuleRunner } from "../../ingest/src/rule-runner.ts";
import { SiteVersions } from "../../ingest/src/site-versions.ts";
import { createSettableClock } from "../support/clock.ts";
import { temporaryFolder } from "../support/files.ts";
import { createTestLogger, createTestMetrics } from "../support/observing.ts";
import { testSite } from "../support/site.ts";

test("ingest has stopped once versions of the site that were being deleted are: whoever removes the folder then finds nobody in it", async () => {
  const dataFolder = temporaryFolder();
  const clock = createSettableClock();
  const site = testSite();
  const ingest = createIngest(
    {
      dataFolder: join(dataFolder, "ingest"),
      log: LOG_DEFAULTS,
      history: { kind: "sqlite", options: { file: join(dataFolder, "history.sqlite"), retention: DEFAULT_RETENTION } },
      saveEvery: SAVE_EVERY,
      historyWriter: "on-demand",
    },
    {
      clock,
      logger: createTestLogger(),
      metrics: createTestMetrics(),
      sink: { takeConditions: async () => undefined, takeSystemCondition: () => undefined, takeEvents: async () => undefined },
      site: () => site,
    },
  );
  await ingest.start();
  const pruning = Promise.withResolvers<readonly string[]>();
  const prune = vi.spyOn(SiteVersions.prototype, "prune").mockReturnValue(pruning.promise);
  onTestFinished(() => prune.mockRestore());
  clock.sleep(hours(1));
  await expect.poll(() => prune).toHaveBeenCalled();
  const others = [vi.spyOn(WriterHost.prototype, "stop"), vi.spyOn(RuleRunner.prototype, "stop")];
  onTestFinished(() => others.forEach((each) => each.mockRestore()));
  // The last of a stop.
  const close = vi.spyOn(ingest.history, "close");
  const stopping = ingest.stop();
  // What a stop waits for beside it, and then far more than its log and history still ask of the disk.
  for (const stop of others) await stop.mock.results[0]?.value;
  for (let each = 0; each < 100; each++) await writeFile(join(dataFolder, "beside"), String(each), { flush: true });
  expect(close).not.toHaveBeenCalled();
  pruning.resolve([]);
  await stopping;
  expect(close).toHaveBeenCalled();
});
