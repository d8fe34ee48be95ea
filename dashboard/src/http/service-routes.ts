import { randomUUID } from "node:crypto";
import { type EpochMs, hours, plus } from "@labcanary/domain/basics";
import type { ServiceVerb } from "@labcanary/domain/messages";
import type { FastifyRequest } from "fastify";
import Type, { type TSchema } from "typebox";
import { mayDo, type Right } from "../accounts/roles.ts";
import { VISITOR_NAME } from "../accounts/standing.ts";
import type { DashboardDeps } from "../ports.ts";
import { COMMAND_ID, TEXT } from "./command-fields.ts";
import { HttpError } from "./http-errors.ts";
import { scopeOfRequest, sessionOf } from "./session-of-request.ts";
import type { App } from "./typed-app.ts";

const SIGNAL_PARAMS = Type.Object({ deviceId: Type.String({ maxLength: 64 }), signal: Type.String({ maxLength: 128 }) });
const body = (properties: Readonly<Record<string, TSchema>>) =>
  Type.Object({ ...properties, commandId: COMMAND_ID }, { additionalProperties: false });

interface ServiceRoute {
  readonly verb: ServiceVerb;
  readonly path: string;
  readonly summary: string;
  readonly access: Right;
  readonly body: TSchema;
}

const ROUTES: readonly ServiceRoute[] = [
  {
    verb: "propose",
    path: "out-of-service",
    summary: "Propose to take a signal out of service, until a time or for some hours; without effect until somebody else approves",
    access: "propose-out-of-service",
    body: body({
      reason: TEXT,
      measure: TEXT,
      // 30 days, the longest there is.
      hours: Type.Optional(Type.Integer({ minimum: 1, maximum: 720 })),
      until: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
    }),
  },
  {
    verb: "approve",
    path: "out-of-service/approve",
    summary: "Approve the proposal with this id: the signal is out of service from now on",
    access: "approve-out-of-service",
    body: body({ proposal: Type.String({ minLength: 1, maxLength: 64 }) }),
  },
  {
    verb: "end",
    path: "in-service",
    summary: "Put a signal back in service, or withdraw the proposal",
    access: "propose-out-of-service",
    body: Type.Union([Type.Null(), body({ comment: TEXT })]),
  },
];

/** What the bodies let through. */
interface ServiceBody {
  readonly commandId?: string;
  readonly reason?: string;
  readonly measure?: string;
  readonly hours?: number;
  readonly until?: EpochMs;
  readonly proposal?: string;
  readonly comment?: string;
}

/** Taking signals out of service and putting them back. */
export function serviceRoutes(app: App, { desk, clock, site }: Pick<DashboardDeps, "desk" | "clock" | "site">): void {
  app.get(
    "/api/v1/out-of-service",
    {
      config: { access: "look" },
      schema: { summary: "Signals that are out of service or proposed to be, the first to end first", tags: ["out of service"] },
    },
    async (request) => {
      const scope = scopeOfRequest(request, site());
      return { outOfService: desk.outOfService().filter(({ signal }) => scope.hasSignal(signal)) };
    },
  );

  for (const { verb, path, summary, access, body: schema } of ROUTES) {
    app.post(
      `/api/v1/signals/:deviceId/:signal/${path}`,
      { config: { access }, schema: { summary, tags: ["out of service"], params: SIGNAL_PARAMS, body: schema } },
      async (request) => {
        const { deviceId, signal } = request.params as { readonly deviceId: string; readonly signal: string };
        const { commandId, hours: span, ...given } = (request.body ?? {}) as ServiceBody;
        if (span !== undefined && given.until !== undefined) throw new HttpError("REQUEST_INVALID", "/hours or /until, not both");
        const key = `${deviceId}/${signal}`;
        if (!scopeOfRequest(request, site()).hasSignal(key)) throw new HttpError("SIGNAL_UNKNOWN");
        const outcome = desk.serviceCommand({
          kind: "service-command",
          id: commandId ?? randomUUID(),
          verb,
          signal: key,
          by: verb === "end" ? sessionOf(request).userName : namedPerson(request),
          ...given,
          ...(mayDo(sessionOf(request), "hand-over") ? {} : { away: true as const }),
          ...(span === undefined ? {} : { until: plus(clock.now(), hours(span)) }),
        });
        if (!outcome.ok) throw new HttpError(outcome.error.code);
        return { outOfService: outcome.value };
      },
    );
  }
}

/** Two different people are needed; a one-time link does not say who came by it, and a program is not a person. */
function namedPerson(request: FastifyRequest): string {
  const { userName, via } = sessionOf(request);
  if (userName === VISITOR_NAME || via === "api-token") throw new HttpError("PERSON_UNNAMED");
  return userName;
}
