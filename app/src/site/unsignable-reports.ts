import type { Text } from "@labcanary/domain/basics";
import { custodyScopes, hasReviewer, type MaySign, REGIME_WORDS, reportScopes, scopesWithoutReviewer } from "@labcanary/domain/governance";
import type { Site } from "@labcanary/domain/site";
import { placeOf } from "@labcanary/governance";

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

/** Of which of them somebody may sign by the site's files, and nobody has an account that may there. Nothing of what the files alone are the reason of. */
export function unsignableByAccounts(site: Site, maySign: MaySign): readonly Text[] {
  const scopes = [
    ...reportScopes(site).map((scope) => ({ scope, said: scope.department ?? WHOLE_SITE })),
    ...custodyScopes(site).map((scope) => ({ scope, said: REGIME_WORDS[scope.regime] })),
  ];
  return scopes.flatMap(({ scope, said }) => {
    const place = placeOf(scope, site.zones);
    const isOfAccounts = hasReviewer(scope, site, () => true) && !hasReviewer(scope, site, (account) => maySign(account, place));
    return isOfAccounts ? [said] : [];
  });
}

const WHOLE_SITE: Text = { en: "the whole site", zh: "整个站点" };
