import Type from "typebox";
import type { ChangeNote } from "../accounts/change-notes.ts";
import type { SecondFactors } from "../accounts/second-factor.ts";
import { isSecondFactorRequired, type SecondFactorPolicy } from "../accounts/second-factor-policy.ts";
import type { SessionStore } from "../accounts/session-store.ts";
import type { Account, UserDirectory } from "../accounts/user-directory.ts";
import type { AttemptLimits } from "./attempt-limits.ts";
import type { ConfirmPerson } from "./confirm-person.ts";
import { HttpError } from "./http-errors.ts";
import { sessionOf } from "./session-of-request.ts";
import type { App } from "./typed-app.ts";

const PASSWORD = Type.String({ minLength: 1, maxLength: 1000 });
const ID_PARAMS = Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) });

export interface AccountRouteDeps {
  readonly sessions: SessionStore;
  readonly secondFactors: SecondFactors;
  readonly policy: SecondFactorPolicy;
  readonly limits: AttemptLimits;
  readonly confirm: ConfirmPerson;
  readonly account: (name: string) => Account | undefined;
  /** Accounts, as changed by one person. */
  readonly directoryOf: (actor: string) => UserDirectory;
  /** Something is in the notes. */
  readonly journal: (note?: ChangeNote) => void;
}

/** What everybody looks after about their own account: password, second factor, where they are signed in. */
export function accountRoutes(app: App, deps: AccountRouteDeps): void {
  const { sessions, secondFactors, policy, limits, confirm, account, directoryOf, journal } = deps;

  app.get(
    "/api/v1/account",
    { config: { access: "own-account" }, schema: { summary: "One's own account, and where one is signed in", tags: ["account"] } },
    async (request) => {
      const session = sessionOf(request);
      const own = account(session.userName);
      if (own === undefined) throw new HttpError("SESSION_REQUIRED");
      return {
        account: own,
        secondFactor: {
          set: own.secondFactor,
          required: isSecondFactorRequired(policy, own.role),
          recoveryCodesLeft: secondFactors.recoveryCodesLeft(own.name),
        },
        session: session.id,
        sessions: sessions.list(own.name),
      };
    },
  );

  app.post(
    "/api/v1/account/password",
    {
      config: { access: "own-account" },
      schema: {
        summary: "Change one's own password; every other session of one's own ends, and every token one has issued",
        tags: ["account"],
        body: Type.Object({ password: PASSWORD, newPassword: PASSWORD }, { additionalProperties: false }),
      },
    },
    async (request, reply) => {
      const { userName, id } = await confirm.password(request, request.body.password);
      const changed = await directoryOf(`user:${userName}`).setPassword(userName, request.body.newPassword, id);
      if (!changed.ok) throw new HttpError(changed.error.code);
      journal();
      return reply.status(204).send();
    },
  );

  app.post(
    "/api/v1/account/second-factor/begin",
    {
      config: { access: "own-account" },
      schema: {
        summary: "Begin to set up an authenticator app: the secret, told once, without effect until its first code is given",
        tags: ["account"],
        body: Type.Object({ password: PASSWORD }, { additionalProperties: false }),
      },
    },
    async (request) => {
      const { userName } = await confirm.password(request, request.body.password);
      const begun = secondFactors.begin(userName);
      if (!begun.ok) throw new HttpError(begun.error);
      return begun.value;
    },
  );

  app.post(
    "/api/v1/account/second-factor",
    {
      config: { access: "own-account" },
      schema: {
        summary:
          "Finish that with its first code: the recovery codes, told once; every other session of one's own ends, and every token one has issued",
        tags: ["account"],
        body: Type.Object({ code: Type.String({ minLength: 1, maxLength: 40 }) }, { additionalProperties: false }),
      },
    },
    async (request, reply) => {
      limits.self(request);
      const { userName, id } = sessionOf(request);
      const codes = secondFactors.confirm(userName, request.body.code);
      if (!codes.ok) throw new HttpError(codes.error);
      sessions.endAll(userName, id);
      sessions.changed();
      journal();
      return reply.status(201).send({ recoveryCodes: codes.value });
    },
  );

  app.post(
    "/api/v1/account/second-factor/recovery-codes",
    {
      config: { access: "own-account" },
      schema: {
        summary: "New recovery codes, told once, instead of those before",
        tags: ["account"],
        body: Type.Object({ password: PASSWORD }, { additionalProperties: false }),
      },
    },
    async (request, reply) => {
      const { userName } = await confirm.password(request, request.body.password);
      const codes = secondFactors.renewRecoveryCodes(userName);
      if (!codes.ok) throw new HttpError(codes.error);
      journal();
      return reply.status(201).send({ recoveryCodes: codes.value });
    },
  );

  app.post(
    "/api/v1/account/second-factor/remove",
    {
      config: { access: "own-account" },
      schema: {
        summary: "Do without a second factor from now on; every token one has issued ends",
        tags: ["account"],
        body: Type.Object({ password: PASSWORD }, { additionalProperties: false }),
      },
    },
    async (request, reply) => {
      const { userName, role } = await confirm.password(request, request.body.password);
      if (isSecondFactorRequired(policy, role)) throw new HttpError("SECOND_FACTOR_COMPULSORY");
      const removed = secondFactors.remove(userName);
      if (!removed.ok) throw new HttpError(removed.error);
      sessions.changed();
      journal();
      return reply.status(204).send();
    },
  );

  app.delete(
    "/api/v1/account/sessions/:id",
    { config: { access: "own-account" }, schema: { summary: "End one of one's own sessions", tags: ["account"], params: ID_PARAMS } },
    async (request, reply) => {
      const { userName } = sessionOf(request);
      const { id } = request.params;
      if (!sessions.list(userName).some((own) => own.id === id)) throw new HttpError("SESSION_UNKNOWN");
      sessions.end(id);
      journal({ kind: "session-revoked", actor: `user:${userName}`, detail: { user: userName, count: 1 } });
      return reply.status(204).send();
    },
  );

  app.delete(
    "/api/v1/account/sessions",
    { config: { access: "own-account" }, schema: { summary: "End all of one's own sessions but this one", tags: ["account"] } },
    async (request) => {
      const { userName, id } = sessionOf(request);
      const count = sessions.endAll(userName, id);
      if (count > 0) journal({ kind: "session-revoked", actor: `user:${userName}`, detail: { user: userName, count } });
      return { ended: count };
    },
  );
}
