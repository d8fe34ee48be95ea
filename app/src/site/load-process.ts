import { ok } from "@labcanary/domain/basics";
import type { Site } from "@labcanary/domain/site";
import { SiteArchive } from "@labcanary/ingest";
import type { LoadedSite } from "./in-force.ts";
import { loadSite } from "./load.ts";
import { changeBetween } from "./site-change.ts";

/** The other end of `loadSiteInProcess`: reads the site named by its argument, compares it, says what came of it, and ends. */
const [file = "", archive, version] = process.argv.slice(2);
const read = loadSite(file);
process.send?.(read.ok ? ok(await compared(read.value)) : read, () => process.disconnect());

/** Where the site in force cannot be read here, the platform has it and compares by itself. */
async function compared(site: Site): Promise<LoadedSite> {
  if (archive === undefined || version === undefined || version === site.version) return { site };
  const before = await new SiteArchive(archive).load(version).catch(() => undefined);
  return before === undefined ? { site } : { site, change: changeBetween(before, site) };
}
