import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { ok, type Result } from "@labcanary/domain/basics";
import type { Site } from "@labcanary/domain/site";
import type { FileProblem } from "../yaml-source.ts";
import { lineDiff } from "./line-diff.ts";
import { loadSite } from "./load.ts";

/** A change of one file of a site: what the site would be by it. */
export interface SiteEdit {
  readonly site: Site;
  /** As `diff -u` shows it, without lines around. */
  readonly diff: string;
  /** Puts it in the file's place: after a crash there is one or the other. */
  keep(): void;
}

/** The whole site as it would be with another text of one of its files, so that what is wrong never takes its place. */
export function siteEdit(siteFile: string, file: string, text: string): Result<SiteEdit, readonly FileProblem[]> {
  const site = loadSite(siteFile, new Map([[resolve(file), text]]));
  if (!site.ok) return site;
  const before = readFileSync(file, "utf8");
  return ok({
    site: site.value,
    diff: before === text ? "" : `--- ${file}\n+++ ${file}\n${lineDiff(before, text)}`,
    keep() {
      writeFileSync(`${file}.new`, text, { flush: true });
      renameSync(`${file}.new`, file);
    },
  });
}
