import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { err, ok, type Result } from "@labcanary/domain/basics";
import type { Site } from "@labcanary/domain/site";
import { UsageError } from "../command-line.ts";
import { loadSite } from "../site/load.ts";
import type { FileProblem } from "../yaml-source.ts";
import { withDevices } from "./device-source.ts";
import type { NewDevice } from "./import-plan.ts";

interface Candidate {
  readonly site: Site;
  /** As `diff -u` shows lines that are put in. */
  readonly diff: string;
  /** Puts it in the site file's place: after a crash there is one or the other. */
  keep(): void;
  discard(): void;
}

interface Refused {
  readonly problems: readonly FileProblem[];
  /** Devices of the file before the new ones. */
  readonly before: number;
}

/** The site file as it would be, checked as a whole beside the present one, so that what is wrong never takes its place. */
export function candidateOf(siteFile: string, present: Site, added: readonly NewDevice[]): Result<Candidate, Refused> {
  if (added.length === 0) return ok({ site: present, diff: "", keep: () => undefined, discard: () => undefined });
  const after = withDevices(readFileSync(siteFile, "utf8"), added);
  if (!after.ok) throw new UsageError(`devices of ${siteFile} stand in one line; give each a line of its own`);
  const { text, lines, after: line, before } = after.value;
  const candidate = join(dirname(siteFile), `.${process.pid}.import.yaml`);
  writeFileSync(candidate, text, { flush: true });
  const discard = (): void => rmSync(candidate, { force: true });
  const site = loadSite(candidate);
  if (!site.ok) {
    discard();
    return err({ problems: site.error, before });
  }
  const header = `--- ${siteFile}\n+++ ${siteFile}\n@@ -${line},0 +${line + 1},${lines.length} @@\n`;
  return ok({
    site: site.value,
    diff: `${header}${lines.map((added) => `+${added}\n`).join("")}`,
    keep: () => renameSync(candidate, siteFile),
    discard,
  });
}
