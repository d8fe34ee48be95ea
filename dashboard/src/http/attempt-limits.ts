import type { FastifyRequest } from "fastify";
import { HttpError } from "./http-errors.ts";
import type { App } from "./typed-app.ts";

/** Attempts to sign in a minute, for one user name and for one address (chosen: nobody mistypes faster, a shift change fits). */
const ATTEMPTS_PER_NAME = 10;
const ATTEMPTS_PER_ADDRESS = 60;
const ATTEMPT_WINDOW_MS = 60_000;

/** Slows whoever tries passwords and codes; each throws SIGN_IN_TOO_OFTEN. One of them serves all routes that take such. */
export interface AttemptLimits {
  /** Of a name that was typed, which need not be anybody's. */
  name(request: FastifyRequest): Promise<void>;
  address(request: FastifyRequest): Promise<void>;
  /** Of whoever is signed in and types their password, or a code, again. */
  self(request: FastifyRequest): Promise<void>;
}

export function createAttemptLimits(app: App): AttemptLimits {
  const limit = (max: number, keyGenerator: (request: FastifyRequest) => string) => {
    const check = app.createRateLimit({ max, timeWindow: ATTEMPT_WINDOW_MS, keyGenerator });
    return async (request: FastifyRequest): Promise<void> => {
      const verdict = await check(request);
      if (!verdict.isAllowed && verdict.isExceeded) throw new HttpError("SIGN_IN_TOO_OFTEN", `try again in ${verdict.ttlInSeconds} s`);
    };
  };
  return {
    name: limit(
      ATTEMPTS_PER_NAME,
      (request) => `name:${request.ip}:${(request.body as { username?: string }).username?.toLowerCase() ?? ""}`,
    ),
    address: limit(ATTEMPTS_PER_ADDRESS, (request) => `address:${request.ip}`),
    self: limit(ATTEMPTS_PER_NAME, (request) => `self:${request.session?.userName ?? ""}`),
  };
}
