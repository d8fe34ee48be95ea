import type { RegimePolicy, Site } from "../../site/index.ts";
import { personBehind } from "../person.ts";

/** Whether a policy lets somebody sign. */
export function maySign(actor: string, { signers }: RegimePolicy, site: Pick<Site, "people">): boolean {
  return signers === undefined || (personBehind(actor, site)?.roles ?? []).some((role) => signers.includes(role));
}
