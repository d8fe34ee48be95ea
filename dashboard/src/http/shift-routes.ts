import { randomUUID } from "node:crypto";
import type { ShiftOutcome } from "@labcanary/domain/messages";
import type { FastifyRequest } from "fastify";
import Type from "typebox";
import { isForWholeSite, mayDo } from "../accounts/roles.ts";
import type { Session, SessionStore } from "../accounts/session-store.ts";
import type { SignIn } from "../accounts/sign-in.ts";
import { VISITOR_NAME } from "../accounts/standing.ts";
import { type HandOverSource, handOverList } from "../shift/hand-over-list.ts";
import { SESSION_COOKIE } from "./access.ts";
import type { AttemptLimits } from "./attempt-limits.ts";
import { clientOf } from "./client.ts";
import { COMMAND_ID, TEXT } from "./command-fields.ts";
import { HttpError } from "./http-errors.ts";
import { sessionOf } from "./session-of-request.ts";
import { cookieOptionsFor, refusalOf } from "./session-routes.ts";
import type { App } from "./typed-app.ts";

const MAXIMUM_HAND_OVERS = 200;

const ID = Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) });
const LIMIT = Type.Object({ limit: Type.Optional(Type.String({ pattern: "^[1-9][0-9]{0,2}$" })) }, { additionalProperties: false });
const HAND_OVER = Type.Object(
  { notes: TEXT, version: Type.String({ minLength: 1, maxLength: 16 }), commandId: COMMAND_ID },
  { additionalProperties: false },
);
const TAKE_OVER = Type.Object(
  {
    username: Type.String({ minLength: 1, maxLength: 64 }),
    password: Type.String({ minLength: 1, maxLength: 256 }),
    code: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    commandId: COMMAND_ID,
  },
  { additionalProperties: false },
);
const CONSOLE = {
  consoleId: Type.String({ pattern: "^[a-z0-9]{8,32}$" }),
  consoleName: Type.String({ minLength: 1, maxLength: 40 }),
};
const SOUND_TEST = Type.Object({ ...CONSOLE, volume: Type.Integer({ minimum: 10, maximum: 100 }) }, { additionalProperties: false });
const SILENCE = Type.Object({ ...CONSOLE, alarms: Type.Integer({ minimum: 1, maximum: 1_000_000 }) }, { additionalProperties: false });

export interface ShiftRouteDeps extends HandOverSource {
  readonly sessions: SessionStore;
  readonly signIn: SignIn;
  readonly limits: AttemptLimits;
}

/** The change of shift: what the next one must know, who signs for it, and whether consoles are heard. */
export function shiftRoutes(app: App, deps: ShiftRouteDeps): void {
  const { shift, sessions, signIn, desk, limits } = deps;

  app.get(
    "/api/v1/shift",
    {
      config: { access: "look" },
      schema: { summary: "When the shift began, what waits to be taken over, whose sound was heard", tags: ["shift"] },
    },
    async () => shift.shift(),
  );

  app.get(
    "/api/v1/hand-over",
    { config: { access: "look" }, schema: { summary: "What the next shift must know, as it is now", tags: ["shift"] } },
    async (request) => {
      wholeSite(request);
      return { list: handOverList(deps) };
    },
  );

  app.get(
    "/api/v1/hand-overs",
    { config: { access: "look" }, schema: { summary: "Hand-overs, newest first", tags: ["shift"], querystring: LIMIT } },
    async (request) => {
      wholeSite(request);
      return { handOvers: shift.handOvers(Math.min(Number(request.query.limit ?? "50"), MAXIMUM_HAND_OVERS)) };
    },
  );

  app.get(
    "/api/v1/hand-overs/:id",
    { config: { access: "look" }, schema: { summary: "One hand-over with its list as it was signed", tags: ["shift"], params: ID } },
    async (request) => {
      wholeSite(request);
      const handOver = shift.handOver(request.params.id);
      if (handOver === undefined) throw new HttpError("HAND_OVER_UNKNOWN");
      return { handOver };
    },
  );

  app.post(
    "/api/v1/hand-overs",
    {
      config: { access: "hand-over" },
      schema: {
        summary: "Hand the shift over, as the list with this version says; replaces one that waits",
        tags: ["shift"],
        body: HAND_OVER,
      },
    },
    async (request, reply) => {
      const { userName: by } = namedPerson(wholeSite(request));
      const { notes = "", version, commandId } = request.body;
      const list = handOverList(deps);
      if (list.version !== version) throw new HttpError("HAND_OVER_CHANGED");
      const outcome = shift.shiftCommand({ kind: "hand-over", id: commandId ?? randomUUID(), by, notes, list });
      return reply.status(201).send({ handOver: accepted(outcome) });
    },
  );

  app.post(
    "/api/v1/hand-overs/:id/take-over",
    {
      config: { access: "hand-over" },
      schema: {
        summary: "Take the shift over with one's own name and password; this console is the new person's from then on",
        tags: ["shift"],
        params: ID,
        body: TAKE_OVER,
      },
    },
    async (request, reply) => {
      limits.signIn(request);
      const before = wholeSite(request);
      const { username, password, code, commandId } = request.body;
      const begun = await signIn.withPassword({ userName: username, password, code }, clientOf(request));
      if (!begun.ok) throw refusalOf(begun.reason);
      const { token, needsSecondFactor } = begun;
      const session = sessions.find(token) ?? sessions.findUnfinished(token);
      if (session === undefined) throw new Error("a session just begun is not there");
      try {
        if (needsSecondFactor) throw new HttpError("SECOND_FACTOR_SETUP_REQUIRED");
        if (isForWholeSite(session, "hand-over")) throw new HttpError("SCOPE_FORBIDDEN", "hand-over is about the whole site");
        if (!mayDo(session, "hand-over")) throw new HttpError("ROLE_FORBIDDEN", `hand-over is not among the rights of ${session.role}`);
        const { counts } = handOverList(deps);
        const handOver = accepted(
          shift.shiftCommand({
            kind: "take-over",
            id: commandId ?? randomUUID(),
            by: session.userName,
            handOverId: request.params.id,
            counts,
          }),
        );
        sessions.end(before.id);
        return await reply.setCookie(SESSION_COOKIE, token, cookieOptionsFor(request)).send({ handOver });
      } catch (error) {
        sessions.end(session.id);
        throw error;
      }
    },
  );

  app.post(
    "/api/v1/sound-tests",
    {
      config: { access: "hand-over" },
      schema: { summary: "Every sound of this console was heard", tags: ["shift"], body: SOUND_TEST },
    },
    async (request, reply) => {
      shift.testSound({ ...request.body, by: namedPerson(sessionOf(request)).userName });
      return reply.status(204).send();
    },
  );

  app.post(
    "/api/v1/sound-silences",
    {
      config: { access: "comment" },
      schema: { summary: "The sound of this console was silenced for two minutes; acknowledges nothing", tags: ["shift"], body: SILENCE },
    },
    async (request, reply) => {
      const { consoleId, consoleName, alarms } = request.body;
      const change = { before: { sound: "sounding" }, after: { sound: "silenced" } };
      const detail = { consoleId, console: consoleName, count: alarms, ...change };
      desk.record({ kind: "sound-silenced", actor: `user:${sessionOf(request).userName}`, detail });
      return reply.status(204).send();
    },
  );
}

/** A hand-over is of the one desk there is: who is limited to zones neither reads nor signs it. */
function wholeSite(request: FastifyRequest): Session {
  const session = sessionOf(request);
  if (session.zones !== undefined) throw new HttpError("SCOPE_FORBIDDEN", "the hand-over is about the whole site");
  return session;
}

/** Who came by a one-time link cannot sign. */
function namedPerson(session: Session): Session {
  if (session.userName === VISITOR_NAME) throw new HttpError("HAND_OVER_UNNAMED");
  return session;
}

function accepted(outcome: ShiftOutcome) {
  if (!outcome.ok) throw new HttpError(outcome.error.code);
  return outcome.value;
}
