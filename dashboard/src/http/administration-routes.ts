import type { ZoneId } from "@labcanary/domain/site";
import type { FastifyRequest } from "fastify";
import Type from "typebox";
import { ROLES } from "../accounts/roles.ts";
import type { Standing } from "../accounts/standing.ts";
import type { DashboardDeps } from "../ports.ts";
import type { AccountRouteDeps } from "./account-routes.ts";
import { HttpError } from "./http-errors.ts";
import { sessionOf } from "./session-of-request.ts";
import { indexOf } from "./site-index.ts";
import type { App } from "./typed-app.ts";

const NAME = Type.String({ minLength: 1, maxLength: 64 });
const NAME_PARAMS = Type.Object({ name: NAME });
const PASSWORD = Type.String({ minLength: 1, maxLength: 1000 });
export const ROLE = Type.Union(ROLES.map((role) => Type.Literal(role)));
/** At least one: whoever may see nothing needs no account. */
export const ZONES = Type.Optional(
  Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { minItems: 1, maxItems: 200, uniqueItems: true }),
);

export interface AdministrationDeps
  extends Pick<AccountRouteDeps, "sessions" | "directoryOf" | "journal" | "account">,
    Pick<DashboardDeps, "site"> {}

/** Accounts and sessions of everybody, for whoever manages them. */
export function administrationRoutes(app: App, { sessions, directoryOf, journal, account, site }: AdministrationDeps): void {
  const actorOf = (request: FastifyRequest): string => `user:${sessionOf(request).userName}`;
  const directory = (request: FastifyRequest) => directoryOf(actorOf(request));

  /** Throws ZONE_UNKNOWN of a zone the site has not. One that it had once is kept as long as nobody says it anew. */
  function checkedZones(zones: readonly ZoneId[] | undefined): void {
    const unknown = zones?.find((zone) => !indexOf(site()).zones.has(zone));
    if (unknown !== undefined) throw new HttpError("ZONE_UNKNOWN", unknown);
  }
  const standing = ({ role, zones }: Standing): Standing => ({ role, ...(zones === undefined ? {} : { zones }) });

  /** The people of the site behind accounts: whose account it says it is, or whose id it is. */
  const personsByAccount = () => new Map(site().people.map(({ id, name, account: own = id }) => [own, { id, name }]));

  app.get(
    "/api/v1/accounts",
    {
      config: { access: "manage-accounts" },
      schema: { summary: "Who may sign in, with role, zones, second factor and the person of the site", tags: ["administration"] },
    },
    async (request) => {
      const persons = personsByAccount();
      return {
        accounts: directory(request)
          .list()
          .map((one) => ({ ...one, ...(persons.has(one.name) ? { person: persons.get(one.name) } : {}) })),
        /** People of the site who have no account. */
        withoutAccount: [...persons].filter(([name]) => account(name) === undefined).map(([name, person]) => ({ account: name, person })),
      };
    },
  );

  app.post(
    "/api/v1/accounts",
    {
      config: { access: "manage-accounts" },
      schema: {
        summary: "Let somebody sign in",
        tags: ["administration"],
        body: Type.Object({ name: NAME, role: ROLE, zones: ZONES, password: PASSWORD }, { additionalProperties: false }),
      },
    },
    async (request, reply) => {
      const { name, role, zones, password } = request.body;
      checkedZones(zones);
      const added = await directory(request).add(name, role, password, zones);
      if (!added.ok) throw new HttpError(added.error.code);
      journal();
      return reply.status(201).send({ account: account(name) });
    },
  );

  app.put(
    "/api/v1/accounts/:name/standing",
    {
      config: { access: "manage-accounts" },
      schema: {
        summary: "Give somebody another role or other zones; they are signed out, and tokens of theirs that would be above it end",
        tags: ["administration"],
        params: NAME_PARAMS,
        body: Type.Object({ role: ROLE, zones: ZONES }, { additionalProperties: false }),
      },
    },
    async (request) => {
      checkedZones(request.body.zones);
      const changed = directory(request).setStanding(request.params.name, standing(request.body));
      if (!changed.ok) throw new HttpError(changed.error.code);
      journal();
      return { account: account(request.params.name) };
    },
  );

  app.put(
    "/api/v1/accounts/:name/single-sign-on",
    {
      config: { access: "manage-accounts" },
      schema: {
        summary: "Let somebody sign in to this account by single sign-on, or no longer; whom it was bound to there is forgotten",
        tags: ["administration"],
        params: NAME_PARAMS,
        body: Type.Object({ allowed: Type.Boolean() }, { additionalProperties: false }),
      },
    },
    async (request) => {
      const changed = directory(request).allowSingleSignOn(request.params.name, request.body.allowed);
      if (!changed.ok) throw new HttpError(changed.error.code);
      journal();
      return { account: account(request.params.name) };
    },
  );

  app.put(
    "/api/v1/accounts/:name/password",
    {
      config: { access: "manage-accounts" },
      schema: {
        summary: "Give somebody a new password; they are signed out everywhere",
        tags: ["administration"],
        params: NAME_PARAMS,
        body: Type.Object({ password: PASSWORD }, { additionalProperties: false }),
      },
    },
    async (request, reply) => {
      const changed = await directory(request).setPassword(request.params.name, request.body.password);
      if (!changed.ok) throw new HttpError(changed.error.code);
      journal();
      return reply.status(204).send();
    },
  );

  app.delete(
    "/api/v1/accounts/:name/second-factor",
    {
      config: { access: "manage-accounts" },
      schema: {
        summary: "Take somebody's second factor away, who has lost it; they are signed out everywhere",
        tags: ["administration"],
        params: NAME_PARAMS,
      },
    },
    async (request, reply) => {
      const { name } = request.params;
      if (account(name)?.secondFactor === false) throw new HttpError("SECOND_FACTOR_NOT_SET");
      const reset = directory(request).resetSecondFactor(name);
      if (!reset.ok) throw new HttpError(reset.error.code);
      journal();
      return reply.status(204).send();
    },
  );

  app.delete(
    "/api/v1/accounts/:name",
    {
      config: { access: "manage-accounts" },
      schema: { summary: "Remove an account with its sessions and tokens", tags: ["administration"], params: NAME_PARAMS },
    },
    async (request, reply) => {
      const removed = directory(request).remove(request.params.name);
      if (!removed.ok) throw new HttpError(removed.error.code);
      journal();
      return reply.status(204).send();
    },
  );

  app.delete(
    "/api/v1/accounts/:name/sessions",
    {
      config: { access: "manage-accounts" },
      schema: { summary: "Sign somebody out everywhere", tags: ["administration"], params: NAME_PARAMS },
    },
    async (request) => {
      const { name } = request.params;
      if (account(name) === undefined) throw new HttpError("USER_UNKNOWN");
      const count = sessions.endAll(name);
      if (count > 0) journal({ kind: "session-revoked", actor: actorOf(request), detail: { user: name, count } });
      return { ended: count };
    },
  );

  app.get(
    "/api/v1/sessions",
    {
      config: { access: "manage-accounts" },
      schema: { summary: "Who is signed in, since when, from where and with what; the last used first", tags: ["administration"] },
    },
    async (request) => ({ session: sessionOf(request).id, sessions: sessions.list() }),
  );

  app.delete(
    "/api/v1/sessions/:id",
    {
      config: { access: "manage-accounts" },
      schema: { summary: "End a session", tags: ["administration"], params: Type.Object({ id: NAME }) },
    },
    async (request, reply) => {
      const { id } = request.params;
      const found = sessions.list().find((one) => one.id === id);
      if (found === undefined) throw new HttpError("SESSION_UNKNOWN");
      sessions.end(id);
      journal({ kind: "session-revoked", actor: actorOf(request), detail: { user: found.userName, count: 1 } });
      return reply.status(204).send();
    },
  );
}
