import { watch } from "node:fs";
import { dirname } from "node:path";
import { milliseconds, seconds } from "@labcanary/domain/basics";
import type { Clock, HealthSource, Logger, Service } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import { formatProblem } from "../yaml-source.ts";
import { loadSiteInProcess } from "./load-in-process.ts";

/** What the journal keeps of a change. */
export interface SiteChange {
  readonly from: string;
  readonly to: string;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Rules whose figures differ. */
  readonly changed: readonly string[];
}

/** The site the platform runs by, and how it follows its files. */
export interface SiteInForce extends HealthSource {
  readonly current: Site;
  /** A service that reloads on SIGHUP and when a file beside the site file changes: all or nothing. `apply` is called once the new site is in force. */
  following(apply: (change: SiteChange) => Promise<void>): Service;
}

const YAML_FILE = /\.ya?ml$/;

/** Chosen: what stands in the way of a change (a full disk) rarely goes sooner, and whoever made it still waits. */
const APPLY_AGAIN = seconds(10);

/** An editor writes a file in several steps. Chosen: longer than those, shorter than anybody waits. */
const SETTLE = milliseconds(300);

export function createSiteInForce(
  file: string,
  first: Site,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): SiteInForce {
  let current = first;
  /** The first mistake in the files as they are now; what is in force is then an older state of them. */
  let mistake: string | undefined;

  const reload = async (apply: (change: SiteChange) => Promise<void>): Promise<void> => {
    const loaded = await loadSiteInProcess(file);
    if (!loaded.ok) {
      // Shown to whoever watches the log; what runs stays as it was.
      for (const problem of loaded.error) logger.error({ problem }, `site not changed: ${formatProblem(problem)}`);
      const [first] = loaded.error;
      mistake = first === undefined ? "the site is wrong" : formatProblem(first);
      return;
    }
    mistake = undefined;
    if (loaded.value.version === current.version) return;
    const before = current;
    current = loaded.value;
    try {
      await apply(changeBetween(before, current));
    } catch (error) {
      // Not in force, so that the next attempt is not taken for no change.
      current = before;
      throw error;
    }
    logger.info({ from: before.version, to: current.version }, "the site has changed");
  };

  return {
    get current() {
      return current;
    },
    health() {
      if (mistake === undefined) return [{ name: "site", state: "ok", detail: `version ${current.version}` }];
      return [{ name: "site", state: "degraded", detail: `version ${current.version} stays in force: ${mistake}` }];
    },
    following(apply) {
      let stop = (): void => undefined;
      return {
        name: "site-following",
        async start() {
          let settle = (): void => undefined;
          let reloading = Promise.resolve();
          let isStopped = false;
          const soon = (span = SETTLE): void => {
            settle();
            settle = clock.after(span, () => {
              // One after the other, or an older site could be applied last.
              reloading = reloading
                .then(() => reload(apply))
                .catch((error: unknown) => {
                  logger.error({ error }, "the site could not be changed; tried again");
                  if (!isStopped) soon(APPLY_AGAIN);
                });
            });
          };
          const onSignal = (): void => soon();
          // The folder, not the file: editors replace files, and a site includes others beside it.
          const watcher = watch(dirname(file), { persistent: false }, (_event, name) => {
            if (name !== null && YAML_FILE.test(name)) soon();
          });
          watcher.on("error", (error) => logger.warn({ error }, "the site's folder is no longer watched; send SIGHUP after a change"));
          process.on("SIGHUP", onSignal);
          stop = () => {
            isStopped = true;
            settle();
            watcher.close();
            process.off("SIGHUP", onSignal);
          };
        },
        async stop() {
          stop();
        },
      };
    },
  };
}

function changeBetween(before: Site, after: Site): SiteChange {
  const versions = (site: Site): Map<string, string> =>
    new Map(site.signals.flatMap(({ rules }) => rules.map(({ id, version }) => [id, version])));
  const old = versions(before);
  const fresh = versions(after);
  return {
    from: before.version,
    to: after.version,
    added: [...fresh.keys()].filter((id) => !old.has(id)),
    removed: [...old.keys()].filter((id) => !fresh.has(id)),
    changed: [...fresh].flatMap(([id, version]) => (old.has(id) && old.get(id) !== version ? [id] : [])),
  };
}
