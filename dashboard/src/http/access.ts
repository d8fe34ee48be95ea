import type { FastifyRequest } from "fastify";
import { isForWholeSite, mayDo, type Right } from "../accounts/roles.ts";
import { VISITOR_NAME } from "../accounts/standing.ts";
import type { Session, SessionStore } from "../accounts/session-store.ts";
import { HttpError } from "./http-errors.ts";
import type { App } from "./typed-app.ts";

export const SESSION_COOKIE = "labcanary_session";

/** A session's token, or that of a program. */
const TOKEN = "(?:lct_)?[A-Za-z0-9_-]{43}";
export const BEARER = new RegExp(`^Bearer (${TOKEN})$`);
/** Requests that change nothing need no proof of where they come from (RFC 9110, 9.2.1). */
const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/** The token a request carries: bearer before cookie. */
export function tokenOf(request: FastifyRequest): string | undefined {
  return BEARER.exec(request.headers.authorization ?? "")?.[1] ?? request.cookies[SESSION_COOKIE];
}

/**
 * Lets a request through only to what it may have: own pages only for what changes something, a session for everything that is not
 * marked open, and the right its route asks for. An address that does not exist answers like one that needs a session.
 */
export function guardAccess(app: App, sessions: SessionStore, isOwnOrigin: (origin: string) => boolean): void {
  app.decorateRequest("session", null);

  app.addHook("onRoute", (route) => {
    if (route.url.startsWith("/api/v1/") && route.config?.access === undefined) throw new Error(`${route.url} does not say who may come`);
  });

  app.addHook("onRequest", async (request) => {
    refuseForeignOrigin(request, isOwnOrigin);
    const access = request.routeOptions.config.access ?? "look";
    if (access === "open") return;
    const token = tokenOf(request);
    const unfinished = token === undefined ? undefined : sessions.findUnfinished(token);
    if (unfinished !== undefined && access !== "own-account" && access !== "sign-out") throw new HttpError("SECOND_FACTOR_SETUP_REQUIRED");
    request.session = unfinished ?? (token === undefined ? undefined : sessions.find(token)) ?? null;
    if (request.session === null) throw new HttpError("SESSION_REQUIRED");
    refuseBeyond(request.session, access);
  });
}

/** What no program may do, whatever its role: let others in, or keep itself in. */
const OF_PEOPLE: ReadonlySet<string> = new Set(["own-account", "manage-accounts", "issue-tokens"] satisfies (Right | "own-account")[]);

function refuseBeyond(session: Session, access: Right | "own-account" | "sign-out"): void {
  if (access === "sign-out") return;
  const { role, via, userName } = session;
  if (OF_PEOPLE.has(access) && via === "api-token") throw new HttpError("PERSON_REQUIRED");
  if (access === "own-account") {
    if (userName === VISITOR_NAME) throw new HttpError("PERSON_REQUIRED");
    return;
  }
  if (isForWholeSite(session, access)) throw new HttpError("SCOPE_FORBIDDEN", `${access} is about the whole site`);
  if (!mayDo(session, access)) throw new HttpError("ROLE_FORBIDDEN", `${access} is not among the rights of ${role}`);
}

/** A browser always names the page a changing request comes from; a cookie without that name is not believed. */
function refuseForeignOrigin(request: FastifyRequest, isOwnOrigin: (origin: string) => boolean): void {
  if (SAFE_METHODS.has(request.method)) return;
  const { origin } = request.headers;
  const carriesCookieOnly = request.headers.authorization === undefined && request.cookies[SESSION_COOKIE] !== undefined;
  const own = origin === undefined ? !carriesCookieOnly : isOwnOrigin(origin);
  if (!own) throw new HttpError("ORIGIN_REFUSED");
}
