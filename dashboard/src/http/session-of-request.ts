import type { Site } from "@labcanary/domain/site";
import { type Scope, scopeOf } from "../accounts/scope.ts";
import type { Session } from "../accounts/session-store.ts";

export interface GuardedRequest {
  readonly session: Session | null;
}

/** The session of a request that has passed the guard. */
export function sessionOf(request: GuardedRequest): Session {
  if (request.session === null) throw new Error("a guarded route ran without a session");
  return request.session;
}

/** What of the site whoever asks may see and act on. What is outside it answers as what does not exist. */
export const scopeOfRequest = (request: GuardedRequest, site: Site): Scope => scopeOf(sessionOf(request).zones, site);
