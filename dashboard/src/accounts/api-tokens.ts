import type { SignatureMeaning } from "@labcanary/domain/governance";
import type { DatabaseSync } from "node:sqlite";
import { type DurationMs, type EpochMs, days, elapsed, err, minutes, ok, plus, type Result } from "@labcanary/domain/basics";
import type { Clock } from "@labcanary/domain/ports";
import type { ZoneId } from "@labcanary/domain/site";
import { inTransaction } from "./account-database.ts";
import { noteChange } from "./change-notes.ts";
import { type Role, rightsOf } from "./roles.ts";
import { hashToken, newToken } from "./secret-token.ts";
import type { Session } from "./session-store.ts";
import { keptZones, type Standing, USER_NAME, zonesOf } from "./standing.ts";

/** So that a leaked one is found by whoever scans for such, and is never taken for a person's session. */
export const API_TOKEN_PREFIX = "lct_";
/** Chosen: whoever looks after a program looks at it once a year. */
const LONGEST_TOKEN_LIFE: DurationMs = days(365);
/** Use is written down no more often than this, so that asking costs no disk writes. */
const USE_GRANULARITY = minutes(5);

/** What a program is let in by, as lists have it. */
export interface ApiToken extends Standing {
  /** SHA-256 of the token: all that is kept of it. */
  readonly id: string;
  readonly name: string;
  readonly issuedBy: string;
  readonly createdAt: EpochMs;
  readonly expiresAt: EpochMs;
  readonly usedAt?: EpochMs;
}

export const API_TOKEN_ERRORS = {
  TOKEN_NAME_INVALID: "a token's name is 1 to 32 of a-z 0-9 . _ - and begins with a letter or digit",
  TOKEN_NAME_TAKEN: "there is a token with this name already; revoke it first, or choose another",
  TOKEN_EXPIRY_INVALID: "a token ends after now and within 365 days",
  TOKEN_ABOVE_OWN: "a token may do no more, and nowhere else, than whoever issues it",
  TOKEN_UNKNOWN: "there is no such token, or it is not yours to revoke",
} as const;
export type ApiTokenErrorCode = keyof typeof API_TOKEN_ERRORS;

export interface NewApiToken extends Standing {
  readonly name: string;
  readonly lifetime: DurationMs;
}

/** Tokens of programs. Each is told once, and belongs to whoever issued it: it ends with their account, and when it would be above them. */
export interface ApiTokens {
  /** Codes: TOKEN_NAME_…, TOKEN_EXPIRY_INVALID, TOKEN_ABOVE_OWN by role; that its zones are within the issuer's is checked before. */
  issue(token: NewApiToken, issuer: Session): Result<{ readonly token: string; readonly kept: ApiToken }, ApiTokenErrorCode>;
  /** Every token, or those one person issued; those that have expired among them, so that it is seen why a program is no longer let in. */
  list(issuedBy?: string): readonly ApiToken[];
  /** Code: TOKEN_UNKNOWN. */
  revoke(id: string, by: string): Result<void, ApiTokenErrorCode>;
  /** What the program may do; undefined of a token that was never issued, was revoked or has expired. Counts as use. */
  check(id: string): Session | undefined;
}

export function createApiTokens(database: DatabaseSync, clock: Clock, ended: (ids: readonly string[]) => void): ApiTokens {
  const select = database.prepare(`SELECT ${COLUMNS} FROM api_token WHERE token_hash = ?`);
  const touch = database.prepare("UPDATE api_token SET used_at = ? WHERE token_hash = ?");

  return {
    issue({ name, role, zones, lifetime }, issuer) {
      if (!USER_NAME.test(name)) return err("TOKEN_NAME_INVALID");
      if (!(lifetime > 0 && lifetime <= LONGEST_TOKEN_LIFE)) return err("TOKEN_EXPIRY_INVALID");
      if (!isWithin(role, issuer.role)) return err("TOKEN_ABOVE_OWN");
      const token = `${API_TOKEN_PREFIX}${newToken()}`;
      const id = hashToken(token);
      const createdAt = clock.now();
      const expiresAt = plus(createdAt, lifetime);
      const isNew = inTransaction(database, () => {
        const added = database
          .prepare(
            "INSERT INTO api_token (token_hash, name, issued_by, role, zones, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
          )
          .run(id, name, issuer.userName, role, keptZones(zones), createdAt, expiresAt);
        if (added.changes !== 1) return false;
        noteChange(database, {
          kind: "api-token-issued",
          actor: `user:${issuer.userName}`,
          detail: { signed: "carried-out" satisfies SignatureMeaning, token: name, role, zones, until: expiresAt },
        });
        return true;
      });
      if (!isNew) return err("TOKEN_NAME_TAKEN");
      return ok({ token, kept: tokenOf(select.get(id) as unknown as TokenRow) });
    },
    list: (issuedBy) =>
      (
        database
          .prepare(`SELECT ${COLUMNS} FROM api_token WHERE issued_by = coalesce(?, issued_by) ORDER BY name`)
          .all(issuedBy ?? null) as unknown as TokenRow[]
      ).map(tokenOf),
    revoke(id, by) {
      const revoked = inTransaction(database, () => {
        const row = database.prepare("DELETE FROM api_token WHERE token_hash = ? RETURNING name, issued_by AS issuedBy").get(id) as
          | { readonly name: string; readonly issuedBy: string }
          | undefined;
        if (row === undefined) return false;
        noteChange(database, { kind: "api-token-revoked", actor: by, detail: { token: row.name, issuedBy: row.issuedBy } });
        return true;
      });
      if (!revoked) return err("TOKEN_UNKNOWN");
      ended([id]);
      return ok(undefined);
    },
    check(id) {
      const row = select.get(id) as TokenRow | undefined;
      const now = clock.now();
      if (row === undefined || now >= row.expiresAt) return undefined;
      if (row.usedAt === null || elapsed(row.usedAt, now) >= USE_GRANULARITY) touch.run(now, id);
      // A colon is in no user name, so that nobody takes a program for a person.
      return {
        id,
        userName: `token:${row.name}`,
        role: row.role,
        ...zonesOf(row.zones),
        expiresAt: row.expiresAt,
        via: "api-token",
      };
    },
  };
}

/** Whether the one role has no right that the other has not. */
export const isWithin = (role: Role, own: Role): boolean => rightsOf({ role }).every((right) => rightsOf({ role: own }).includes(right));

const isWithinZones = (zones: readonly ZoneId[] | undefined, own: readonly ZoneId[] | undefined): boolean =>
  own === undefined || (zones !== undefined && zones.every((zone) => own.includes(zone)));

interface Ended {
  readonly ids: readonly string[];
  readonly names: readonly string[];
}

/** Ends the tokens of somebody that are above what they are now. A zone inside one of theirs counts as another: the token is issued anew. */
export function endTokensAbove(database: DatabaseSync, issuer: string, standing: Standing): Ended {
  return endTokens(database, issuer, ({ role, zones }) => !isWithin(role, standing.role) || !isWithinZones(zones, standing.zones));
}

export const endTokensOf = (database: DatabaseSync, issuer: string): Ended => endTokens(database, issuer, () => true);

function endTokens(database: DatabaseSync, issuer: string, isOver: (token: ApiToken) => boolean): Ended {
  const rows = database.prepare(`SELECT ${COLUMNS} FROM api_token WHERE issued_by = ?`).all(issuer) as unknown as TokenRow[];
  const over = rows.map(tokenOf).filter(isOver);
  const remove = database.prepare("DELETE FROM api_token WHERE token_hash = ?");
  for (const { id } of over) remove.run(id);
  return { ids: over.map(({ id }) => id), names: over.map(({ name }) => name) };
}

const COLUMNS = `token_hash AS id, name, issued_by AS issuedBy, role, zones, created_at AS createdAt, expires_at AS expiresAt, used_at AS usedAt`;

interface TokenRow extends Omit<ApiToken, "zones" | "usedAt"> {
  readonly zones: string | null;
  readonly usedAt: EpochMs | null;
}

const tokenOf = ({ zones, usedAt, ...row }: TokenRow): ApiToken => ({
  ...row,
  ...zonesOf(zones),
  ...(usedAt === null ? {} : { usedAt }),
});
