import type { RegimePolicy, Site } from "../../site/index.ts";
import { personBehind } from "../person.ts";

/** Whether a policy lets somebody sign. */
export function maySign(site: Pick<Site, "people">, { signers }: RegimePolicy, actor: string): boolean {
  return signers === undefined || (personBehind(actor, site)?.roles ?? []).some((role) => signers.includes(role));
}
