import { scopesWithoutReviewer } from "@labcanary/domain/governance";
import type { Site } from "@labcanary/domain/site";

/** Of which weekly reports and yearly reviews nobody may sign, in words; undefined: each has somebody. */
export function sayUnsignableReports(site: Site): string | undefined {
  const scopes = scopesWithoutReviewer(site).map(({ department }) => department?.en ?? "the whole site");
  if (scopes.length === 0) return undefined;
  return `nobody may sign the weekly reports and yearly reviews of ${scopes.join(", ")}: give people of a different department a department; see docs/guides/weekly-report.md`;
}
