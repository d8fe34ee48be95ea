import { createHash, randomBytes } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { type EpochMs, elapsed, epochMs, hours, minus, minutes, plus } from "@labcanary/domain/basics";
import type { Clock } from "@labcanary/domain/ports";
import type { ZoneId } from "@labcanary/domain/site";
import type { Role } from "./roles.ts";
import { VISITOR_NAME, zonesOf } from "./user-directory.ts";

/** Somebody who is signed in. `id` is the SHA-256 of the token: all that is stored of it. */
export interface Session {
  readonly id: string;
  readonly userName: string;
  readonly role: Role;
  /** What the person is limited to, with what is inside; absent: nothing, the whole site is theirs. */
  readonly zones?: readonly ZoneId[];
  readonly expiresAt: EpochMs;
}

/** An unused session ends after this (chosen: one shift). An open console counts as use, so a wall screen stays on. */
const IDLE_LIFETIME = hours(12);
/** Every session of somebody who can do something ends after this, used or not (chosen: a week). */
const LONGEST_LIFETIME = hours(7 * 24);
/** One that can only look ends after this: a screen on a wall is not signed in anew every week (chosen: a quarter of a year). */
const LONGEST_LOOKING_LIFETIME = hours(92 * 24);
/** Use is written down no more often than this, so that looking costs no disk writes. */
const USE_GRANULARITY = minutes(5);

const TOKEN_BYTES = 32;

export interface SessionStore {
  /** Begins a session for a user, or for a visitor with a role of their own. The token is told once and not kept. */
  begin(who: { readonly userName: string } | { readonly grantedRole: Role }): { readonly token: string; readonly session: Session };
  /** The session of a token, as long as it has not expired, was not ended and its user still exists. */
  find(token: string): Session | undefined;
  /** The same by its id, for what lives longer than a request. Counts as use. */
  check(id: string): Session | undefined;
  end(id: string): void;
}

export const newToken = (): string => randomBytes(TOKEN_BYTES).toString("base64url");
export const hashToken = (token: string): string => createHash("sha256").update(token).digest("base64url");

export function createSessionStore(database: DatabaseSync, clock: Clock): SessionStore {
  const insert = database.prepare("INSERT INTO session (token_hash, user_name, granted_role, created_at, used_at) VALUES (?, ?, ?, ?, ?)");
  const select = database.prepare(`
    SELECT coalesce(user.name, '${VISITOR_NAME}') AS userName, coalesce(user.role, session.granted_role) AS role, user.zones AS zones,
           session.created_at AS createdAt, session.used_at AS usedAt
    FROM session LEFT JOIN user ON user.name = session.user_name WHERE session.token_hash = ?`);
  const touch = database.prepare("UPDATE session SET used_at = ? WHERE token_hash = ?");
  const remove = database.prepare("DELETE FROM session WHERE token_hash = ?");
  const removeExpired = database.prepare("DELETE FROM session WHERE used_at <= ? OR created_at <= ?");

  function check(id: string): Session | undefined {
    const row = select.get(id) as { userName: string; role: Role; zones: string | null; createdAt: EpochMs; usedAt: EpochMs } | undefined;
    if (row === undefined) return undefined;
    const now = clock.now();
    const expiresAt = epochMs(
      Math.min(
        plus(row.usedAt, IDLE_LIFETIME),
        plus(row.createdAt, row.role === "inspector" ? LONGEST_LOOKING_LIFETIME : LONGEST_LIFETIME),
      ),
    );
    if (now >= expiresAt) return undefined;
    if (elapsed(row.usedAt, now) >= USE_GRANULARITY) touch.run(now, id);
    return { id, userName: row.userName, role: row.role, ...zonesOf(row.zones), expiresAt };
  }

  return {
    begin(who) {
      const now = clock.now();
      removeExpired.run(minus(now, IDLE_LIFETIME), minus(now, LONGEST_LOOKING_LIFETIME));
      const token = newToken();
      const id = hashToken(token);
      const [userName, grantedRole] = "userName" in who ? [who.userName, null] : [null, who.grantedRole];
      insert.run(id, userName, grantedRole, now, now);
      const session = check(id);
      if (session === undefined) throw new Error("a session just begun is not there");
      return { token, session };
    },
    find: (token) => check(hashToken(token)),
    check,
    end: (id) => void remove.run(id),
  };
}
