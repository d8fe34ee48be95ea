import { existsSync } from "node:fs";
import { join } from "node:path";
import { mayDo, type Role } from "@labcanary/dashboard";
import { isKnownPerson, unlinkedAccounts } from "@labcanary/domain/governance";
import type { Logger } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import { readDatabase } from "../doctor/read-database.ts";

/**
 * Accounts of an installation that may sign where two must, and cannot: the site gives them no person. Of sites that ask two for controlled
 * substances, and of those with sealed doors, leave for which is asked by one and given by another; empty of others, and where there is no
 * installation. Nothing is written.
 */
export function unlinkedAccountsIn(dataFolder: string, site: Site): readonly string[] {
  const file = join(dataFolder, "accounts.sqlite");
  const hasSeals = site.keyPeriods?.some(({ seals }) => seals.length > 0) ?? false;
  if ((site.stock === undefined && !hasSeals) || !existsSync(file)) return [];
  const users = readDatabase(
    file,
    (database) =>
      database.prepare("SELECT name, role FROM user ORDER BY name").all() as unknown as readonly {
        readonly name: string;
        readonly role: Role;
      }[],
  );
  const ofStock = unlinkedAccounts(
    users.filter((user) => mayDo(user, "handle-substances")).map(({ name }) => name),
    site,
  );
  const isOfLeave = (user: (typeof users)[number]): boolean =>
    hasSeals && (mayDo(user, "settle-hazards") || mayDo(user, "verify-hazards")) && !isKnownPerson(`user:${user.name}`, site);
  return users.filter((user) => ofStock.includes(user.name) || isOfLeave(user)).map(({ name }) => name);
}

/** In words; undefined: there is none. */
export const sayUnlinkedAccounts = (names: readonly string[]): string | undefined =>
  names.length === 0
    ? undefined
    : `accounts that may sign for controlled substances or for leave to open sealed doors, and cannot where two must, since the site knows nobody behind them: ${names.join(", ")}; give each a person of its own under people (account: its name)`;

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
