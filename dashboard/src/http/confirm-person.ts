import type { FastifyRequest } from "fastify";
import type { Session } from "../accounts/session-store.ts";
import type { SingleSignOn } from "../accounts/single-sign-on.ts";
import type { SignIn } from "../accounts/sign-in.ts";
import type { Account } from "../accounts/user-directory.ts";
import type { AttemptLimits } from "./attempt-limits.ts";
import { clientOf } from "./client.ts";
import { HttpError } from "./http-errors.ts";
import { sessionOf } from "./session-of-request.ts";
import { refusalOf } from "./session-routes.ts";

/** What somebody who is signed in types again. */
export interface Confirmation {
  /** Absent of whoever signs in through a provider alone, and has confirmed there that it is they, for this very request. */
  readonly password?: string | undefined;
  /** Of the authenticator app, or a recovery code. */
  readonly code?: string | undefined;
}

export interface ConfirmDeps {
  readonly limits: AttemptLimits;
  readonly signIn: Pick<SignIn, "confirm">;
  readonly account: (name: string) => Account | undefined;
  readonly singleSignOn?: Pick<SingleSignOn, "takeConfirmation">;
}

/** What a confirmation is for: the method and the path of the request that is signed by it. */
const actOf = ({ method, url }: Pick<FastifyRequest, "method" | "url">): string => `${method} ${url.split("?")[0]}`;

/** Asks whoever is signed in for what a screen left open does not know. */
export interface ConfirmPerson {
  /** For what changes the password or the second factor themselves. Throws PASSWORD_NONE, PASSWORD_WRONG, SIGN_IN_TOO_OFTEN. */
  password(request: FastifyRequest, password: string): Promise<Session>;
  /**
   * For what is signed, and what lets in whoever has it: the second factor as well, where one is set. An account without a password is
   * confirmed at its provider, once and for the request that is made. Throws as {@link password}, and CONFIRMATION_REQUIRED, SECOND_FACTOR_REQUIRED, SECOND_FACTOR_REFUSED, SECOND_FACTOR_TOO_OFTEN.
   */
  whole(request: FastifyRequest, confirmation: Confirmation): Promise<Session>;
}

export function createConfirmPerson({ limits, signIn, account, singleSignOn }: ConfirmDeps): ConfirmPerson {
  async function confirm(request: FastifyRequest, typed: Confirmation, asked: "password" | "both"): Promise<Session> {
    const session = sessionOf(request);
    const own = account(session.userName);
    if (own === undefined) throw new HttpError("SESSION_REQUIRED");
    const { password, code } = typed;
    // Nothing was tried.
    if (own.hasPassword && password === undefined) throw new HttpError("REQUEST_INVALID", "/password: type it again to sign");
    limits.self(request);
    if (password === undefined || !own.hasPassword) {
      if (asked === "password" || singleSignOn === undefined) throw new HttpError("PASSWORD_NONE");
      if (singleSignOn.takeConfirmation(session.id, actOf(request))) return session;
      throw new HttpError("CONFIRMATION_REQUIRED");
    }
    const verdict = await signIn.confirm({ userName: own.name, password, code }, clientOf(request), asked);
    if (verdict === "right") return session;
    throw verdict === "wrong" ? new HttpError("PASSWORD_WRONG") : refusalOf(verdict);
  }
  return {
    password: (request, password) => confirm(request, { password }, "password"),
    whole: (request, confirmation) => confirm(request, confirmation, "both"),
  };
}
