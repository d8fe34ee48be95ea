import { loadSite } from "./load.ts";

/** The other end of `loadSiteInProcess`: reads the site named by its argument, says what came of it, and ends. */
process.send?.(loadSite(process.argv[2] ?? ""), () => process.disconnect());
