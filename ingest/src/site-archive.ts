import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Site } from "@labcanary/domain/site";
import { replaceFile } from "./log/index.ts";

/** Where ingest has them, below its data folder. */
export const SITES_FOLDER = "sites";

/**
 * Every site that was ever in force, by version. The accepted log names versions only, so what it says stays readable after the
 * site has changed.
 */
export class SiteArchive {
  readonly #folder: string;
  /** The one in force need not be read, nor held twice. */
  #kept: Site | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Durable on return. */
  async keep(site: Site): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    await replaceFile(this.#fileOf(site.version), JSON.stringify(site));
    this.#kept = site;
  }

  /** Throws when the version is not there: records under it could not be told from noise. */
  async load(version: string): Promise<Site> {
    if (this.#kept?.version === version) return this.#kept;
    return JSON.parse(await readFile(this.#fileOf(version), "utf8")) as Site;
  }

  #fileOf(version: string): string {
    return join(this.#folder, `${version}.json`);
  }
}
