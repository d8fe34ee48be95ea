import type { Site } from "@labcanary/domain/site";
import type { FastifyReply, FastifyRequest } from "fastify";
import Type from "typebox";
import { rightsOf } from "../accounts/roles.ts";
import { scopeOf } from "../accounts/scope.ts";
import type { Session, SessionStore } from "../accounts/session-store.ts";
import type { SignIn, SignInOutcome } from "../accounts/sign-in.ts";
import type { Account, User } from "../accounts/user-directory.ts";
import { SESSION_COOKIE } from "./access.ts";
import type { AttemptLimits } from "./attempt-limits.ts";
import { clientOf } from "./client.ts";
import { HttpError } from "./http-errors.ts";
import { scopeOfRequest, sessionOf } from "./session-of-request.ts";
import type { App } from "./typed-app.ts";

const CREDENTIALS = Type.Object(
  {
    username: Type.String({ minLength: 1, maxLength: 64 }),
    password: Type.String({ minLength: 1, maxLength: 256 }),
    code: Type.Optional(Type.String({ minLength: 1, maxLength: 40 })),
  },
  { additionalProperties: false },
);
const LINK = Type.Object({ token: Type.String({ minLength: 1, maxLength: 64 }) }, { additionalProperties: false });

/** No script reads it, and no other site has it sent. */
/** Over TLS, which a proxy in front says, the cookie never goes another way. */
export const cookieOptionsFor = ({ protocol }: Pick<FastifyRequest, "protocol">) =>
  ({ path: "/", httpOnly: true, sameSite: "strict", secure: protocol === "https" }) as const;

/** Sign-in by password or one-time link, sign-out, who am I, and who else there is. */
export function sessionRoutes(
  app: App,
  deps: {
    readonly signIn: SignIn;
    readonly sessions: SessionStore;
    readonly users: () => readonly User[];
    readonly site: () => Site;
    readonly limits: AttemptLimits;
    readonly account: (name: string) => Account | undefined;
  },
): void {
  const { signIn, sessions, users, site, limits, account } = deps;
  const tell = (session: Session) => ({
    user: {
      name: session.userName,
      role: session.role,
      rights: rightsOf(session),
      ...(session.zones === undefined ? {} : { zones: session.zones }),
      ...(account(session.userName)?.hasPassword === false ? { confirmsAt: "provider" as const } : {}),
    },
    expiresAt: session.expiresAt,
  });

  /** What whoever signed in is told: who they are, or that a second factor must be set up before that counts. */
  function begun(outcome: SignInOutcome, reply: FastifyReply) {
    if (!outcome.ok) throw refusalOf(outcome.reason);
    const { token, needsSecondFactor } = outcome;
    const session = needsSecondFactor ? sessions.findUnfinished(token) : sessions.find(token);
    if (session === undefined) throw new HttpError("SESSION_REQUIRED");
    return reply
      .status(201)
      .setCookie(SESSION_COOKIE, token, cookieOptionsFor(reply.request))
      .send({ token, ...tell(session), ...(needsSecondFactor ? { needsSecondFactor } : {}) });
  }

  app.post(
    "/api/v1/session",
    {
      config: { access: "open" },
      schema: { summary: "Sign in; with the code of an authenticator app where the account has one", tags: ["session"], body: CREDENTIALS },
    },
    async (request, reply) => {
      limits.signIn(request);
      const { username, password, code } = request.body;
      return begun(await signIn.withPassword({ userName: username, password, code }, clientOf(request)), reply);
    },
  );

  app.post(
    "/api/v1/session/one-time",
    { config: { access: "open" }, schema: { summary: "Sign in by a one-time link", tags: ["session"], body: LINK } },
    async (request, reply) => {
      limits.address(request);
      return begun(signIn.withLink(request.body.token, clientOf(request)), reply);
    },
  );

  app.get("/api/v1/session", { config: { access: "look" }, schema: { summary: "Who am I", tags: ["session"] } }, async (request) =>
    tell(sessionOf(request)),
  );

  app.get(
    "/api/v1/users",
    { config: { access: "handle-alarms" }, schema: { summary: "Who may sign in: whom an alarm can be given to", tags: ["session"] } },
    async (request) => {
      const scope = scopeOfRequest(request, site());
      if (scope.isWhole) return { users: users() };
      // Whoever would see anything of theirs; what else these are limited to is not told.
      const others = users().filter(({ zones }) => scope.zones.some(({ id }) => scope.hasZone(id) && scopeOf(zones, site()).hasZone(id)));
      return { users: others.map(({ name, role }) => ({ name, role })) };
    },
  );

  app.delete(
    "/api/v1/session",
    { config: { access: "sign-out" }, schema: { summary: "Sign out", tags: ["session"] } },
    async (request, reply) => {
      sessions.end(sessionOf(request).id);
      return reply.clearCookie(SESSION_COOKIE, cookieOptionsFor(request)).status(204).send();
    },
  );
}

/** Why nobody was signed in. */
export function refusalOf(reason: Exclude<SignInOutcome, { readonly ok: true }>["reason"]): HttpError {
  if (reason === "busy") return new HttpError("SIGN_IN_TOO_OFTEN", "try again in a few seconds");
  return new HttpError(reason === "refused" ? "SIGN_IN_REFUSED" : reason === "second-factor" ? "SECOND_FACTOR_REQUIRED" : reason);
}
