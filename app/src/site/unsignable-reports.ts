import { custodyScopes, hasReviewer, REGIME_WORDS, scopesWithoutReviewer } from "@labcanary/domain/governance";
import type { Site } from "@labcanary/domain/site";

/** Of which weekly reports, yearly reviews and months of custody nobody may sign, in words; undefined: each has somebody. */
export function sayUnsignableReports(site: Site): string | undefined {
  const scopes = scopesWithoutReviewer(site).map(({ department }) => department?.en ?? "the whole site");
  const regimes = custodyScopes(site)
    .filter((scope) => !hasReviewer(scope, site, () => true))
    .map(({ regime }) => REGIME_WORDS[regime].en);
  const said = [
    ...(scopes.length === 0 ? [] : [`the weekly reports and yearly reviews of ${scopes.join(", ")}`]),
    ...(regimes.length === 0 ? [] : [`the custody month by month of ${regimes.join(", ")}`]),
  ];
  if (said.length === 0) return undefined;
  return `nobody may sign ${said.join(", nor ")}: give people of a different department a department; see docs/guides/weekly-report.md`;
}
