import { watch } from "node:fs";
import { dirname } from "node:path";
import { type DurationMs, milliseconds, seconds } from "@labcanary/domain/basics";
import type { Clock, Logger, Service } from "@labcanary/domain/ports";

/** Of a site, and the drawings of its plans. */
const SITE_FILE = /\.(?:ya?ml|svg)$/;

/** Chosen: what stands in the way of a change (a full disk) rarely goes sooner, and whoever made it still waits. */
const AGAIN = seconds(10);

/** An editor writes a file in several steps. Chosen: longer than those, shorter than anybody waits. */
const SETTLE = milliseconds(300);

/** Tells when the files of a site may have changed. */
export interface FileFollower extends Omit<Service, "name"> {
  /** Something stood in the way: tells once more in a while. Nothing after `stop`. */
  again(): void;
}

/** `changed` is called after a SIGHUP and after a change to a YAML file or a drawing beside the site file, once whoever writes is done. */
export function createFileFollower(
  file: string,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
  changed: () => void,
): FileFollower {
  let forget = (): void => undefined;
  let end = (): void => undefined;
  let isStopped = false;

  const soon = (span: DurationMs): void => {
    if (isStopped) return;
    forget();
    forget = clock.after(span, changed);
  };

  return {
    async start() {
      const onSignal = (): void => soon(SETTLE);
      // The folder, not the file: editors replace files, and a site includes others beside it.
      const watcher = watch(dirname(file), { persistent: false }, (_event, name) => {
        if (name !== null && SITE_FILE.test(name)) soon(SETTLE);
      });
      watcher.on("error", (error) => logger.warn({ error }, "the site's folder is no longer watched; send SIGHUP after a change"));
      process.on("SIGHUP", onSignal);
      end = () => {
        watcher.close();
        process.off("SIGHUP", onSignal);
      };
    },
    async stop() {
      isStopped = true;
      forget();
      end();
    },
    again: () => soon(AGAIN),
  };
}
