import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock, Logger, Metrics } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import type { EpochMs } from "@labcanary/domain/basics";
import type { Settings } from "../settings/table.ts";
import type { SiteInForce } from "../site/in-force.ts";

/** As the package has it, beside the sources and beside what ships. */
export const VERSION = (JSON.parse(readFileSync(join(import.meta.dirname, "../../package.json"), "utf8")) as { readonly version: string })
  .version;

/** What every part is wired with. */
export interface Common {
  readonly settings: Settings;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly siteInForce: SiteInForce;
  readonly site: () => Site;
  readonly startedAt: EpochMs;
}
