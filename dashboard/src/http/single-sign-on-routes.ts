import Type from "typebox";
import { SINGLE_SIGN_ON_ERRORS, type SingleSignOn, type SingleSignOnErrorCode } from "../accounts/single-sign-on.ts";
import { SESSION_COOKIE } from "./access.ts";
import type { AttemptLimits } from "./attempt-limits.ts";
import { clientOf } from "./client.ts";
import { HttpError } from "./http-errors.ts";
import { sessionOf } from "./session-of-request.ts";
import { cookieOptionsFor } from "./session-routes.ts";
import type { App } from "./typed-app.ts";

/** Method and path, without a query: what is confirmed is one request. */
const CONFIRM = Type.Object(
  { act: Type.String({ pattern: "^(?:POST|PUT|DELETE) /api/v1/[A-Za-z0-9._~%/-]{1,200}$" }) },
  { additionalProperties: false },
);

/** Holds what shows that the browser that comes back is the one that left. Lax: it comes back from another site. */
const BROWSER_COOKIE = "labcanary_sign_on";
const BROWSER_COOKIE_OPTIONS = { path: "/api/v1/session/single-sign-on", httpOnly: true, sameSite: "lax", maxAge: 600 } as const;

/** Sign-in at the campus's own provider. A browser goes through these; it is led on by pages, since a script has no part in it. */
export function singleSignOnRoutes(
  app: App,
  deps: { readonly singleSignOn: SingleSignOn | undefined; readonly limits: AttemptLimits },
): void {
  const { singleSignOn, limits } = deps;

  app.get(
    "/api/v1/session/ways",
    { config: { access: "open" }, schema: { summary: "How one may sign in", tags: ["session"] } },
    async () => ({ password: true, singleSignOn: singleSignOn !== undefined }),
  );

  app.get(
    "/api/v1/session/single-sign-on",
    { config: { access: "open" }, schema: { summary: "Go and sign in at the provider", tags: ["session"] } },
    async (request, reply) => {
      if (singleSignOn === undefined) throw new HttpError("SINGLE_SIGN_ON_OFF");
      limits.address(request);
      const begun = await singleSignOn.begin();
      if (typeof begun === "string") return reply.type("text/html").send(pageTo(`/#sign-in-failed=${begun}`));
      return reply
        .setCookie(BROWSER_COOKIE, begun.browserKey, { ...BROWSER_COOKIE_OPTIONS, secure: request.protocol === "https" })
        .redirect(begun.url, 302);
    },
  );

  app.get(
    "/api/v1/session/single-sign-on/confirm",
    {
      config: { access: "own-account" },
      schema: {
        summary:
          "Go to the provider and show that it is you who signs `act`, the method and path of the request that is to be signed; it counts once, for this session, for five minutes",
        tags: ["session"],
        querystring: CONFIRM,
      },
    },
    async (request, reply) => {
      if (singleSignOn === undefined) throw new HttpError("SINGLE_SIGN_ON_OFF");
      limits.self(request);
      const { id, userName } = sessionOf(request);
      const begun = await singleSignOn.beginConfirming({ session: { id, userName }, act: request.query.act });
      if (typeof begun === "string") return reply.type("text/html").send(confirmedPage(begun));
      return reply
        .setCookie(BROWSER_COOKIE, begun.browserKey, { ...BROWSER_COOKIE_OPTIONS, secure: request.protocol === "https" })
        .redirect(begun.url, 302);
    },
  );

  app.get(
    "/api/v1/session/single-sign-on/callback",
    { config: { access: "open" }, schema: { summary: "Come back from the provider", tags: ["session"] } },
    async (request, reply) => {
      if (singleSignOn === undefined) throw new HttpError("SINGLE_SIGN_ON_OFF");
      limits.address(request);
      const query = new URLSearchParams(request.query as Record<string, string>);
      const outcome = await singleSignOn.finish(query, request.cookies[BROWSER_COOKIE], clientOf(request));
      reply.clearCookie(BROWSER_COOKIE, BROWSER_COOKIE_OPTIONS).type("text/html");
      if (typeof outcome === "string") return reply.send(pageTo(`/#sign-in-failed=${outcome}`));
      if ("confirming" in outcome) return reply.send(confirmedPage(outcome.confirming));
      if (!outcome.ok) return reply.send(pageTo("/#sign-in-failed=SINGLE_SIGN_ON_REFUSED"));
      return reply.setCookie(SESSION_COOKIE, outcome.token, cookieOptionsFor(request)).send(pageTo("/"));
    },
  );
}

/** Shown beside the page on which is signed, which stays as it is. Without a script, and so in both languages. */
function confirmedPage(outcome: "confirmed" | SingleSignOnErrorCode): string {
  const [en, zh] =
    outcome === "confirmed"
      ? ["It is you. Close this page and sign within five minutes.", "身份已确认。请关闭本页，并在五分钟内签字。"]
      : [`Not confirmed: ${SINGLE_SIGN_ON_ERRORS[outcome]}.`, "身份未确认。请关闭本页后重试。"];
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>LabCanary</title></head><body><h1>LabCanary</h1><p role="status">${en}</p><p lang="zh">${zh}</p></body></html>`;
}

/**
 * A page that leads on by itself. Not a redirect: a browser that another site has sent here would not send a strict cookie with what it is
 * redirected to, and would be given the sign-in page again.
 */
const pageTo = (path: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>LabCanary</title><meta http-equiv="refresh" content="0;url=${path}"></head><body></body></html>`;
