import { createHmac, randomBytes } from "node:crypto";
import { minutes } from "@labcanary/domain/basics";
import type { FastifyRequest } from "fastify";
import type { AttemptCounts } from "../accounts/attempt-counts.ts";
import { HttpError } from "./http-errors.ts";

/** Attempts to sign in a minute, for one user name and for one address (chosen: nobody mistypes faster, a shift change fits). */
const ATTEMPTS_PER_NAME = 10;
const ATTEMPTS_PER_ADDRESS = 60;
const ATTEMPT_WINDOW = minutes(1);

/**
 * Slows whoever tries passwords and codes; each throws SIGN_IN_TOO_OFTEN. One of them serves all routes that take such. What is refused is
 * not counted again, so asking on costs nothing.
 */
export interface AttemptLimits {
  /** Of where it comes from and of a name that was typed, which need not be anybody's. */
  signIn(request: FastifyRequest): void;
  /** Of where it comes from alone. */
  address(request: FastifyRequest): void;
  /** Of whoever is signed in and types their password, or a code, again. */
  self(request: FastifyRequest): void;
}

export function createAttemptLimits(counts: AttemptCounts, isAccount: (name: string) => boolean): AttemptLimits {
  /** What was typed for a name may be a password: of a name that is nobody's nothing is kept that could be tried, and a restart forgets it. */
  const key = randomBytes(32);
  const keptName = (typed: string): string =>
    isAccount(typed) ? typed : `?${createHmac("sha256", key).update(typed).digest("base64url")}`;

  function take(counted: string, most: number): void {
    const left = counts.take(counted, most, ATTEMPT_WINDOW);
    if (left !== undefined) throw new HttpError("SIGN_IN_TOO_OFTEN", `try again in ${Math.ceil(left / 1000)} s`);
  }
  const address = ({ ip }: FastifyRequest): void => take(`address:${ip}`, ATTEMPTS_PER_ADDRESS);

  return {
    // The address first: one of them then writes no more names a minute than it has attempts.
    signIn(request) {
      address(request);
      const typed = (request.body as { username?: string }).username?.toLowerCase() ?? "";
      take(`name:${request.ip}:${keptName(typed)}`, ATTEMPTS_PER_NAME);
    },
    address,
    self: (request) => take(`self:${request.session?.userName ?? ""}`, ATTEMPTS_PER_NAME),
  };
}
