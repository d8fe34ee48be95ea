import type { DatabaseSync } from "node:sqlite";
import { err, ok, type Result } from "@labcanary/domain/basics";
import type { ZoneId } from "@labcanary/domain/site";
import { openAccountDatabase } from "./account-database.ts";
import { hashPassword, MAXIMUM_PASSWORD_CHARACTERS, MINIMUM_PASSWORD_CHARACTERS } from "./passwords.ts";
import type { Role } from "./roles.ts";

export interface User {
  readonly name: string;
  readonly role: Role;
  /** What the person is limited to, with what is inside; absent: nothing. */
  readonly zones?: readonly ZoneId[];
}

export const USER_ERRORS = {
  USER_NAME_INVALID: "a user name is 1 to 32 of a-z 0-9 . _ - and begins with a letter or digit",
  USER_NAME_RESERVED: "this name stands for whoever came by a one-time link",
  USER_EXISTS: "there is a user with this name already",
  USER_UNKNOWN: "there is no user with this name",
  PASSWORD_TOO_SHORT: `a password has at least ${MINIMUM_PASSWORD_CHARACTERS} characters`,
  PASSWORD_TOO_LONG: `a password has at most ${MAXIMUM_PASSWORD_CHARACTERS} characters`,
} as const;
export type UserErrorCode = keyof typeof USER_ERRORS;
export interface UserError {
  readonly code: UserErrorCode;
  readonly message: string;
}

const USER_NAME = /^[a-z0-9][a-z0-9._-]{0,31}$/;
/** How whoever came by a one-time link is named in the journal. */
export const VISITOR_NAME = "visitor";

/** People who may sign in. Each call opens the file for itself, so a command may use it while the server runs. */
export interface UserDirectory {
  /** Codes: all but USER_UNKNOWN. */
  add(name: string, role: Role, password: string, zones?: readonly ZoneId[]): Promise<Result<User, UserError>>;
  /** Signs the user out everywhere. Codes: USER_UNKNOWN, PASSWORD_… */
  setPassword(name: string, password: string): Promise<Result<void, UserError>>;
  /** Signs the user out everywhere. Code: USER_UNKNOWN. */
  remove(name: string): Result<void, UserError>;
  list(): readonly User[];
}

export function createUserDirectory(dataFolder: string): UserDirectory {
  const using = <T>(work: (database: DatabaseSync) => T): T => {
    const database = openAccountDatabase(dataFolder);
    try {
      return work(database);
    } finally {
      database.close();
    }
  };

  return {
    async add(name, role, password, zones) {
      if (!USER_NAME.test(name)) return refusal("USER_NAME_INVALID");
      if (name === VISITOR_NAME) return refusal("USER_NAME_RESERVED");
      const weakness = weaknessOf(password);
      if (weakness !== undefined) return refusal(weakness);
      const hash = await hashPassword(password);
      const added = using((database) =>
        database
          .prepare("INSERT INTO user (name, role, password_hash, zones) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")
          .run(name, role, hash, zones === undefined ? null : JSON.stringify(zones)),
      );
      return added.changes === 1 ? ok({ name, role, ...(zones === undefined ? {} : { zones }) }) : refusal("USER_EXISTS");
    },
    async setPassword(name, password) {
      const weakness = weaknessOf(password);
      if (weakness !== undefined) return refusal(weakness);
      const hash = await hashPassword(password);
      const changed = using((database) => {
        const outcome = database.prepare("UPDATE user SET password_hash = ? WHERE name = ?").run(hash, name);
        database.prepare("DELETE FROM session WHERE user_name = ?").run(name);
        return outcome;
      });
      return changed.changes === 1 ? ok(undefined) : refusal("USER_UNKNOWN");
    },
    remove(name) {
      const removed = using((database) => database.prepare("DELETE FROM user WHERE name = ?").run(name));
      return removed.changes === 1 ? ok(undefined) : refusal("USER_UNKNOWN");
    },
    list: () => using(usersIn),
  };
}

export const usersIn = (database: DatabaseSync): readonly User[] =>
  (database.prepare("SELECT name, role, zones FROM user ORDER BY name").all() as unknown as UserRow[]).map(({ name, role, zones }) => ({
    name,
    role,
    ...zonesOf(zones),
  }));

interface UserRow {
  readonly name: string;
  readonly role: Role;
  readonly zones: string | null;
}

/** Zones as the table keeps them: a JSON list, or null of whoever is limited to none. */
export const zonesOf = (kept: string | null): { readonly zones?: readonly ZoneId[] } =>
  kept === null ? {} : { zones: JSON.parse(kept) as readonly ZoneId[] };

/** The role and password hash of a user, for signing in. */
export function findCredentials(database: DatabaseSync, name: string): { readonly role: Role; readonly hash: string } | undefined {
  const row = database.prepare("SELECT role, password_hash AS hash FROM user WHERE name = ?").get(name);
  return row as { role: Role; hash: string } | undefined;
}

const refusal = (code: UserErrorCode): Result<never, UserError> => err({ code, message: USER_ERRORS[code] });

function weaknessOf(password: string): UserErrorCode | undefined {
  const characters = [...password].length;
  if (characters < MINIMUM_PASSWORD_CHARACTERS) return "PASSWORD_TOO_SHORT";
  return characters > MAXIMUM_PASSWORD_CHARACTERS ? "PASSWORD_TOO_LONG" : undefined;
}
