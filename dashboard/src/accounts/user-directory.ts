import type { DatabaseSync } from "node:sqlite";
import { type EpochMs, err, ok, type Result } from "@labcanary/domain/basics";
import type { ZoneId } from "@labcanary/domain/site";
import { inTransaction, openAccountDatabase } from "./account-database.ts";
import { endTokensAbove, endTokensOf } from "./api-tokens.ts";
import { COMMAND_LINE, noteChange } from "./change-notes.ts";
import { hashPassword, MAXIMUM_PASSWORD_CHARACTERS, MINIMUM_PASSWORD_CHARACTERS } from "./passwords.ts";
import type { Role } from "./roles.ts";
import { keptZones, type Standing, USER_NAME, VISITOR_NAME, zonesOf } from "./standing.ts";

export interface User extends Standing {
  readonly name: string;
}
/** An account as whoever manages accounts sees it. */
export interface Account extends User {
  readonly secondFactor: boolean;
  readonly hasPassword: boolean;
  /** May be signed in to by single sign-on; `mapped`: was made by it, with role and zones from groups. */
  readonly singleSignOn: "no" | "allowed" | "mapped";
  readonly signedInAt?: EpochMs;
}

export const USER_ERRORS = {
  USER_NAME_INVALID: "a user name is 1 to 32 of a-z 0-9 . _ - and begins with a letter or digit",
  USER_NAME_RESERVED: "this name stands for whoever came by a one-time link",
  USER_EXISTS: "there is a user with this name already",
  USER_UNKNOWN: "there is no user with this name",
  PASSWORD_TOO_SHORT: `a password has at least ${MINIMUM_PASSWORD_CHARACTERS} characters`,
  PASSWORD_TOO_LONG: `a password has at most ${MAXIMUM_PASSWORD_CHARACTERS} characters`,
  LAST_ADMINISTRATOR: "nobody else could administer the whole site then; make somebody else an administrator of all zones first",
} as const;
export type UserErrorCode = keyof typeof USER_ERRORS;
export interface UserError {
  readonly code: UserErrorCode;
  readonly message: string;
}

/** Kept in place of a hash for whoever has no password. */
export const NO_PASSWORD = "";

/**
 * People who may sign in. Every change is noted for the journal with before and after, and ends the sessions and tokens it concerns.
 * The last administrator of the whole site cannot be removed or given another role, lest nobody can undo it.
 */
export interface UserDirectory {
  /** Codes: USER_NAME_…, USER_EXISTS, PASSWORD_… */
  add(name: string, role: Role, password: string, zones?: readonly ZoneId[]): Promise<Result<User, UserError>>;
  /** Signs the user out everywhere where that changes something. Codes: USER_UNKNOWN, LAST_ADMINISTRATOR. */
  setStanding(name: string, standing: Standing): Result<User, UserError>;
  /** Whether the account may be signed in to by single sign-on; a binding to a person there is forgotten. Code: USER_UNKNOWN. */
  allowSingleSignOn(name: string, allowed: boolean): Result<void, UserError>;
  /** Signs the user out everywhere, but for `except`, and ends their tokens: whoever had the old one may have issued some. Codes: USER_UNKNOWN, PASSWORD_… */
  setPassword(name: string, password: string, except?: string): Promise<Result<void, UserError>>;
  /** Takes the second factor away, for whoever has lost it, signs them out everywhere and ends their tokens. Code: USER_UNKNOWN. */
  resetSecondFactor(name: string): Result<void, UserError>;
  /** Signs the user out everywhere. Codes: USER_UNKNOWN, LAST_ADMINISTRATOR. */
  remove(name: string): Result<void, UserError>;
  list(): readonly Account[];
}

/** Each call opens the file for itself, so a command may use it while the server runs. */
export function createUserDirectory(dataFolder: string): UserDirectory {
  return directoryOver((work) => {
    const database = openAccountDatabase(dataFolder);
    try {
      return work(database);
    } finally {
      database.close();
    }
  }, COMMAND_LINE);
}

/** The same over an open file, for one who is signed in; `ended` is told the ids of sessions and tokens that are no more. */
export const userDirectoryIn = (database: DatabaseSync, actor: string, ended: (ids: readonly string[]) => void): UserDirectory =>
  directoryOver((work) => work(database), actor, ended);

function directoryOver(
  using: <T>(work: (database: DatabaseSync) => T) => T,
  actor: string,
  ended: (ids: readonly string[]) => void = () => {},
): UserDirectory {
  /** Changes one account and notes it, or neither; then tells what has ended. */
  const change = (name: string, work: (database: DatabaseSync, before: Account) => Changed | UserErrorCode): Result<void, UserError> =>
    using((database) => {
      const outcome = inTransaction(database, () => {
        const before = accountIn(database, name);
        if (before === undefined) return "USER_UNKNOWN";
        const changed = work(database, before);
        if (typeof changed === "string") return changed;
        const { how, after, endedIds = [], ...rest } = changed;
        const detail = { user: name, change: how, before: noted(before), ...(after === undefined ? {} : { after: noted(after) }), ...rest };
        noteChange(database, { kind: "user-changed", actor, detail });
        return endedIds;
      });
      if (typeof outcome === "string") return refusal(outcome);
      ended(outcome);
      return ok(undefined);
    });

  return {
    async add(name, role, password, zones) {
      if (!USER_NAME.test(name)) return refusal("USER_NAME_INVALID");
      if (name === VISITOR_NAME) return refusal("USER_NAME_RESERVED");
      const weakness = weaknessOf(password);
      if (weakness !== undefined) return refusal(weakness);
      const hash = await hashPassword(password);
      const user: User = { name, role, ...(zones === undefined ? {} : { zones }) };
      const isNew = using((database) => inTransaction(database, () => insertUser(database, user, hash, actor)));
      return isNew ? ok(user) : refusal("USER_EXISTS");
    },
    setStanding(name, { role, zones }) {
      const outcome = change(name, (database, before) => {
        if (isAdministrator(before) && !isAdministrator({ role, zones }) && isLastAdministrator(database, name))
          return "LAST_ADMINISTRATOR";
        // From here on a person decides, and no longer the groups of the single sign-on.
        const singleSignOn = before.singleSignOn === "mapped" ? "allowed" : before.singleSignOn;
        database
          .prepare("UPDATE user SET role = ?, zones = ?, sso_allowed = ?, sso_mapped = 0 WHERE name = ?")
          .run(role, keptZones(zones), singleSignOn === "no" ? 0 : 1, name);
        const { zones: _before, ...rest } = before;
        const after: Account = { ...rest, role, singleSignOn, ...(zones === undefined ? {} : { zones }) };
        const isSame = JSON.stringify(noted(before)) === JSON.stringify(noted(after));
        const tokens = endTokensAbove(database, name, after);
        const endedIds = [...(isSame ? [] : endSessionsOf(database, name)), ...tokens.ids];
        return { how: "standing", after, endedIds, ...endedTokens(tokens.names) };
      });
      return outcome.ok ? ok({ name, role, ...(zones === undefined ? {} : { zones }) }) : outcome;
    },
    allowSingleSignOn: (name, allowed) =>
      change(name, (database, before) => {
        database.prepare("UPDATE user SET sso_allowed = ?, sso_mapped = 0, sso_subject = NULL WHERE name = ?").run(allowed ? 1 : 0, name);
        const after: Account = { ...before, singleSignOn: allowed ? "allowed" : "no" };
        return { how: "single-sign-on", after, endedIds: allowed ? [] : endSessionsOf(database, name, "single-sign-on") };
      }),
    async setPassword(name, password, except) {
      const weakness = weaknessOf(password);
      if (weakness !== undefined) return refusal(weakness);
      const hash = await hashPassword(password);
      return change(name, (database) => {
        database.prepare("UPDATE user SET password_hash = ? WHERE name = ?").run(hash, name);
        const tokens = endTokensOf(database, name);
        return {
          how: "password",
          endedIds: [...endSessionsOf(database, name, undefined, except), ...tokens.ids],
          ...endedTokens(tokens.names),
        };
      });
    },
    resetSecondFactor: (name) =>
      change(name, (database, before) => {
        clearSecondFactor(database, name);
        const tokens = endTokensOf(database, name);
        return {
          how: "second-factor-reset",
          after: { ...before, secondFactor: false },
          endedIds: [...endSessionsOf(database, name), ...tokens.ids],
          ...endedTokens(tokens.names),
        };
      }),
    remove: (name) =>
      change(name, (database, before) => {
        if (isAdministrator(before) && isLastAdministrator(database, name)) return "LAST_ADMINISTRATOR";
        const tokens = endTokensOf(database, name);
        const endedIds = [...endSessionsOf(database, name), ...tokens.ids];
        database.prepare("DELETE FROM user WHERE name = ?").run(name);
        return { how: "removed", endedIds, ...endedTokens(tokens.names) };
      }),
    list: () => using(accountsIn),
  };
}

/** What became of an account. `how` is a word of `user-change.*` in the client's texts. */
interface Changed {
  readonly how: "standing" | "single-sign-on" | "password" | "second-factor-reset" | "removed";
  readonly after?: Account;
  readonly endedIds?: readonly string[];
  readonly endedTokens?: readonly string[];
}
export const endedTokens = (names: readonly string[]): Pick<Changed, "endedTokens"> => (names.length === 0 ? {} : { endedTokens: names });

/** What the journal has of an account. */
const noted = ({ role, zones, secondFactor, singleSignOn }: Account) => ({ role, zones, secondFactor, singleSignOn });

const isAdministrator = ({ role, zones }: { readonly role: Role; readonly zones?: readonly ZoneId[] | undefined }): boolean =>
  role === "administrator" && zones === undefined;

/** Besides, whoever only a provider elsewhere can sign in does not count: it may be away. */
const isLastAdministrator = (database: DatabaseSync, name: string): boolean =>
  database
    .prepare("SELECT 1 FROM user WHERE role = 'administrator' AND zones IS NULL AND name <> ? AND password_hash <> ? LIMIT 1")
    .get(name, NO_PASSWORD) === undefined;

/** Adds an account and notes it; false where the name is taken. */
export function insertUser(database: DatabaseSync, { name, role, zones }: User, hash: string, actor: string, subject?: string): boolean {
  const added = database
    .prepare(
      "INSERT INTO user (name, role, password_hash, zones, sso_subject, sso_allowed, sso_mapped) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
    )
    .run(name, role, hash, keptZones(zones), subject ?? null, ...(subject === undefined ? [0, 0] : [1, 1]));
  if (added.changes !== 1) return false;
  noteChange(database, { kind: "user-changed", actor, detail: { user: name, change: "added", after: { role, zones } } });
  return true;
}

export function clearSecondFactor(database: DatabaseSync, name: string): void {
  database.prepare("UPDATE user SET totp_secret = NULL, totp_step = NULL WHERE name = ?").run(name);
  database.prepare("DELETE FROM recovery_code WHERE user_name = ?").run(name);
  database.prepare("DELETE FROM wrong_code WHERE user_name = ?").run(name);
}

/** Ends the sessions of a user, those that came by one way if one is given, and tells their ids. */
export function endSessionsOf(database: DatabaseSync, name: string, via?: string, except?: string): readonly string[] {
  const rows = database
    .prepare("DELETE FROM session WHERE user_name = ? AND coalesce(?, via) = via AND token_hash IS NOT ? RETURNING token_hash AS id")
    .all(name, via ?? null, except ?? null) as { readonly id: string }[];
  return rows.map(({ id }) => id);
}

const ACCOUNT_COLUMNS = "name, role, zones, password_hash, totp_secret, sso_allowed, sso_mapped, signed_in_at";

interface AccountRow {
  readonly name: string;
  readonly role: Role;
  readonly zones: string | null;
  readonly password_hash: string;
  readonly totp_secret: string | null;
  readonly sso_allowed: number;
  readonly sso_mapped: number;
  readonly signed_in_at: EpochMs | null;
}

const accountsIn = (database: DatabaseSync): readonly Account[] =>
  (database.prepare(`SELECT ${ACCOUNT_COLUMNS} FROM user ORDER BY name`).all() as unknown as AccountRow[]).map(accountOf);

export function accountIn(database: DatabaseSync, name: string): Account | undefined {
  const row = database.prepare(`SELECT ${ACCOUNT_COLUMNS} FROM user WHERE name = ?`).get(name) as AccountRow | undefined;
  return row === undefined ? undefined : accountOf(row);
}

const accountOf = (row: AccountRow): Account => ({
  name: row.name,
  role: row.role,
  ...zonesOf(row.zones),
  secondFactor: row.totp_secret !== null,
  hasPassword: row.password_hash !== NO_PASSWORD,
  singleSignOn: row.sso_mapped === 1 ? "mapped" : row.sso_allowed === 1 ? "allowed" : "no",
  ...(row.signed_in_at === null ? {} : { signedInAt: row.signed_in_at }),
});

export const usersIn = (database: DatabaseSync): readonly User[] =>
  accountsIn(database).map(({ name, role, zones }) => ({ name, role, ...(zones === undefined ? {} : { zones }) }));

/** The password hash of a user, for signing in; `hash` is absent of whoever has no password. */
export function findCredentials(database: DatabaseSync, name: string): { readonly hash?: string } | undefined {
  const row = database.prepare("SELECT password_hash AS hash FROM user WHERE name = ?").get(name) as { hash: string } | undefined;
  return row === undefined || row.hash !== NO_PASSWORD ? row : {};
}

const refusal = (code: UserErrorCode): Result<never, UserError> => err({ code, message: USER_ERRORS[code] });

function weaknessOf(password: string): UserErrorCode | undefined {
  const characters = [...password].length;
  if (characters < MINIMUM_PASSWORD_CHARACTERS) return "PASSWORD_TOO_SHORT";
  return characters > MAXIMUM_PASSWORD_CHARACTERS ? "PASSWORD_TOO_LONG" : undefined;
}
