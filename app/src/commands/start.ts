import { existsSync } from "node:fs";
import type { Result } from "@labcanary/domain/basics";
import type { Site } from "@labcanary/domain/site";
import { SiteArchive } from "@labcanary/ingest/site-archive";
import { parseCommand, UsageError } from "../command-line.ts";
import type { Platform } from "../compose.ts";
import { siteArchiveFolder } from "../data-folders.ts";
import { createLogger } from "../platform/logger.ts";
import { createSystemClock } from "../platform/system-clock.ts";
import type { Settings } from "../settings/table.ts";
import { type LoadedSite, openSiteInForce } from "../site/in-force.ts";
import { loadSiteInProcess } from "../site/load-in-process.ts";
import { type FileProblem, formatProblem } from "../yaml-source.ts";
import { settingsFor } from "./settings.ts";

const HELP = `labcanary start [--config labcanary.yaml] [--site site.yaml] [--data DIR] [--port 0]

Runs the platform until SIGINT or SIGTERM. With --port 0 every listener takes a free port; where they listen is printed.
`;

export async function start(words: readonly string[]): Promise<number> {
  const { common } = parseCommand(words, {});
  if (common.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const platform = await startPlatform(settingsFor(common));
  // Before it is told to be there: whoever reads that may stop it at once, and is to find it stopped in order.
  const stopped = untilStopped(platform);
  process.stdout.write(addressesOf(platform));
  await stopped;
  return 0;
}

/** Builds and starts everything. Throws a UsageError when there is no site or a wrong one. */
export async function startPlatform(settings: Settings): Promise<Platform> {
  const logger = createLogger(settings["log.level"]);
  const clock = createSystemClock();
  const folder = siteArchiveFolder(settings.data);
  requireFile(settings.site);
  // Both take their time, and the reading has a process of its own.
  const [read, { compose }] = await Promise.all([loadSiteInProcess(settings.site, { folder }), import("../compose.ts")]);
  const site = await openSiteInForce({ file: settings.site, dataFolder: settings.data }, rightSite(read), {
    clock,
    logger,
    load: (file, version) => loadSiteInProcess(file, { folder, version }),
    archived: (version) => new SiteArchive(folder).load(version),
  });
  const platform = compose(settings, { clock, logger, site, environment: process.env });
  await platform.start();
  return platform;
}

function requireFile(file: string): void {
  if (existsSync(file)) return;
  throw new UsageError(
    `there is no site file ${file}. A site file says what is watched and who is told: begin with a copy of ` +
      "examples/chemistry-building, name it with --site or LABCANARY_SITE, and try it with `labcanary check`. " +
      "`npm run demo` shows a simulated building without one.",
  );
}

function rightSite(read: Result<LoadedSite, readonly FileProblem[]>): Site {
  if (read.ok) return read.value.site;
  throw new UsageError(`the site is wrong:\n${read.error.map((problem) => `  ${formatProblem(problem)}`).join("\n")}`);
}

/** Where everything listens, a line each. */
export function addressesOf({ broker, dashboard, operations }: Platform): string {
  const lines = [
    ...broker.listeners.map(({ name, host, port }) => `MQTT (${name}): ${host}:${port}`),
    `Dashboard: http://${dashboard.address.host}:${dashboard.address.port}`,
    `Operations: http://127.0.0.1:${operations.port}/readyz`,
  ];
  return `${lines.join("\n")}\n`;
}

/** Chosen: Docker kills after 10 s. Whatever is cut off then is taken up by the next start, as after a crash. */
const STOP_WITHIN_MS = 8000;

/** Resolves after SIGINT or SIGTERM, when everything has been stopped. A second signal does not wait, nor does a stop take for ever. */
export function untilStopped(...services: readonly { stop(): Promise<void> }[]): Promise<void> {
  return new Promise((resolve, reject) => {
    let isStopping = false;
    const stop = (): void => {
      if (isStopping) process.exit(1);
      isStopping = true;
      setTimeout(() => {
        process.stderr.write(
          `labcanary: not everything could be stopped within ${STOP_WITHIN_MS / 1000} s; the next start takes up what was cut off\n`,
        );
        process.exit(1);
      }, STOP_WITHIN_MS).unref();
      void (async () => {
        for (const service of services) await service.stop();
      })().then(resolve, reject);
    };
    process.on("SIGINT", stop);
    process.on("SIGTERM", stop);
  });
}
