import type { RegimePolicy, Site } from "../../site/index.ts";
import { isKnownPerson, personBehind } from "../person.ts";

/** Whether a policy lets somebody sign. */
export function maySign(actor: string, { signers }: RegimePolicy, site: Pick<Site, "people">): boolean {
  return signers === undefined || (personBehind(actor, site)?.roles ?? []).some((role) => signers.includes(role));
}

/**
 * Accounts that cannot sign where two must, since the site knows no person behind them; `names` are of those that have the right to. Empty of
 * a site that asks two for nothing. One that keeps nothing any more asks them for everything while something is on its books (`onBooks`).
 */
export function unlinkedAccounts(
  names: readonly string[],
  site: Pick<Site, "people" | "stock">,
  { onBooks = false }: { readonly onBooks?: boolean } = {},
): readonly string[] {
  const { cabinets = [], policies } = site.stock ?? {};
  const asksTwo =
    site.stock === undefined ? onBooks : cabinets.some(({ regimes }) => regimes.some((regime) => (policies?.[regime].two.length ?? 0) > 0));
  return asksTwo ? names.filter((name) => !isKnownPerson(`user:${name}`, site)) : [];
}
