import type { DatabaseSync } from "node:sqlite";
import { type EpochMs, elapsed, epochMs, hours, minus, minutes, plus } from "@labcanary/domain/basics";
import type { Clock } from "@labcanary/domain/ports";
import type { ZoneId } from "@labcanary/domain/site";
import { API_TOKEN_PREFIX, type ApiTokens } from "./api-tokens.ts";
import type { Role } from "./roles.ts";
import { isSecondFactorRequired, type SecondFactorPolicy } from "./second-factor-policy.ts";
import { hashToken, newToken } from "./secret-token.ts";
import { VISITOR_NAME, zonesOf } from "./standing.ts";
import { endSessionsOf } from "./user-directory.ts";

/** How somebody came in. A program comes by its token, and has no session to end. */
export const SIGN_IN_WAYS = ["password", "one-time-link", "single-sign-on"] as const;
export type SignInWay = (typeof SIGN_IN_WAYS)[number];

/** Somebody who is signed in, or a program that is let in. `id` is the SHA-256 of the token: all that is stored of it. */
export interface Session {
  readonly id: string;
  readonly userName: string;
  readonly role: Role;
  /** What the person is limited to, with what is inside; absent: nothing, the whole site is theirs. */
  readonly zones?: readonly ZoneId[];
  readonly expiresAt: EpochMs;
  readonly via: SignInWay | "api-token";
}

/** From where, and with what, somebody signs in. */
export interface Client {
  readonly from: string;
  /** What the browser says it is. */
  readonly agent?: string | undefined;
}

/** A session as lists have it. */
export interface ListedSession extends Pick<Session, "id" | "userName" | "role" | "expiresAt" | "via"> {
  readonly createdAt: EpochMs;
  /** To within five minutes. */
  readonly usedAt: EpochMs;
  readonly from?: string;
  readonly agent?: string;
}

/** An unused session ends after this (chosen: one shift). An open console counts as use, so a wall screen stays on. */
const IDLE_LIFETIME = hours(12);
/** Every session of somebody who can do something ends after this, used or not (chosen: a week). */
const LONGEST_LIFETIME = hours(7 * 24);
/** One that can only look ends after this: a screen on a wall is not signed in anew every week (chosen: a quarter of a year). */
const LONGEST_LOOKING_LIFETIME = hours(92 * 24);
/** Use is written down no more often than this, so that looking costs no disk writes. */
const USE_GRANULARITY = minutes(5);

/** What a browser says of itself beyond this is cut off (chosen: real ones are below 200). */
const AGENT_CHARACTERS = 300;

export interface SessionStore {
  /** Begins a session for a user, or for a visitor with a role of their own. The token is told once and not kept. */
  begin(
    who: { readonly userName: string } | { readonly grantedRole: Role },
    via: SignInWay,
    client: Client,
  ): { readonly token: string; readonly session: Session; readonly needsSecondFactor: boolean };
  /**
   * The session of a token, as long as it has not expired, was not ended and its user still exists. Not that of somebody who must set
   * up a second factor first: {@link findUnfinished} has it.
   */
  find(token: string): Session | undefined;
  /** The session of whoever must set up a second factor before anything else. */
  findUnfinished(token: string): Session | undefined;
  /** As {@link find} by its id, for what lives longer than a request. Counts as use. */
  check(id: string): Session | undefined;
  end(id: string): void;
  /** Ends every session of a user, but for `except`; tells how many there were. */
  endAll(userName: string, except?: string): number;
  /** Sessions that have not expired, the last used first; of one user or all. */
  list(userName?: string): readonly ListedSession[];
  /** Calls the listener when sessions or the people behind them have changed in this process. Returns what unsubscribes. */
  onChange(listener: () => void): () => void;
  /** To be called by whoever changes the people behind sessions: what they have open follows at once, and not with the next pulse. */
  changed(): void;
  /** Higher whenever a session has begun or ended, or the people behind one have changed. */
  readonly revision: number;
}

interface SessionRow {
  readonly id: string;
  readonly userName: string;
  readonly role: Role;
  readonly zones: string | null;
  readonly hasSecondFactor: number;
  readonly via: SignInWay;
  readonly from: string | null;
  readonly agent: string | null;
  readonly createdAt: EpochMs;
  readonly usedAt: EpochMs;
}

export interface SessionStoreDeps {
  readonly clock: Clock;
  readonly policy: SecondFactorPolicy;
  /** Programs, which are let in by the same door. */
  readonly tokens: Pick<ApiTokens, "check">;
}

export function createSessionStore(database: DatabaseSync, { clock, policy, tokens }: SessionStoreDeps): SessionStore {
  const insert = database.prepare(
    "INSERT INTO session (token_hash, user_name, granted_role, created_at, used_at, via, from_address, agent) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
  );
  const columns = `
    SELECT session.token_hash AS id, coalesce(user.name, '${VISITOR_NAME}') AS userName, coalesce(user.role, session.granted_role) AS role,
           user.zones AS zones, user.totp_secret IS NOT NULL AS hasSecondFactor, session.via AS via, session.from_address AS "from",
           session.agent AS agent, session.created_at AS createdAt, session.used_at AS usedAt
    FROM session LEFT JOIN user ON user.name = session.user_name`;
  const select = database.prepare(`${columns} WHERE session.token_hash = ?`);
  const selectAll = database.prepare(
    `${columns} WHERE session.user_name IS coalesce(?, session.user_name) ORDER BY session.used_at DESC, session.token_hash`,
  );
  const touch = database.prepare("UPDATE session SET used_at = ? WHERE token_hash = ?");
  const remove = database.prepare("DELETE FROM session WHERE token_hash = ?");
  const removeExpired = database.prepare("DELETE FROM session WHERE used_at <= ? OR created_at <= ?");
  let revision = 0;

  const expiryOf = ({ usedAt, createdAt, role }: SessionRow): EpochMs =>
    epochMs(Math.min(plus(usedAt, IDLE_LIFETIME), plus(createdAt, role === "inspector" ? LONGEST_LOOKING_LIFETIME : LONGEST_LIFETIME)));
  const needsSecondFactor = ({ role, via, hasSecondFactor }: SessionRow): boolean =>
    via === "password" && hasSecondFactor === 0 && isSecondFactorRequired(policy, role);

  function read(id: string): { readonly session: Session; readonly isUnfinished: boolean } | undefined {
    const row = select.get(id) as SessionRow | undefined;
    if (row === undefined) return undefined;
    const now = clock.now();
    const expiresAt = expiryOf(row);
    if (now >= expiresAt) return undefined;
    if (elapsed(row.usedAt, now) >= USE_GRANULARITY) touch.run(now, id);
    const { userName, role, zones, via } = row;
    return { session: { id, userName, role, ...zonesOf(zones), expiresAt, via }, isUnfinished: needsSecondFactor(row) };
  }

  function check(id: string): Session | undefined {
    const found = read(id);
    return found === undefined ? tokens.check(id) : found.isUnfinished ? undefined : found.session;
  }

  const listeners = new Set<() => void>();
  const changed = (): void => {
    revision += 1;
    for (const listener of listeners) listener();
  };

  return {
    begin(who, via, { from, agent }) {
      const now = clock.now();
      removeExpired.run(minus(now, IDLE_LIFETIME), minus(now, LONGEST_LOOKING_LIFETIME));
      const token = newToken();
      const id = hashToken(token);
      const [userName, grantedRole] = "userName" in who ? [who.userName, null] : [null, who.grantedRole];
      insert.run(id, userName, grantedRole, now, now, via, from, agent?.slice(0, AGENT_CHARACTERS) ?? null);
      revision += 1;
      const begun = read(id);
      if (begun === undefined) throw new Error("a session just begun is not there");
      return { token, session: begun.session, needsSecondFactor: begun.isUnfinished };
    },
    find: (token) => (token.startsWith(API_TOKEN_PREFIX) ? tokens.check(hashToken(token)) : check(hashToken(token))),
    findUnfinished(token) {
      const found = read(hashToken(token));
      return found?.isUnfinished === true ? found.session : undefined;
    },
    check,
    end(id) {
      if (remove.run(id).changes > 0) changed();
    },
    endAll(userName, except) {
      const ids = endSessionsOf(database, userName, undefined, except);
      if (ids.length > 0) changed();
      return ids.length;
    },
    list(userName) {
      const now = clock.now();
      return (selectAll.all(userName ?? null) as unknown as SessionRow[]).flatMap((row) => {
        const expiresAt = expiryOf(row);
        if (now >= expiresAt) return [];
        const { id, userName: name, role, via, createdAt, usedAt, from, agent } = row;
        return {
          id,
          userName: name,
          role,
          via,
          createdAt,
          usedAt,
          expiresAt,
          ...(from === null ? {} : { from }),
          ...(agent === null ? {} : { agent }),
        };
      });
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    changed,
    get revision() {
      return revision;
    },
  };
}
