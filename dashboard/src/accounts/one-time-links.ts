import { type DurationMs, type EpochMs, minutes, plus } from "@labcanary/domain/basics";
import type { Clock } from "@labcanary/domain/ports";
import type { Role } from "./roles.ts";
import { hashToken, newToken } from "./secret-token.ts";

/** Long enough to go from the terminal to a browser (chosen). */
const LIFETIME: DurationMs = minutes(15);

/** Tokens that sign one person in once. They live in memory only: a restart ends them. */
export interface OneTimeLinks {
  issue(role: Role): string;
  /** The role the token stands for; a second time, or too late, undefined. */
  redeem(token: string): Role | undefined;
}

export function createOneTimeLinks(clock: Clock): OneTimeLinks {
  const issued = new Map<string, { readonly role: Role; readonly expiresAt: EpochMs }>();
  return {
    issue(role) {
      const token = newToken();
      issued.set(hashToken(token), { role, expiresAt: plus(clock.now(), LIFETIME) });
      return token;
    },
    redeem(token) {
      const id = hashToken(token);
      const link = issued.get(id);
      issued.delete(id);
      return link !== undefined && clock.now() < link.expiresAt ? link.role : undefined;
    },
  };
}
