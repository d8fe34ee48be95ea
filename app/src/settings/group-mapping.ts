// Types only: a command that asks the history must not load the pages.
import type { Role, SingleSignOnOptions } from "@labcanary/dashboard";

/** Every role, held complete by its type. */
const IS_ROLE: Readonly<Record<Role, true>> = {
  operator: true,
  responder: true,
  "responsible-person": true,
  engineer: true,
  "safety-officer": true,
  inspector: true,
  administrator: true,
};
export const MAPPED_ROLES = Object.keys(IS_ROLE) as readonly Role[];

/** `group=role` or `group=role@zone+zone`. */
const ENTRY = /^(?<group>[^=]+)=(?<role>[a-z-]+)(?:@(?<zones>[\w.+-]+))?$/;

/**
 * What groups of the single sign-on are here, as `accounts.oidc.groups` says it: `GROUP=ROLE` or `GROUP=ROLE@ZONE+ZONE`, with semicolons
 * between; undefined where it does not. The order is kept: the first group somebody is in counts.
 */
export function parseGroupMapping(text: string): SingleSignOnOptions["groups"] | undefined {
  const groups = text.split(";").map((entry) => {
    const { group = "", role = "", zones } = ENTRY.exec(entry.trim())?.groups ?? {};
    const known = MAPPED_ROLES.find((one) => one === role);
    const named = zones?.split("+");
    if (known === undefined || group.trim() === "" || named?.includes("")) return undefined;
    return { group: group.trim(), role: known, ...(named === undefined ? {} : { zones: named }) };
  });
  return groups.every((one) => one !== undefined) ? groups : undefined;
}
