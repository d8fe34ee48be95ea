import { randomUUID } from "node:crypto";
import { epochMs } from "@labcanary/domain/basics";
import type { Answer, Check, CheckCommand } from "@labcanary/domain/governance";
import type { CheckDesk } from "@labcanary/domain/ports";
import type { Checklist } from "@labcanary/domain/site";
import type { FastifyRequest } from "fastify";
import Type from "typebox";
import { COMMAND_ID } from "../http/command-fields.ts";
import type { ConfirmPerson } from "../http/confirm-person.ts";
import { HttpError } from "../http/http-errors.ts";
import { namedPerson } from "../http/named-person.ts";
import { scopeOfRequest } from "../http/session-of-request.ts";
import type { App } from "../http/typed-app.ts";
import type { PhotoStore } from "../photos/photo-store.ts";
import type { DashboardDeps } from "../ports.ts";
import { checkPhotoRoutes } from "./check-photo-routes.ts";
import { SHOWN_CHECKS, shownOf, toldCheck } from "./told-check.ts";

/** Checks in one answer, newest first (chosen: a month of a building's rounds; for more there is the zone). */
const MAXIMUM_CHECKS = 500;
const LONGEST = 10_000;

const CHECK_PARAMS = Type.Object({ number: Type.String({ pattern: "^[1-9][0-9]{0,8}$" }) });
const QUERY = Type.Object(
  {
    state: Type.Optional(Type.Union(SHOWN_CHECKS.map((state) => Type.Literal(state)))),
    zone: Type.Optional(Type.String({ maxLength: 64 })),
  },
  { additionalProperties: false },
);
const ITEM = Type.String({ minLength: 1, maxLength: 64 });
const START = Type.Object({ commandId: COMMAND_ID }, { additionalProperties: false });
const ANSWER = Type.Object(
  {
    commandId: COMMAND_ID,
    item: ITEM,
    kind: Type.Union(["yes", "no", "not-applicable", "number"].map((kind) => Type.Literal(kind))),
    value: Type.Optional(Type.Number()),
    words: Type.Optional(Type.String({ maxLength: LONGEST })),
    saidAt: Type.Optional(Type.Number()),
  },
  { additionalProperties: false },
);
const SIGN = Type.Object(
  {
    commandId: COMMAND_ID,
    password: Type.Optional(Type.String({ minLength: 1, maxLength: 1000 })),
    code: Type.Optional(Type.String({ maxLength: 40 })),
    note: Type.Optional(Type.String({ maxLength: 500 })),
  },
  { additionalProperties: false },
);

export interface CheckRouteDeps extends Pick<DashboardDeps, "site" | "desk"> {
  readonly checks: CheckDesk;
  readonly photos: PhotoStore;
  readonly confirm: Pick<ConfirmPerson, "whole">;
}

/** Checks that patrols have opened: what is to be looked at, what was found, and who has signed it. */
export async function checkRoutes(app: App, { site, desk, checks, photos, confirm }: CheckRouteDeps): Promise<void> {
  /** Throws CHECK_UNKNOWN alike of what is not there and of what is not the person's to see. */
  const theirs = (request: FastifyRequest): Check => {
    const { number } = request.params as { readonly number: string };
    const check = checks.checks().get(Number(number));
    if (check === undefined || !scopeOfRequest(request, site()).hasZone(check.zoneId)) throw new HttpError("CHECK_UNKNOWN");
    return check;
  };
  const listOf = ({ list, number }: Check): Checklist => {
    const known = checks.checklist(list);
    if (known === undefined) throw new Error(`check ${number} is done by list ${list}, which was never published`);
    return known;
  };
  const whole = (check: Check) => ({ check, list: listOf(check) });
  const carryOut = (request: FastifyRequest, commandId: string | undefined, order: CheckCommand) => {
    const { number } = theirs(request);
    const actor = `user:${namedPerson(request)}`;
    const outcome = checks.checks().carryOut({ id: commandId ?? randomUUID(), actor, number, order });
    if (!outcome.ok) throw new HttpError(outcome.error.code);
    return whole(outcome.value);
  };

  app.get(
    "/api/v1/checks",
    {
      config: { access: "look" },
      schema: { summary: "Checks, newest first; how many there are of each state", tags: ["safety office"], querystring: QUERY },
    },
    async (request) => {
      const { state, zone } = request.query;
      const scope = scopeOfRequest(request, site());
      if (zone !== undefined && !scope.hasZone(zone)) throw new HttpError("ZONE_UNKNOWN");
      const all = checks
        .checks()
        .all()
        .filter(({ zoneId }) => scope.hasZone(zoneId) && (zone === undefined || zoneId === zone));
      const counts = Object.fromEntries(SHOWN_CHECKS.map((each) => [each, all.filter((check) => shownOf(check) === each).length]));
      const matching = all.filter((check) => state === undefined || shownOf(check) === state).toReversed();
      return {
        total: all.length,
        counts,
        matching: matching.length,
        checks: matching.slice(0, MAXIMUM_CHECKS).map((check) => toldCheck(check, listOf(check))),
      };
    },
  );

  app.get(
    "/api/v1/checks/:number",
    {
      config: { access: "look" },
      schema: { summary: "One check, with the list it is done by", tags: ["safety office"], params: CHECK_PARAMS },
    },
    async (request) => whole(theirs(request)),
  );

  app.post(
    "/api/v1/checks/:number/start",
    {
      config: { access: "do-checks" },
      schema: { summary: "Say that somebody is on it", tags: ["safety office"], params: CHECK_PARAMS, body: START },
    },
    async (request) => carryOut(request, request.body.commandId, { verb: "start" }),
  );

  app.post(
    "/api/v1/checks/:number/answer",
    {
      config: { access: "do-checks" },
      schema: {
        summary: "Answer one item; a failed one is a hazard at once. `saidAt`: when it was given, where it could not be sent then",
        tags: ["safety office"],
        params: CHECK_PARAMS,
        body: ANSWER,
      },
    },
    async (request) => {
      const { commandId, item, saidAt, ...given } = request.body;
      const said = saidAt === undefined ? {} : { saidAt: epochMs(saidAt) };
      return carryOut(request, commandId, { verb: "answer", item, answer: answerOf(given), ...said });
    },
  );

  app.post(
    "/api/v1/checks/:number/sign",
    {
      config: { access: "do-checks" },
      schema: {
        summary: "Sign that every item was checked, with one's own password and second factor typed again",
        tags: ["safety office"],
        params: CHECK_PARAMS,
        body: SIGN,
      },
    },
    async (request) => {
      theirs(request);
      namedPerson(request);
      const { commandId, password, code, note } = request.body;
      // A page left open must not sign for whoever went away.
      await confirm.whole(request, { password, code });
      return carryOut(request, commandId, { verb: "sign", signed: "checked", ...(note === undefined ? {} : { note }) });
    },
  );

  await checkPhotoRoutes(app, { checks, photos, desk, theirs });
}

interface GivenAnswer {
  readonly kind: string;
  readonly value?: number;
  readonly words?: string;
}

/** What the ledger refuses of it is told there: a number that is missing is none. */
function answerOf({ kind, value = Number.NaN, words }: GivenAnswer): Answer {
  switch (kind) {
    case "number":
      return { kind, value, ...(words === undefined ? {} : { words }) };
    case "no":
    case "not-applicable":
      return { kind, words: words ?? "" };
    default:
      return { kind: "yes" };
  }
}
