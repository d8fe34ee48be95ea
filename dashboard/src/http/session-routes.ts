import type { Site } from "@labcanary/domain/site";
import Type from "typebox";
import { rightsOf } from "../accounts/roles.ts";
import { scopeOf } from "../accounts/scope.ts";
import type { Session, SessionStore } from "../accounts/session-store.ts";
import type { SignIn, SignInOutcome } from "../accounts/sign-in.ts";
import type { User } from "../accounts/user-directory.ts";
import { SESSION_COOKIE } from "./access.ts";
import { HttpError } from "./http-errors.ts";
import { scopeOfRequest, sessionOf } from "./session-of-request.ts";
import type { App } from "./typed-app.ts";

/** Attempts to sign in a minute, for one user name and for one address (chosen: nobody mistypes faster, a shift change fits). */
const ATTEMPTS_PER_NAME = 10;
const ATTEMPTS_PER_ADDRESS = 60;
const ATTEMPT_WINDOW_MS = 60_000;

const CREDENTIALS = Type.Object(
  { username: Type.String({ minLength: 1, maxLength: 64 }), password: Type.String({ minLength: 1, maxLength: 256 }) },
  { additionalProperties: false },
);
const LINK = Type.Object({ token: Type.String({ minLength: 1, maxLength: 64 }) }, { additionalProperties: false });

/** Sign-in by password or one-time link, sign-out, who am I, and who else there is. */
export function sessionRoutes(
  app: App,
  deps: {
    readonly signIn: SignIn;
    readonly sessions: SessionStore;
    readonly users: () => readonly User[];
    readonly site: () => Site;
  },
): void {
  const { signIn, sessions, users, site } = deps;
  const perName = app.createRateLimit({
    max: ATTEMPTS_PER_NAME,
    timeWindow: ATTEMPT_WINDOW_MS,
    keyGenerator: (request) => `name:${request.ip}:${(request.body as { username?: string }).username?.toLowerCase() ?? ""}`,
  });
  const perAddress = app.createRateLimit({
    max: ATTEMPTS_PER_ADDRESS,
    timeWindow: ATTEMPT_WINDOW_MS,
    keyGenerator: (request) => `address:${request.ip}`,
  });

  const cookie = { path: "/", httpOnly: true, sameSite: "strict" } as const;
  const tell = (session: Session) => ({
    user: {
      name: session.userName,
      role: session.role,
      rights: rightsOf(session),
      ...(session.zones === undefined ? {} : { zones: session.zones }),
    },
    expiresAt: session.expiresAt,
  });

  const begun = (outcome: SignInOutcome) => {
    if (outcome.ok) return outcome;
    throw outcome.reason === "busy" ? new HttpError("SIGN_IN_TOO_OFTEN", "try again in a few seconds") : new HttpError("SIGN_IN_REFUSED");
  };

  app.post(
    "/api/v1/session",
    { config: { access: "open" }, schema: { summary: "Sign in", tags: ["session"], body: CREDENTIALS } },
    async (request, reply) => {
      for (const limit of [perName, perAddress]) {
        const verdict = await limit(request);
        if (!verdict.isAllowed && verdict.isExceeded) throw new HttpError("SIGN_IN_TOO_OFTEN", `try again in ${verdict.ttlInSeconds} s`);
      }
      const { token, session } = begun(await signIn.withPassword(request.body.username, request.body.password, request.ip));
      return reply
        .status(201)
        .setCookie(SESSION_COOKIE, token, cookie)
        .send({ token, ...tell(session) });
    },
  );

  app.post(
    "/api/v1/session/one-time",
    { config: { access: "open" }, schema: { summary: "Sign in by a one-time link", tags: ["session"], body: LINK } },
    async (request, reply) => {
      const verdict = await perAddress(request);
      if (!verdict.isAllowed && verdict.isExceeded) throw new HttpError("SIGN_IN_TOO_OFTEN", `try again in ${verdict.ttlInSeconds} s`);
      const { token, session } = begun(signIn.withLink(request.body.token, request.ip));
      return reply
        .status(201)
        .setCookie(SESSION_COOKIE, token, cookie)
        .send({ token, ...tell(session) });
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
    { config: { access: "look" }, schema: { summary: "Sign out", tags: ["session"] } },
    async (request, reply) => {
      sessions.end(sessionOf(request).id);
      return reply.clearCookie(SESSION_COOKIE, cookie).status(204).send();
    },
  );
}
