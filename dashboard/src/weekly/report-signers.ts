import { type DurationMs, elapsed, type EpochMs, seconds } from "@labcanary/domain/basics";
import type { MaySign } from "@labcanary/domain/governance";
import type { Clock } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import { mayDo } from "../accounts/roles.ts";
import { scopeOf } from "../accounts/scope.ts";
import { createUserDirectory, type User } from "../accounts/user-directory.ts";

/** Whether one of these accounts may sign reports of a place: by its role, and within its zones. */
export const signersAmong =
  (users: readonly Pick<User, "name" | "role" | "zones">[], site: Site): MaySign =>
  (account, zoneId) => {
    const user = users.find(({ name }) => name === account);
    return user !== undefined && mayDo(user, "sign-reports") && (user.zones === undefined || scopeOf(user.zones, site).hasZone(zoneId));
  };

/** Chosen: within the minute that ledgers look at. */
const READ_ANEW_AFTER: DurationMs = seconds(30);

/** The same of the accounts as they are kept, also before pages are served, and of those the command line made. */
export function createReportSigners(dataFolder: string, { site, clock }: { readonly site: () => Site; readonly clock: Clock }): MaySign {
  const directory = createUserDirectory(dataFolder);
  let read: { readonly at: EpochMs; readonly users: readonly User[] } | undefined;
  return (account, zoneId) => {
    const now = clock.now();
    if (read === undefined || read.at > now || elapsed(read.at, now) >= READ_ANEW_AFTER) read = { at: now, users: directory.list() };
    return signersAmong(read.users, site())(account, zoneId);
  };
}
