import { days } from "@labcanary/domain/basics";
import type { ZoneId } from "@labcanary/domain/site";
import Type from "typebox";
import { type ApiTokens, isWithin } from "../accounts/api-tokens.ts";
import { mayDo, ROLES } from "../accounts/roles.ts";
import { scopeOf } from "../accounts/scope.ts";
import type { Session } from "../accounts/session-store.ts";
import { VISITOR_NAME } from "../accounts/standing.ts";
import type { DashboardDeps } from "../ports.ts";
import type { AccountRouteDeps } from "./account-routes.ts";
import { ROLE, ZONES } from "./administration-routes.ts";
import { HttpError } from "./http-errors.ts";
import { sessionOf } from "./session-of-request.ts";
import { indexOf } from "./site-index.ts";
import type { App } from "./typed-app.ts";

const NEW_TOKEN = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 64 }),
    role: ROLE,
    zones: ZONES,
    days: Type.Integer({ minimum: 1, maximum: 365 }),
    password: Type.Optional(Type.String({ minLength: 1, maxLength: 1000 })),
    code: Type.Optional(Type.String({ minLength: 1, maxLength: 40 })),
  },
  { additionalProperties: false },
);
const ID_PARAMS = Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) });

/** Tokens of programs: their own for whoever issues some, all of them for whoever manages accounts. */
export function tokenRoutes(
  app: App,
  deps: { readonly tokens: ApiTokens } & Pick<AccountRouteDeps, "journal" | "confirm"> & Pick<DashboardDeps, "site">,
): void {
  const { tokens, journal, confirm, site } = deps;
  const seesAll = (session: Session): boolean => mayDo(session, "manage-accounts");
  const listFor = (session: Session) => tokens.list(seesAll(session) ? undefined : session.userName);

  function checkZones(zones: readonly ZoneId[] | undefined, session: Session): void {
    const present = site();
    const unknown = zones?.find((zone) => !indexOf(present).zones.has(zone));
    if (unknown !== undefined) throw new HttpError("ZONE_UNKNOWN", unknown);
    const own = scopeOf(session.zones, present);
    const isWithinOwn = own.isWhole || (zones !== undefined && zones.every((zone) => own.hasZone(zone)));
    if (!isWithinOwn) throw new HttpError("TOKEN_ABOVE_OWN", "name zones of your own");
  }

  app.get(
    "/api/v1/tokens",
    {
      config: { access: "issue-tokens" },
      schema: { summary: "API tokens, without the tokens themselves, and the roles one may give to new ones", tags: ["administration"] },
    },
    async (request) => {
      const session = sessionOf(request);
      return { tokens: listFor(session), roles: ROLES.filter((role) => isWithin(role, session.role)) };
    },
  );

  app.post(
    "/api/v1/tokens",
    {
      config: { access: "issue-tokens" },
      schema: {
        summary: "Issue a token for a program, with one's own password and second factor typed again; it is told once",
        tags: ["administration"],
        body: NEW_TOKEN,
      },
    },
    async (request, reply) => {
      if (sessionOf(request).userName === VISITOR_NAME) throw new HttpError("PERSON_REQUIRED");
      const { name, role, zones, days: lifetime, password, code } = request.body;
      checkZones(zones, sessionOf(request));
      const session = await confirm.whole(request, { password, code });
      const issued = tokens.issue({ name, role, ...(zones === undefined ? {} : { zones }), lifetime: days(lifetime) }, session);
      if (!issued.ok) throw new HttpError(issued.error);
      journal();
      return reply.status(201).send({ token: issued.value.token, ...issued.value.kept });
    },
  );

  app.delete(
    "/api/v1/tokens/:id",
    { config: { access: "issue-tokens" }, schema: { summary: "Revoke a token", tags: ["administration"], params: ID_PARAMS } },
    async (request, reply) => {
      const session = sessionOf(request);
      const { id } = request.params;
      if (!listFor(session).some((token) => token.id === id)) throw new HttpError("TOKEN_UNKNOWN");
      const revoked = tokens.revoke(id, `user:${session.userName}`);
      if (!revoked.ok) throw new HttpError(revoked.error);
      journal();
      return reply.status(204).send();
    },
  );
}
