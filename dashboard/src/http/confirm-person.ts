import type { FastifyRequest } from "fastify";
import type { Session } from "../accounts/session-store.ts";
import type { SignIn } from "../accounts/sign-in.ts";
import type { Account } from "../accounts/user-directory.ts";
import type { AttemptLimits } from "./attempt-limits.ts";
import { clientOf } from "./client.ts";
import { HttpError } from "./http-errors.ts";
import { sessionOf } from "./session-of-request.ts";
import { refusalOf } from "./session-routes.ts";

/** What somebody who is signed in types again. */
export interface Confirmation {
  readonly password: string;
  /** Of the authenticator app, or a recovery code. */
  readonly code?: string | undefined;
}

export interface ConfirmDeps {
  readonly limits: AttemptLimits;
  readonly signIn: Pick<SignIn, "confirm">;
  readonly account: (name: string) => Account | undefined;
}

/** Asks whoever is signed in for what a screen left open does not know. */
export interface ConfirmPerson {
  /** Throws PASSWORD_NONE, PASSWORD_WRONG, SIGN_IN_TOO_OFTEN. */
  password(request: FastifyRequest, password: string): Promise<Session>;
  /**
   * For what lets in whoever has it: the second factor as well, where one is set. Throws as {@link password}, and
   * SECOND_FACTOR_REQUIRED, SECOND_FACTOR_REFUSED, SECOND_FACTOR_TOO_OFTEN.
   */
  whole(request: FastifyRequest, confirmation: Confirmation): Promise<Session>;
}

export function createConfirmPerson({ limits, signIn, account }: ConfirmDeps): ConfirmPerson {
  async function confirm(request: FastifyRequest, typed: Confirmation, asked: "password" | "both"): Promise<Session> {
    limits.self(request);
    const session = sessionOf(request);
    const own = account(session.userName);
    if (own === undefined) throw new HttpError("SESSION_REQUIRED");
    if (!own.hasPassword) throw new HttpError("PASSWORD_NONE");
    const verdict = await signIn.confirm({ userName: own.name, ...typed }, clientOf(request), asked);
    if (verdict === "right") return session;
    throw verdict === "wrong" ? new HttpError("PASSWORD_WRONG") : refusalOf(verdict);
  }
  return {
    password: (request, password) => confirm(request, { password }, "password"),
    whole: (request, confirmation) => confirm(request, confirmation, "both"),
  };
}
