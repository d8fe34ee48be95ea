import type { DatabaseSync } from "node:sqlite";
import type { AlarmDesk } from "@labcanary/domain/ports";
import type { OneTimeLinks } from "./one-time-links.ts";
import { verifyPassword } from "./passwords.ts";
import type { Session, SessionStore } from "./session-store.ts";
import { findCredentials } from "./user-directory.ts";

export type SignInOutcome =
  | { readonly ok: true; readonly token: string; readonly session: Session }
  /** `busy`: too many attempts are being checked at this moment; nothing was checked. */
  | { readonly ok: false; readonly reason: "refused" | "busy" };

/** One attempt takes 19 MiB and a core for some 30 ms; more than this at a time would be felt by the alarm path (chosen). */
const CONCURRENT_ATTEMPTS = 2;
/** Attempts that may wait for their turn (chosen: a shift change). */
const WAITING_ATTEMPTS = 16;

export interface SignIn {
  withPassword(userName: string, password: string, from: string): Promise<SignInOutcome>;
  withLink(token: string, from: string): SignInOutcome;
}

/**
 * Checks who somebody is and begins their session; both outcomes are journaled.
 * What was typed for an unknown name is not: it may be a password.
 */
export function createSignIn(deps: {
  readonly database: DatabaseSync;
  readonly sessions: SessionStore;
  readonly links: OneTimeLinks;
  readonly desk: AlarmDesk;
}): SignIn {
  const { database, sessions, links, desk } = deps;
  const turns = createTurns();

  function accept(who: Parameters<SessionStore["begin"]>[0], by: "password" | "one-time-link", from: string): SignInOutcome {
    const begun = sessions.begin(who);
    desk.record({ kind: "signed-in", actor: `user:${begun.session.userName}`, detail: { by, role: begun.session.role, from } });
    return { ok: true, ...begun };
  }

  function refuse(by: "password" | "one-time-link", from: string, knownUser?: string): SignInOutcome {
    desk.record({
      kind: "sign-in-refused",
      actor: "system",
      detail: { by, from, ...(knownUser === undefined ? {} : { user: knownUser }) },
    });
    return { ok: false, reason: "refused" };
  }

  return {
    async withPassword(userName, password, from) {
      const turn = await turns.take();
      if (turn === undefined) return { ok: false, reason: "busy" };
      try {
        const credentials = findCredentials(database, userName);
        const right = await verifyPassword(password, credentials?.hash);
        if (right) return accept({ userName }, "password", from);
        return refuse("password", from, credentials === undefined ? undefined : userName);
      } finally {
        turn();
      }
    },
    withLink(token, from) {
      const role = links.redeem(token);
      return role === undefined ? refuse("one-time-link", from) : accept({ grantedRole: role }, "one-time-link", from);
    },
  };
}

/** Lets a few work at a time and some wait; `take` gives what ends the turn, or undefined when the queue is full. */
function createTurns(): { take(): Promise<(() => void) | undefined> } {
  let working = 0;
  const waiting: (() => void)[] = [];
  const end = (): void => {
    const next = waiting.shift();
    if (next === undefined) working -= 1;
    else next();
  };
  return {
    async take() {
      if (working < CONCURRENT_ATTEMPTS) {
        working += 1;
        return end;
      }
      if (waiting.length >= WAITING_ATTEMPTS) return undefined;
      await new Promise<void>((resolve) => waiting.push(resolve));
      return end;
    },
  };
}
