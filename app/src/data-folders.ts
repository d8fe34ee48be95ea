import { join } from "node:path";
import { SITES_FOLDER } from "@labcanary/ingest/site-archive";
import type { Settings } from "./settings/table.ts";

/** Where ingest keeps what it has accepted, in a data folder. */
export const ingestFolder = (dataFolder: string): string => join(dataFolder, "ingest");

/** Where the sites that were in force in a data folder are, by version. */
export const siteArchiveFolder = (dataFolder: string): string => join(ingestFolder(dataFolder), SITES_FOLDER);

/** Where the journal's head is kept a second time. */
export const journalHeadFile = (settings: Settings): string => settings["journal.headFile"] ?? join(settings.data, "journal.head");
