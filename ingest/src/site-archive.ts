import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Site } from "@labcanary/domain/site";
import { replaceFile } from "./log/position-file.ts";
import { siteOf, textOf } from "./site-text.ts";

/** Where ingest has them, below its data folder. */
export const SITES_FOLDER = "sites";

/** Where each site that this process has written or read is on disk, as it is here: a large one takes seconds to write. */
const FILE_OF = new WeakMap<Site, string>();

/**
 * Every site that was in force since the accepted log begins, by version (`SiteVersions` says which). The accepted log names versions only, so what it says
 * stays readable after the site has changed.
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
    const file = this.#fileOf(site.version);
    if (FILE_OF.get(site) !== file || !existsSync(file)) {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await replaceFile(file, textOf(site));
      FILE_OF.set(site, file);
    }
    this.#kept = site;
  }

  /** Throws when the version is not there: records under it could not be told from noise. */
  async load(version: string): Promise<Site> {
    if (this.#kept?.version === version) return this.#kept;
    const { file, text } = await this.#read(version);
    const site = siteOf(text);
    FILE_OF.set(site, file);
    return site;
  }

  async #read(version: string): Promise<{ readonly file: string; readonly text: string }> {
    const file = this.#fileOf(version);
    try {
      return { file, text: await readFile(file, "utf8") };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
    // As an earlier release named it: that one is to miss what this one writes, rather than take it for a site of its own form.
    const earlier = resolve(this.#folder, `${version}.json`);
    return { file: earlier, text: await readFile(earlier, "utf8") };
  }

  #fileOf(version: string): string {
    return resolve(this.#folder, `${version}.site.json`);
  }
}
