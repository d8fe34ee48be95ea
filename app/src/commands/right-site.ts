import type { Site } from "@labcanary/domain/site";
import { UsageError } from "../command-line.ts";
import { loadSite } from "../site/load.ts";
import { formatProblem } from "../yaml-source.ts";

/** The site of a file. Throws a UsageError that says all that is wrong with it. */
export function rightSite(file: string): Site {
  const site = loadSite(file);
  if (!site.ok) throw new UsageError(`the site is wrong:\n${site.error.map((problem) => `  ${formatProblem(problem)}`).join("\n")}`);
  return site.value;
}
