import { ok } from "@labcanary/domain/basics";
import type { Site } from "@labcanary/domain/site";
import { SiteArchive } from "@labcanary/ingest/site-archive";
import type { LoadedSite } from "./in-force.ts";
import { loadSite } from "./load.ts";
import { changeBetween, type SiteChange } from "./site-change.ts";

/** What the process says of a site that is right. At the start it is handed over in the archive, where it must be anyway. */
export type ReadSite = LoadedSite | { readonly archived: string };

/** The other end of `loadSiteInProcess`: reads the site named by its argument, compares it, says what came of it, and ends. */
const [file = "", archive, inForce] = process.argv.slice(2);
const read = loadSite(file);
process.send?.(read.ok ? ok(await handedOver(read.value)) : read, () => process.disconnect());

async function handedOver(site: Site): Promise<ReadSite> {
  if (archive === undefined) return { site };
  const sites = new SiteArchive(archive);
  if (inForce === undefined) {
    // Where it cannot be written, the platform finds out when it wants to put the site in force, and says so.
    return sites.keep(site).then(
      () => ({ archived: site.version }),
      () => ({ site }),
    );
  }
  // What is read now may be a draft, or never be agreed to: it is not archived.
  const change = inForce === site.version ? undefined : await changeSince(sites, inForce, site);
  return change === undefined ? { site } : { site, change };
}

/** Where the site in force cannot be read here, the platform has it and compares by itself. */
async function changeSince(sites: SiteArchive, version: string, site: Site): Promise<SiteChange | undefined> {
  const before = await sites.load(version).catch(() => undefined);
  return before === undefined ? undefined : changeBetween(before, site);
}
