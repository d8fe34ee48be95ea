import { existsSync } from "node:fs";
import { join } from "node:path";
import { mayDo, type Role } from "@labcanary/dashboard";
import { isKnownPerson, LINK_ANOTHER, tooFewExplainers } from "@labcanary/domain/governance";
import type { Logger } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import { readDatabase } from "../doctor/read-database.ts";

/** Whoever handles controlled substances may settle hazards too. */
const SIGNING = ["settle-hazards", "verify-hazards"] as const;

interface Account {
  readonly name: string;
  readonly role: Role;
}

/** Accounts of an installation; undefined where there is none. Nothing is written. */
function accountsIn(dataFolder: string): readonly Account[] | undefined {
  const file = join(dataFolder, "accounts.sqlite");
  if (!existsSync(file)) return undefined;
  return readDatabase(
    file,
    (database) => database.prepare("SELECT name, role FROM user ORDER BY name").all() as unknown as readonly Account[],
  );
}

/**
 * Accounts of an installation that may sign where one answers for another, and cannot: the site gives them no person. Hazards, dossiers and what
 * a key period asks are of every site. Empty where there is no installation.
 */
export function unlinkedAccountsIn(dataFolder: string, site: Site): readonly string[] {
  const users = accountsIn(dataFolder) ?? [];
  const maySign = (user: Account): boolean => SIGNING.some((right) => mayDo(user, right));
  return users.flatMap((user) => (maySign(user) && !isKnownPerson(`user:${user.name}`, site) ? user.name : []));
}

/** By which account each may explain what a key period asks, as an actor of the journal; undefined where there is no installation. */
export const explainersIn = (dataFolder: string): readonly string[] | undefined =>
  accountsIn(dataFolder)
    ?.filter((user) => mayDo(user, "settle-hazards"))
    .map(({ name }) => `user:${name}`);

/** Of which key periods too few could explain what is asked, each in words. */
export function sayTooFewExplainers(dataFolder: string, site: Site): readonly string[] {
  const explainers = explainersIn(dataFolder);
  if (explainers === undefined) return [];
  return (site.keyPeriods ?? []).flatMap((period) =>
    tooFewExplainers(period, site, explainers).map(({ en }) => `${period.id}: ${en}; ${LINK_ANOTHER.en}`),
  );
}

/** In words; undefined: there is none. */
export const sayUnlinkedAccounts = (names: readonly string[]): string | undefined =>
  names.length === 0
    ? undefined
    : `accounts that may sign for hazards, dossiers, key periods or controlled substances, and cannot where one answers for another, since the site knows nobody behind them: ${names.join(", ")}; give each a person of its own under people (account: its name)`;

/** Says so at start, and again of each new site: whoever keeps the site is to know before somebody stands at the store. */
export function warnOfUnlinkedAccounts(site: Site, dataFolder: string, logger: Pick<Logger, "warn">): void {
  try {
    const accounts = unlinkedAccountsIn(dataFolder, site);
    const said = sayUnlinkedAccounts(accounts);
    if (said !== undefined) logger.warn({ accounts }, said);
  } catch (error) {
    // What watches for gas as well starts all the same; the page says it too.
    logger.warn({ error: String(error) }, "It could not be read which accounts cannot sign where two must");
  }
}

/** Which regimes ask for two where the site describes fewer than two people, in words; undefined: none does. With signers such a site is refused. */
export function sayTooFewSigners({ stock, people }: Pick<Site, "stock" | "people">): string | undefined {
  const kept = new Set((stock?.cabinets ?? []).flatMap(({ regimes }) => regimes));
  const asking = [...kept].filter((regime) => (stock?.policies[regime].two.length ?? 0) > 0);
  if (asking.length === 0 || people.filter(({ kind }) => kind === undefined).length >= 2) return undefined;
  return `two people must sign for ${asking.join(", ")}, and the site knows fewer than two: nobody can; give them under people, each with their account`;
}
