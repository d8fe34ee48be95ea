import type { DashboardOptions } from "@labcanary/dashboard";
import { parseGroupMapping } from "../settings/group-mapping.ts";
import { secret } from "../settings/load.ts";
import type { Settings } from "../settings/table.ts";

/** How people sign in, as the settings say. Reads the client secret's file; throws when it cannot be read, or there is none. */
export function accountOptions(
  settings: Settings,
  environment: Readonly<Record<string, string | undefined>>,
): Pick<DashboardOptions, "secondFactor" | "publicUrl" | "singleSignOn"> {
  const publicUrl = settings["http.publicUrl"];
  const issuer = settings["accounts.oidc.issuer"];
  const clientId = settings["accounts.oidc.clientId"];
  const common = { secondFactor: settings["accounts.secondFactor"], ...(publicUrl === undefined ? {} : { publicUrl }) };
  if (issuer === undefined || clientId === undefined) return common;
  const clientSecret = secret("accounts.oidc.clientSecretFile", settings, environment);
  if (clientSecret === undefined)
    throw new Error("accounts.oidc.issuer needs LABCANARY_ACCOUNTS_OIDC_CLIENT_SECRET or accounts.oidc.clientSecretFile");
  return {
    ...common,
    singleSignOn: {
      issuer,
      clientId,
      clientSecret,
      nameClaim: settings["accounts.oidc.nameClaim"],
      groupsClaim: settings["accounts.oidc.groupsClaim"],
      groups: parseGroupMapping(settings["accounts.oidc.groups"] ?? "") ?? [],
    },
  };
}
