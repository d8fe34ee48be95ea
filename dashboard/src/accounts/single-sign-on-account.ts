import type { DatabaseSync } from "node:sqlite";
import { inTransaction } from "./account-database.ts";
import { endTokensAbove, endTokensOf } from "./api-tokens.ts";
import { noteChange } from "./change-notes.ts";
import type { SingleSignOnErrorCode } from "./single-sign-on.ts";
import { keptZones, type Standing, USER_NAME, VISITOR_NAME } from "./standing.ts";
import { accountIn, endSessionsOf, insertUser, NO_PASSWORD } from "./user-directory.ts";

/** Somebody a provider has vouched for. */
export interface Vouched {
  /** Issuer and `sub`: the one name a provider never gives to anybody else (OpenID Connect Core 1.0, 5.7). */
  readonly subject: string;
  /** What they are called there; another person may be called so later. */
  readonly name: string;
  /** What their groups are here; undefined: none of them is anything. */
  readonly standing: Standing | undefined;
}

type Resolved = { readonly endedIds: readonly string[] } & (
  | { readonly ok: true; readonly name: string }
  | { readonly ok: false; readonly code: SingleSignOnErrorCode; readonly name?: string }
);

const ACTOR = "single-sign-on";

/**
 * The account somebody signs in to: the one that is bound to them, or else the one of their name that an administrator has opened to single
 * sign-on and nobody is bound to, or else a new one with what their groups are. An account that groups made follows the groups.
 */
export function resolveAccount(database: DatabaseSync, vouched: Vouched): Resolved {
  return inTransaction(database, () => {
    const bound = database.prepare("SELECT name FROM user WHERE sso_subject = ?").get(vouched.subject) as
      | { readonly name: string }
      | undefined;
    return bound === undefined ? meet(database, vouched) : meetAgain(database, bound.name, vouched);
  });
}

function meet(database: DatabaseSync, { subject, name, standing }: Vouched): Resolved {
  if (!USER_NAME.test(name) || name === VISITOR_NAME) return { ok: false, code: "SINGLE_SIGN_ON_NAME_INVALID", endedIds: [] };
  const existing = accountIn(database, name);
  if (existing !== undefined) {
    const bound = database
      .prepare("UPDATE user SET sso_subject = ? WHERE name = ? AND sso_allowed = 1 AND sso_subject IS NULL")
      .run(subject, name);
    if (bound.changes !== 1) return { ok: false, code: "SINGLE_SIGN_ON_NAME_TAKEN", name, endedIds: [] };
    noteChange(database, { kind: "user-changed", actor: ACTOR, detail: { user: name, change: "bound" } });
    return { ok: true, name, endedIds: [] };
  }
  if (standing === undefined) return { ok: false, code: "SINGLE_SIGN_ON_UNMAPPED", endedIds: [] };
  insertUser(database, { name, ...standing }, NO_PASSWORD, ACTOR, subject);
  return { ok: true, name, endedIds: [] };
}

function meetAgain(database: DatabaseSync, name: string, { standing }: Vouched): Resolved {
  const account = accountIn(database, name);
  if (account?.singleSignOn !== "mapped") return { ok: true, name, endedIds: [] };
  if (standing === undefined) {
    const endedIds = [...endSessionsOf(database, name), ...endTokensOf(database, name).ids];
    return { ok: false, code: "SINGLE_SIGN_ON_UNMAPPED", name, endedIds };
  }
  const { role, zones } = account;
  if (role === standing.role && keptZones(zones) === keptZones(standing.zones)) return { ok: true, name, endedIds: [] };
  database.prepare("UPDATE user SET role = ?, zones = ? WHERE name = ?").run(standing.role, keptZones(standing.zones), name);
  const detail = { user: name, change: "standing", before: { role, zones }, after: standing };
  noteChange(database, { kind: "user-changed", actor: ACTOR, detail });
  return { ok: true, name, endedIds: [...endSessionsOf(database, name), ...endTokensAbove(database, name, standing).ids] };
}
