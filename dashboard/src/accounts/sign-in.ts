import type { DatabaseSync } from "node:sqlite";
import type { AlarmDesk, Clock } from "@labcanary/domain/ports";
import type { OneTimeLinks } from "./one-time-links.ts";
import { verifyPassword } from "./passwords.ts";
import type { SecondFactorErrorCode, SecondFactorKind, SecondFactors } from "./second-factor.ts";
import type { Client, SessionStore, SignInWay } from "./session-store.ts";
import { findCredentials } from "./user-directory.ts";

export type SignInOutcome =
  | {
      readonly ok: true;
      readonly token: string;
      /** The person must set up a second factor; the session lets them do nothing else. */
      readonly needsSecondFactor: boolean;
    }
  /**
   * `busy`: too many attempts are being checked at this moment; nothing was checked. `second-factor`: the password is right, and a code
   * is asked for.
   */
  | { readonly ok: false; readonly reason: "refused" | "busy" | "second-factor" | SecondFactorErrorCode };

/** One attempt takes 19 MiB and a core for some 30 ms; more than this at a time would be felt by the alarm path (chosen). */
const CONCURRENT_ATTEMPTS = 2;
/** Attempts that may wait for their turn (chosen: a shift change). */
const WAITING_ATTEMPTS = 16;

export interface Credentials {
  readonly userName: string;
  readonly password: string;
  /** Of the authenticator app, or a recovery code. */
  readonly code?: string | undefined;
}

export type Confirmed = "right" | "wrong" | "busy" | "second-factor" | SecondFactorErrorCode;

export interface SignIn {
  withPassword(credentials: Credentials, client: Client): Promise<SignInOutcome>;
  withLink(token: string, client: Client): SignInOutcome;
  /** For whoever a provider elsewhere has vouched for. */
  vouchedFor(userName: string, client: Client): SignInOutcome;
  /**
   * Whoever is signed in types their password again before what must not be done at a screen left open, and where `both` are asked for
   * their second factor if they have one (`second-factor`: the password is right, and the code is missing). What is wrong is journaled.
   */
  confirm(credentials: Credentials, client: Client, asked: "password" | "both"): Promise<Confirmed>;
}

/**
 * Checks who somebody is and begins their session; both outcomes are journaled.
 * What was typed for an unknown name is not: it may be a password.
 */
export function createSignIn(deps: {
  readonly database: DatabaseSync;
  readonly clock: Clock;
  readonly sessions: SessionStore;
  readonly links: OneTimeLinks;
  readonly secondFactors: SecondFactors;
  readonly desk: Pick<AlarmDesk, "record">;
}): SignIn {
  const { database, clock, sessions, links, secondFactors, desk } = deps;
  const turns = createTurns();
  const sawUser = database.prepare("UPDATE user SET signed_in_at = ? WHERE name = ?");

  function accept(who: Parameters<SessionStore["begin"]>[0], by: SignInWay, client: Client, factor?: SecondFactorKind): SignInOutcome {
    const { token, needsSecondFactor, session } = sessions.begin(who, by, client);
    if ("userName" in who) sawUser.run(clock.now(), who.userName);
    desk.record({
      kind: "signed-in",
      actor: `user:${session.userName}`,
      detail: { by, role: session.role, from: client.from, ...(factor === undefined ? {} : { secondFactor: factor }) },
    });
    return { ok: true, token, needsSecondFactor };
  }

  function noteRefusal(by: SignInWay, { from }: Client, knownUser?: string, why?: SecondFactorErrorCode): void {
    desk.record({
      kind: "sign-in-refused",
      actor: "system",
      detail: { by, from, ...(knownUser === undefined ? {} : { user: knownUser }), ...(why === undefined ? {} : { code: why }) },
    });
  }

  async function check(userName: string, password: string): Promise<"right" | "wrong" | "unknown" | "busy"> {
    const turn = await turns.take();
    if (turn === undefined) return "busy";
    try {
      const credentials = findCredentials(database, userName);
      if (await verifyPassword(password, credentials?.hash)) return "right";
      return credentials === undefined ? "unknown" : "wrong";
    } finally {
      turn();
    }
  }

  return {
    async withPassword({ userName, password, code }, client) {
      const verdict = await check(userName, password);
      if (verdict === "busy") return { ok: false, reason: "busy" };
      if (verdict !== "right") {
        noteRefusal("password", client, verdict === "wrong" ? userName : undefined);
        return { ok: false, reason: "refused" };
      }
      if (!secondFactors.isSet(userName)) return accept({ userName }, "password", client);
      // Told only to whoever has the password: which accounts have a second factor is nobody else's business.
      if (code === undefined) return { ok: false, reason: "second-factor" };
      const taken = secondFactors.take(userName, code);
      if (taken.ok) return accept({ userName }, "password", client, taken.value);
      noteRefusal("password", client, userName, taken.error);
      return { ok: false, reason: taken.error };
    },
    withLink(token, client) {
      const role = links.redeem(token);
      if (role !== undefined) return accept({ grantedRole: role }, "one-time-link", client);
      noteRefusal("one-time-link", client);
      return { ok: false, reason: "refused" };
    },
    vouchedFor: (userName, client) => accept({ userName }, "single-sign-on", client),
    async confirm({ userName, password, code }, client, asked) {
      const verdict = await check(userName, password);
      if (verdict === "busy") return verdict;
      if (verdict !== "right") {
        noteRefusal("password", client, userName);
        return "wrong";
      }
      if (asked === "password" || !secondFactors.isSet(userName)) return "right";
      if (code === undefined) return "second-factor";
      const taken = secondFactors.take(userName, code);
      if (taken.ok) return "right";
      noteRefusal("password", client, userName, taken.error);
      return taken.error;
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
