import { readFileSync } from "node:fs";
import { err, ok, type Result } from "@labcanary/domain/basics";
import type { Site } from "@labcanary/domain/site";
import { UsageError } from "../command-line.ts";
import { type SiteEdit, siteEdit } from "../site/site-edit.ts";
import type { FileProblem } from "../yaml-source.ts";
import { withDevices } from "./device-source.ts";
import type { NewDevice } from "./import-plan.ts";

interface Refused {
  readonly problems: readonly FileProblem[];
  /** Devices of the file before the new ones. */
  readonly before: number;
}

/** The site with more devices in its own file, as it would be. */
export function candidateOf(siteFile: string, present: Site, added: readonly NewDevice[]): Result<SiteEdit, Refused> {
  if (added.length === 0) return ok({ site: present, diff: "", keep: () => undefined });
  const after = withDevices(readFileSync(siteFile, "utf8"), added);
  if (!after.ok) throw new UsageError(`devices of ${siteFile} stand in one line; give each a line of its own`);
  const edit = siteEdit(siteFile, siteFile, after.value.text);
  return edit.ok ? edit : err({ problems: edit.error, before: after.value.before });
}
